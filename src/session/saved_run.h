// A run as a file, NAME.lockstep: its course, its whole state at one step, and the viewer's table if it is
// small, so that it goes on to the same bits wherever it is opened.
//
// Everything is little-endian. "LOCKSTEP", version, size of the file in bytes (32 bits each); then blocks,
// each a name of four letters, its size in bytes (32 bits), that many bytes, and zeros up to a multiple of
// four; last the fingerprint of nn/hash.h of all before it (64 bits). Blocks in any order, unknown ones are
// passed over:
//   "run "  the course (course.h), every setting of its beginning spelled out: text
//   "step"  step, epoch, cursor, fingerprint of the samples (64-bit integers); of the last step loss, penalty,
//           norm of the gradient and rate (doubles)
//   "para"  parameters; "stat" running statistics; "mom1", "mom2" the optimiser's moments (floats, in the order
//           of nn/network.h; moments that are all zero are left out); "pow1", "pow2" its powers of β (doubles)
//   "tabl"  the table: columns, classes, 1 for regression, rows (32-bit integers); inputs and targets (floats)
//   "name"  its file name, target, columns and classes, separated by U+001E, names within by line ends
//   "text"  what it was read from
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "session/session.h"

namespace lockstep {

constexpr uint32_t kFileVersion = 1;
constexpr std::size_t kLargestTable = 8u << 20;  // bytes of a table that goes into the file, its text included

struct SavedRun {
  Config config;
  TrainingState state;  // without its network's layers, which only the data can tell
  StepReport last;
  std::optional<Dataset> table;
  uint64_t samples = 0;  // fingerprint
};

// `fast`: steps were made with fast arithmetic, so no course leads here. Cost O(P + table).
std::vector<uint8_t> encodeRun(const Session& session, const Sources& sources, bool fast = false);

// Whether a file claims to be one.
bool looksLikeRun(std::span<const uint8_t> bytes);

// Returns why the bytes cannot be read, as a clause that says what to do; empty if they can. Whatever they
// hold, `run` asks for no more memory than a few times their size.
std::string decodeRun(std::span<const uint8_t> bytes, SavedRun& run);

// The session that goes on from there. The data set must be available; a table that came with the run has to
// be among the sources. Returns what does not fit, and `session` stays as it is; empty: done.
std::string resumeRun(SavedRun run, const Sources& sources, Session& session);

}  // namespace lockstep
