// Samples from rows into the columns of a batch.
#pragma once

namespace lockstep {

// out(i, b) = rows[samples[b]·width + i] for i < width, b < B: a (width × B) matrix with row stride
// padToLanes(B), which beyond B repeats the last sample. Cost width·B.
void gatherColumns(const float* rows, int width, const int* samples, int B, float* out);

}  // namespace lockstep
