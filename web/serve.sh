#!/usr/bin/env bash
# Builds Lockstep for the web and serves it on this machine.
#
#   bash web/serve.sh [--port N]      the URL is the last line; Ctrl+C stops
#   bash web/serve.sh --build-only    leaves the complete static page in build/web/dist

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: bash web/serve.sh [--port N | --build-only]" >&2
  exit 2
}
port=()
buildOnly=
while (($#)); do
  case $1 in
    --port)
      [[ ${2:-} =~ ^[0-9]+$ ]] || usage
      port=(--port "$2")
      shift 2
      ;;
    --build-only)
      buildOnly=yes
      shift
      ;;
    *) usage ;;
  esac
done

source web/tools/toolchain.sh
source web/tools/install.sh
say "building for the web"
try cmake --preset web || { cat "$log" && die "cannot configure the web build: see above"; } >&2
cmake --build --preset web >&2 || die "the web build failed: see above"
[[ -z $buildOnly ]] || exit 0
say "serving build/web/dist, Ctrl+C stops"
exec node web/tools/serve.mjs build/web/dist "${port[@]}"
