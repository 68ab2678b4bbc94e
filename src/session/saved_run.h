// A run as a file, NAME.lockstep: its course, its whole state at one step, and the viewer's table if it is
// small, so that it goes on to the same bits wherever it is opened.
//
// Everything is little-endian. First "LOCKSTEP", then a version and the size of the file in bytes, 32 bits
// each. Then blocks in any order, unknown ones to be passed over: a name of four letters, a size in bytes (32
// bits), that many bytes, and zeros up to a multiple of four. Last the fingerprint of nn/hash.h of everything
// before it (64 bits). The blocks:
//   "run "  the course (course.h) as text, every setting of its beginning spelled out
//   "step"  step, epoch, cursor, fingerprint of the samples (64-bit integers); of the last step loss,
//           penalty, norm of the gradient and rate (doubles)
//   "para"  parameters (floats, in the order of nn/network.h)
//   "stat"  running statistics (floats)
//   "mom1"  and "mom2": the optimiser's moments (floats); left out where all are zero
//   "pow1"  and "pow2": its powers of β (doubles)
//   "tabl"  the table: columns, classes, 1 for regression, rows (32-bit integers); inputs, targets (floats)
//   "name"  its file, target, columns and classes, separated by U+001E; names in a list by line ends
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
constexpr std::size_t kLargestTable = 8u << 20;  // bytes of one that goes into the file, with its text

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
