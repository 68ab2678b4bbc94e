#!/usr/bin/env bash
# Builds Lockstep for the web and serves it on this machine.
#
#   bash web/serve.sh [--port N]      the URL is the last line; Ctrl+C stops. What the page can do without is built later.
#   bash web/serve.sh --build-only    leaves the complete static page in build/web/dist

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: bash web/serve.sh [--port N | --build-only]" >&2
  exit 2
}
port=()
target=page
while (($#)); do
  case $1 in
    --port)
      [[ ${2:-} =~ ^[0-9]+$ ]] || usage
      port=(--port "$2")
      shift 2
      ;;
    --build-only)
      target=all
      shift
      ;;
    *) usage ;;
  esac
done

source web/tools/toolchain.sh
source web/tools/install.sh
mkdir -p build/web
exec 8>>build/web/rest.pid # held while anything is built here
if ! flock -n 8; then
  say "stopping what an earlier run still builds"
  kill "$(<build/web/rest.pid)" 2>/dev/null || true
  flock 8
fi
: >build/web/rest.pid

say "building for the web"
# Ninja configures again by itself where CMake's files have changed, but not for other presets or tools.
if ! cmp -s "$cache/env-web.sh" build/web/env-web.sh || [[ CMakePresets.json -nt build/web/env-web.sh ]]; then
  try cmake --preset web || { cat "$log" && die "cannot configure the web build: see above"; } >&2
  cp "$cache/env-web.sh" build/web/
fi
cmake --build --preset web --target $target >&2 || die "the web build failed: see above"
[[ $target == page ]] || exit 0
say "fast arithmetic, the trainer alone and compressed copies follow in the background, see build/web/rest.log"
nice -n 19 ninja -C build/web >build/web/rest.log 2>&1 </dev/null &
echo $! >build/web/rest.pid
say "serving build/web/dist, Ctrl+C stops"
exec node web/tools/serve.mjs build/web/dist "${port[@]}" 8>&-
