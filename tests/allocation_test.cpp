// No memory is asked for inside a training step. This file replaces the program's operator new and delete by
// ones that count.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include "run_helpers.h"

namespace {
long allocations = 0;

void* countedAllocation(std::size_t size, std::size_t alignment = 0) {
  ++allocations;
  if (size == 0) size = 1;
  void* p = alignment == 0 ? std::malloc(size)
                           : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (!p) std::abort();
  return p;
}

// Not inlined: the compiler would warn of free() for what it knows to come from new.
[[gnu::noinline]] void release(void* p) { std::free(p); }
}  // namespace

void* operator new(std::size_t size) { return countedAllocation(size); }
void* operator new[](std::size_t size) { return countedAllocation(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return countedAllocation(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return countedAllocation(size); }
void* operator new(std::size_t size, std::align_val_t a) {
  return countedAllocation(size, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t size, std::align_val_t a) {
  return countedAllocation(size, static_cast<std::size_t>(a));
}
void operator delete(void* p) noexcept { release(p); }
void operator delete[](void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t) noexcept { release(p); }
void operator delete(void* p, const std::nothrow_t&) noexcept { release(p); }
void operator delete[](void* p, const std::nothrow_t&) noexcept { release(p); }
void operator delete(void* p, std::align_val_t) noexcept { release(p); }
void operator delete[](void* p, std::align_val_t) noexcept { release(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t, std::align_val_t) noexcept { release(p); }

using namespace lockstep;

namespace {
int threeEpochs(const Session& s) {  // in steps, at least
  return 3 * (static_cast<int>(s.problem.split.train.size()) / batchSize(s) + 1);
}
}  // namespace

TEST_CASE("the counter counts") {
  const long before = allocations;
  auto* numbers = new std::string[3];
  numbers[0] = std::string(100, 'x');
  CHECK(allocations >= before + 2);
  delete[] numbers;
}

TEST_CASE(
    "a training step allocates nothing: not the first, not at the turn of an epoch, whatever the network") {
  const char* lines[] = {
      "",
      "norm=batch&batch=32",
      "layers=16x6&norm=batch&skip=0.5&dropout=0.3&activation=gelu",
      "dataset=arms&norm=layer&activation=silu&optimizer=adamw&clip=1&l1=0.001&l2=0.001",
      "optimizer=nesterov&schedule=onecycle&rates=1,0,2&batch=1",
      "optimizer=rmsprop&decay=0.1&batch=0&dataset=sine&activation=sine",
      "optimizer=momentum&layers=&loss=softmax&samples=97&batch=7",
      "init=linear&layers=33x20&activation=relu&optimizer=sgd",
  };
  for (const char* line : lines) {
    Session s = sessionOf(line);
    const int steps = threeEpochs(s) + 1;
    const long before = allocations;
    const bool fine = advanceBy(s, steps);
    const long during = allocations - before;
    INFO(std::string(line));
    CHECK(fine);
    CHECK(during == 0);
  }
}

TEST_CASE("a training step on pictures of 784 pixels allocates nothing") {
  const Sources sources = pictures(100, 784);
  for (const char* line :
       {"dataset=csv&layers=32,32&norm=batch&dropout=0.2", "dataset=csv&layers=100&loss=softmax&batch=0"}) {
    Session s = sessionOf(line, sources);
    const long before = allocations;
    const bool fine = advanceBy(s, threeEpochs(s) + 1);
    const long during = allocations - before;
    CHECK(fine);
    CHECK(during == 0);
  }
}

TEST_CASE("neither does a step that diverges, an evaluation, or a fingerprint") {
  Session s = sessionOf("activation=relu&layers=8x6&dataset=plane&optimizer=sgd&lr=10");
  const long before = allocations;
  while (s.state.step < 2000 && advance(s)) {
  }
  const Metrics m = evaluate(s);
  const uint64_t hash = parameterHash(s);
  const long during = allocations - before;
  CHECK(s.divergence.has_value());
  CHECK(hash != 0);
  CHECK(m.trainLoss == m.trainLoss);
  CHECK(during == 0);
}
