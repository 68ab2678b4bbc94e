// How much a test tries. Where every load is checked, or four are made one by one, programs are many times
// slower: a part of it there, all of it in the other builds.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(LOCKSTEP_SCALAR)
constexpr bool kSlow = true;
#else
constexpr bool kSlow = false;
#endif

constexpr int rounds(int all) { return kSlow ? (all + 7) / 8 : all; }
