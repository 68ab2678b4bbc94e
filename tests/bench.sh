#!/usr/bin/env bash
# Trains the same six networks with Lockstep and with what npm offers, in one browser, and prints who is how fast.
# Installs what is missing. About six minutes; nothing is asserted, for figures belong to a machine.
#
#   bash tests/bench.sh [--browser firefox] [--work W1,W3] [--only ours,tfjs] [--rounds 7] [--check 30] [--threads 2] [--fast]
#
#   bash tests/bench.sh --frames    where the time of the page's frames goes, in Chromium; two minutes
#
# The products and steps of one build alone: build/native/lockstep bench, or node build/web/lockstep-cli.js bench.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source web/tools/toolchain.sh
source web/tools/install.sh

readonly kPeers=(esbuild@0.28.2 @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
  @tensorflow/tfjs-backend-wasm@4.22.0 brain.js@1.6.1 convnetjs@0.3.0 "$onnxRuntimeVersion")


# TensorFlow.js without its other backends, and the processor's limit.
makeParts() {
  (cd "$peers" && node_modules/.bin/esbuild --bundle --minify --format=iife --global-name=tf --log-level=error \
    --external:{fs,path,os,crypto,util,worker_threads,perf_hooks} --loader=js --outfile="$1/tfjs.js") <<'JS'
export * from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
export * as backend from '@tensorflow/tfjs-backend-wasm';
JS
  em++ -O3 -msimd128 --no-entry -sSTANDALONE_WASM "$here/peak.cpp" -o "$1/peak.wasm"
}

build() {
  say "building $*"
  try cmake --preset web && try cmake --build --preset web --target "$@" || { cat "$log" && die "the build failed"; } >&2
}

here=$PWD/tests/bench
browser=chromium
[[ " $* " != *" --browser firefox "* ]] || browser=firefox-esr
needPackages $browser
needPuppeteer
if [[ " $* " == *" --frames "* ]]; then
  build dist
  exec node tests/bench/frames.mjs build/web/dist
fi
stageNpm peers "${kPeers[@]}"
peers=$cache/peers
stage bench "$(cksum <"$here/peak.cpp") ${kPeers[*]}" makeParts
build lockstep-core lockstep-core-threads lockstep-core-relaxed
exec node tests/bench/run.mjs build/web/dist "$peers/node_modules" "$cache/bench" "$@"
