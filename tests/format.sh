#!/usr/bin/env bash
# Checks the layout of the sources: C++ by .clang-format, comments by tests/format.mjs.
# bash tests/format.sh --fix lays the code out anew; comments are for people to mend.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# sources NAME… : the files of the tree with such names, one a line.
sources() {
  local name names=()
  for name in "$@"; do names+=(-o -name "$name"); done
  find CMakeLists.txt shaders src tests web -type f \( "${names[@]:1}" \) | sort
}
mapfile -t cpp < <(sources '*.cpp' '*.h')
mapfile -t all < <(sources CMakeLists.txt '*.cpp' '*.h' '*.vert' '*.frag' '*.css' '*.sh' '*.py' '*.cmake')

if [[ ${1:-} == --fix ]]; then
  clang-format -i "${cpp[@]}"
  exit
fi

# Of code the first place in each file is enough, since --fix repairs them all.
code() {
  local output
  output=$(clang-format --dry-run -Werror "${cpp[@]}" 2>&1) && return
  sed -nE 's/^([^: ]+:[0-9]+):[0-9]+: error:.*/\1: not laid out by .clang-format: bash tests\/format.sh --fix/p' \
    <<<"$output" | sort -t: -u -k1,1 | grep . || echo "clang-format:0: $output"
}
comments() { node tests/format.mjs "${all[@]}" || echo "tests/format.mjs:0: it fails"; }

bad=$(code; comments)
[[ -z $bad ]] || echo "$bad"
failed=$(grep . <<<"$bad" | cut -d: -f1 | sort -u | wc -l)
echo "$((${#all[@]} - failed)) passed, $failed failed"
((failed == 0))
