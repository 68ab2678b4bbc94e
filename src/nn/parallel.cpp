#include "nn/parallel.h"

#if __wasm_atomics__

#include <atomic>
#include <cstdlib>

namespace lockstep {
namespace {

// About 0.1 ms: most pauses within a step are shorter, and to be woken takes about as long.
constexpr int kSpins = 100000;
constexpr int kStackBytes = 65536;
constexpr unsigned kParts = 256;

int count = 1;
Job job;
const void* context;
// How many parts of the present job nobody has taken yet, and, above them, the number of the job: a thread
// that comes late cannot take a part of the next job for one of its own.
alignas(64) std::atomic<unsigned> ticket;
std::atomic<int> asleep;
alignas(64) std::atomic<int> unfinished;

bool takePart(int thread) {
  unsigned now = ticket.load(std::memory_order_acquire);
  while (now % kParts && !ticket.compare_exchange_weak(now, now - 1)) {
  }
  if (now % kParts == 0) return false;
  job(context, static_cast<int>(now % kParts) - 1, thread);
  unfinished.fetch_sub(1, std::memory_order_release);
  return true;
}

}  // namespace

int threads() { return count; }

void* addThread() {
  ++count;
  return static_cast<char*>(std::aligned_alloc(16, kStackBytes)) + kStackBytes;
}

void runParts(int parts, Job newJob, const void* newContext) {
  job = newJob, context = newContext;
  unfinished.store(parts, std::memory_order_relaxed);
  ticket.store((ticket.load() / kParts + 1) * kParts + static_cast<unsigned>(parts));
  if (asleep.load()) __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(&ticket), count);
  while (takePart(0)) {
  }
  while (unfinished.load(std::memory_order_acquire)) {  // a page's own thread may not sleep
  }
}

void work(int thread) {
  for (int spins = 0;; ++spins) {
    if (takePart(thread)) spins = 0;
    if (spins < kSpins) continue;
    const unsigned last = ticket.load();
    ++asleep;
    if (last % kParts == 0)
      __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(&ticket), static_cast<int>(last), -1);
    --asleep;
    spins = 0;
  }
}

}  // namespace lockstep

#endif
