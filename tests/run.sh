#!/usr/bin/env bash
# Runs the test suites and installs what they need. The last line counts every test: N passed, N failed
#
#   bash tests/run.sh             all suites
#   bash tests/run.sh unit wasm   some of them
#
#   layers    who may include whom, and that src/README.md tells of files and functions that there are
#   format    .clang-format and .prettierrc, and how comments are laid out
#   unit      doctest, native, with address and undefined-behaviour sanitizers; the scalar twin of the mathematics too
#   wasm      the same tests as WebAssembly under Node, and the headless core against the native command line
#   size      what the web build makes, against tests/budget.txt
#   cli       what the command line prints and how it fails, and the README's table of settings against it
#   extension a data set, an instrument and a panel added to a copy of the tree, with the files that the README names
#   claims    every experiment at full length on ten seeds; the run that the page opens with on twenty
#   export    exported networks in ONNX Runtime, and their files before ONNX's own checker
#   torch     runs replayed in PyTorch, by the suite's script and by exported ones; exported numbers read there
#   browser   the built page in real browsers
#
# Logs are kept in build/logs/. What a change does to the screen is no suite: tests/scenes.sh shows it, and somebody looks.

set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source web/tools/install.sh

readonly kSuites=(layers format unit wasm size cli extension claims export torch browser)
readonly kBrowsers=(chromium firefox-esr webkit2gtk-driver xvfb xauth libgl1-mesa-dri libegl1 libgles2 libgl1)
readonly counted=build/logs/counted
failed=0

# check NAME COMMAND… : runs one test program beside what follows, as many at a time as there are cores, and
# counts it. `finish` waits for all of them.
check() {
  while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n; done
  failed=$((failed + 1)) # until it has counted itself
  runCheck "$@" &
}
finish() { wait; }

# runCheck NAME COMMAND… : counts into $counted, and shows the output if anything is wrong. A program that crashes or
# runs no test counts as a failure of its own.
runCheck() {
  local name=$1 output=build/logs/${1//\//-}.log status counts ok bad began=$SECONDS
  shift
  timeout --kill-after=10 2400 "$@" >"$output" 2>&1 </dev/null
  status=$?
  counts=$(sed -nE 's/^\[doctest\] test cases: .*[| ]([0-9]+) passed \| +([0-9]+) failed.*/\1 \2/p
    s/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$output" | tail -n 1)
  read -r ok bad <<<"${counts:-0 0}"
  ((bad > 0 || (status == 0 && ok > 0))) || bad=1
  if ((bad > 0)); then
    tail -n 200 "$output"
    ((status == 0 || status == 1)) || echo "✗ $name ended with status $status ($((SECONDS - began)) s)"
    ((ok > 0 || bad > 1)) || echo "✗ $name: no test was counted"
  fi
  grep '^failed beside others: ' "$output"
  echo "$ok $bad" >>"$counted"
  printf '%-14s %5d passed %4d failed %5d s\n' "$name" "$ok" "$bad" $((SECONDS - began))
}

# prepare NAME COMMAND… : a step that tests depend on; without it they count as failed.
prepare() {
  local name=$1 output=build/logs/${1//[ \/]/-}.log
  shift
  if "$@" >"$output" 2>&1 </dev/null; then return; fi
  grep -vE '^\[[0-9]+/[0-9]+\]' "$output" | tail -n 60
  echo "✗ $name failed: see $output"
  failed=$((failed + 1))
  return 1
}

# toolchain [native]: once per kind; its own one-line message is enough on failure.
toolchain() { source web/tools/toolchain.sh "$@" || { failed=$((failed + 1)) && return 1; }; }

# build PRESET TARGET… : configures and builds.
build() {
  local preset=$1
  shift
  prepare "configure $preset" cmake --preset "$preset" &&
    say "building $preset: $*" && prepare "build $preset" cmake --build --preset "$preset" --target "$@"
}

suite_layers() { needCommands node:nodejs && check layers node tests/layers.mjs; }

suite_format() { check format bash tests/format.sh; }

suite_unit() {
  toolchain native && build asan lockstep-tests lockstep-tests-scalar || return
  check unit/simd build/asan/lockstep-tests --no-colors
  check unit/scalar build/asan/lockstep-tests-scalar --no-colors
  build native lockstep-tests-golden || return
  check unit/golden build/native/lockstep-tests-golden --no-colors
}

suite_wasm() {
  toolchain native && build native lockstep || return
  toolchain && build web lockstep-tests lockstep-tests-scalar lockstep-tests-relaxed dist || return
  local flag
  check wasm/simd node build/web/lockstep-tests.js --no-colors
  check wasm/scalar node build/web/lockstep-tests-scalar.js --no-colors
  flag=$(relaxedFlag) && check wasm/relaxed node $flag build/web/lockstep-tests-relaxed.js --no-colors
  check wasm/core node tests/core_test.mjs build/web/dist build/native/lockstep
  check wasm/programs node $flag tests/core_programs_test.mjs build/web/dist build/native/lockstep
}
# What Node, from version 20 on, has to be told to run relaxed SIMD: nothing, from 22 on. Older ones cannot.
relaxedFlag() {
  local flag try='process.exit(+!WebAssembly.validate(fs.readFileSync("build/web/dist/lockstep-core-relaxed.wasm")))'
  for flag in "" --experimental-wasm-relaxed-simd; do
    node $flag -e "$try" 2>/dev/null && echo $flag && return
  done
  say "this Node has no relaxed SIMD: its tests are left to the browsers" && return 1
}

suite_size() {
  toolchain && build web dist || return
  check size node tests/size_test.mjs build/web/dist
}

suite_cli() {
  toolchain native && build native lockstep || return
  check cli node tests/cli_test.mjs build/native/lockstep
  check cli/probe node tests/cli_probe_test.mjs build/native/lockstep
  check cli/export node tests/cli_export_test.mjs build/native/lockstep
  check readme node tests/readme.mjs build/native/lockstep
}

suite_extension() { toolchain native && check extension node tests/extension.mjs; }

suite_claims() {
  toolchain native && build native lockstep || return
  check claims node tests/experiments.mjs build/native/lockstep
  check opening node tests/opening.mjs build/native/lockstep
  check health node tests/health.mjs build/native/lockstep
  check stops node tests/stops.mjs build/native/lockstep
}

suite_export() {
  needPackages python3-onnx && toolchain native && build native lockstep || return
  toolchain && build web lockstep-core || return
  needOnnxRuntime
  local files=build/onnx
  rm -rf $files && mkdir -p $files
  NODE_PATH=$onnxRuntime check export/runtime node tests/export.mjs build/web/dist build/native/lockstep $files
  finish # what is checked is what that leaves
  check export/checker /usr/bin/python3 tests/onnx_check.py $files
}

suite_torch() {
  needPackages python3-torch && toolchain native && build native lockstep || return
  check torch /usr/bin/python3 tests/torch_replay.py build/native/lockstep
  check torch/export /usr/bin/python3 tests/torch_export.py build/native/lockstep
}

suite_browser() {
  needPackages "${kBrowsers[@]}" && toolchain native && build native lockstep || return
  toolchain && build web dist || return
  needPuppeteer && needMarked
  finish # what is timed there has the machine to itself
  LOCKSTEP_CLI=build/native/lockstep check browser node tests/browser/run.mjs build/web/dist
}

suites=("$@")
((${#suites[@]})) || suites=("${kSuites[@]}")
for suite in "${suites[@]}"; do
  [[ " ${kSuites[*]} " == *" $suite "* ]] || die "no suite '$suite': choose from ${kSuites[*]}"
done
mkdir -p build/logs
: >"$counted"
for suite in "${suites[@]}"; do "suite_$suite"; done
finish

passed=0
while read -r ok bad; do passed=$((passed + ok)) failed=$((failed + bad - 1)); done <"$counted"
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
