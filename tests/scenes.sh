#!/usr/bin/env bash
# Shows what a change does to the screen: takes every scene of tests/scenes/scenes.mjs of two builds in one browser and
# writes a page with what differs, to the pixel. Exit status 0 where all scenes are equal. No picture is kept as truth.
#
#   bash tests/scenes.sh [REV]             the working tree beside REV, by default HEAD; builds both
#   bash tests/scenes.sh --dist A B        two folders with built pages, such as build/web/dist
#   bash tests/scenes.sh --only REGEX …    scenes with such a name
#   bash tests/scenes.sh --list            what there is
#
# Pictures and page go to build/scenes/page; a build of REV stays in build/scenes/dist for the next time.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source web/tools/install.sh

readonly kBrowser=(chromium libgl1-mesa-dri libegl1 libgles2 libgl1)
readonly kUsage="usage: bash tests/scenes.sh [REV | --dist A B] [--only REGEX] [--list]"

# buildPage TREE: leaves the complete page in TREE/build/web/dist.
buildPage() { (cd "$1" && bash web/serve.sh --build-only >&2) || die "$1 does not build: see above"; }

# keepRevision HASH: build/scenes/dist/HASH. The tree it is built in stays too: of the next revision only what differs
# is compiled.
keepRevision() {
  local tree=build/scenes/tree dist=build/scenes/dist/$1
  [[ ! -f $dist/index.html ]] || return 0
  git worktree prune
  if [[ -e $tree/.git ]]; then
    git -C $tree checkout --quiet --detach "$1"
  else
    rm -rf $tree
    git worktree add --quiet --force --detach $tree "$1"
  fi
  say "building ${1:0:12}"
  buildPage $tree
  mkdir -p "${dist%/*}"
  rm -rf "$dist.part"
  cp -R $tree/build/web/dist "$dist.part"
  mv "$dist.part" "$dist"
}

revision=HEAD
dists=()
options=()
while (($#)); do
  case $1 in
    --dist)
      (($# >= 3)) || die "$kUsage"
      dists=("$2" "$3")
      shift 2
      ;;
    --only)
      (($# >= 2)) || die "$kUsage"
      options+=(--only "$2")
      shift
      ;;
    --list) options+=(--list) ;;
    -*) die "$kUsage" ;;
    *) revision=$1 ;;
  esac
  shift
done

needCommands node:nodejs
if [[ " ${options[*]} " == *" --list "* ]]; then exec node tests/scenes/run.mjs "${options[@]}"; fi
needPackages "${kBrowser[@]}"
needPuppeteer
if ((!${#dists[@]})); then
  hash=$(git rev-parse --verify --quiet "$revision^{commit}") || die "no revision '$revision'"
  keepRevision "$hash"
  buildPage .
  dists=("build/scenes/dist/$hash" build/web/dist)
  options+=(--label "$revision ${hash:0:12}")
fi
for dist in "${dists[@]}"; do [[ -f $dist/index.html ]] || die "there is no built page in $dist"; done
exec node tests/scenes/run.mjs "${dists[@]}" build/scenes/page "${options[@]}"
