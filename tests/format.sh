#!/usr/bin/env bash
# Checks that C++ in src/ and tests/ is laid out by .clang-format. To repair:  bash tests/format.sh --fix

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -d '' files < <(find src tests \( -name '*.cpp' -o -name '*.h' \) -print0 | sort -z)

if [[ ${1:-} == --fix ]]; then
  clang-format -i "${files[@]}"
  exit
fi

output=$(clang-format --dry-run -Werror "${files[@]}" 2>&1)
status=$?
# The first place of each file is enough: --fix repairs them all.
bad=$(grep -oE '^[^: ]+:[0-9]+:[0-9]+: error' <<<"$output" | sort -t: -u -k1,1)
failed=$(grep -c . <<<"$bad")
if ((status != 0 && failed == 0)); then
  echo "$output"
  failed=${#files[@]}
elif ((failed > 0)); then
  sed 's/error$/not formatted/' <<<"$bad"
  echo "repair with: bash tests/format.sh --fix"
fi
echo "$((${#files[@]} - failed)) passed, $failed failed"
((failed == 0))
