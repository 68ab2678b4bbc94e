#!/usr/bin/env bash
# Checks the layout of the sources: C++ by .clang-format, JavaScript by .prettierrc, comments by tests/format.mjs.
# bash tests/format.sh --fix lays the code out anew; comments are for people to mend.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source web/tools/install.sh

readonly kPrettier=prettier@3.6.2
needCommands clang-format:clang-format node:nodejs npm:npm
stageNpm prettier $kPrettier
prettier() { "$cache/prettier/node_modules/.bin/prettier" "$@" "${scripts[@]}"; }

# sources NAME… : the files of the tree with such names, one a line.
sources() {
  local name names=()
  for name in "$@"; do names+=(-o -name "$name"); done
  find CMakeLists.txt shaders src tests web -type f \( "${names[@]:1}" \) | sort
}
mapfile -t cpp < <(sources '*.cpp' '*.h')
mapfile -t scripts < <(sources '*.js' '*.mjs')
mapfile -t others < <(sources CMakeLists.txt '*.vert' '*.frag' '*.css' '*.sh' '*.py' '*.cmake')

if [[ ${1:-} == --fix ]]; then
  clang-format -i "${cpp[@]}" && prettier --write --log-level warn
  exit
fi

# Each line of complaint begins with file:line. Of code the first place in a file is enough: --fix repairs them all.
badCpp() {
  local output
  output=$(clang-format --dry-run -Werror "${cpp[@]}" 2>&1) && return
  sed -nE 's/^([^: ]+:[0-9]+):[0-9]+: error:.*/\1: not laid out by .clang-format: bash tests\/format.sh --fix/p' \
    <<<"$output" | sort -t: -u -k1,1 | grep . || echo "clang-format:0: $output"
}
badScripts() {
  local output
  output=$(prettier --list-different 2>&1) && return
  sed -E 's/^\[error\] ([^ :]+): (.*) \(([0-9]+):[0-9]+\)$/\1:\3: \2/; t; /^\[error\]/d
    s/$/:1: not laid out by .prettierrc: bash tests\/format.sh --fix/' <<<"$output" | grep . || echo "prettier:0: $output"
}
badComments() { node tests/format.mjs "${cpp[@]}" "${scripts[@]}" "${others[@]}" || echo "tests/format.mjs:0: it fails"; }

bad=$(badCpp; badScripts; badComments)
[[ -z $bad ]] || echo "$bad"
failed=$(grep . <<<"$bad" | cut -d: -f1 | sort -u | wc -l)
echo "$((${#cpp[@]} + ${#scripts[@]} + ${#others[@]} - failed)) passed, $failed failed"
((failed == 0))
