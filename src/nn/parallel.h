// Work shared out between threads: the caller's and those that lockstep-core.js starts in workers, which run
// the same program in the same memory. Only outputs are split, never a sum, so that the number of threads
// cannot change a bit. In programs compiled without atomics `share` is one plain call.
#pragma once

namespace lockstep {

#if __wasm_atomics__
constexpr bool kThreads = true;
int threads();  // 1 without workers
#else
constexpr bool kThreads = false;
constexpr int threads() { return 1; }
#endif

void* addThread();      // announces one more and returns the end of its stack
void work(int thread);  // what its worker calls, with its number from 1 on; never returns

// Calls job(context, part, thread) for every part below `parts` (at most 255), on whichever thread is free.
using Job = void (*)(const void* context, int part, int thread);
void runParts(int parts, Job job, const void* context);

constexpr double kSharedProduct =
    1 << 17;  // a product of so many multiplications, 4 µs, is worth sharing out

// Calls f(begin, end, thread) for ranges that together are [0, count), cut at multiples of `unit`: where it
// is `worth` it two for every thread, so that one that comes late or is slow does less. f may neither
// allocate nor share.
template <typename F>
void share(int count, [[maybe_unused]] int unit, [[maybe_unused]] bool worth, const F& f) {
  if constexpr (kThreads) {
    const int parts = 2 * threads();
    auto range = [=, &f](int part, int thread) {
      auto cut = [=](int i) { return i < parts ? count / unit * i / parts * unit : count; };
      if (cut(part) < cut(part + 1)) f(cut(part), cut(part + 1), thread);
    };
    auto job = [](const void* context, int part, int thread) {
      (*static_cast<const decltype(range)*>(context))(part, thread);
    };
    if (worth && threads() > 1) return runParts(parts, job, &range);
  }
  f(0, count, 0);
}

}  // namespace lockstep
