// Small dense linear algebra in double. Symmetric matrices are n × n, row by row, of which only the upper
// triangle (column >= row) is read or written; inner loops run along rows, so that they need no reductions
// and give the same bits whatever they are compiled to.
#pragma once

#include <vector>

namespace lockstep {

// a += x·xᵀ. Cost n² flop.
void addOuter(const double* x, int n, double* a);

// a = UᵀU in place: the upper triangle becomes U. False, with a spoilt, where a is not positive definite (or
// not finite). Cost n³/3 flop.
bool cholesky(double* a, int n);

// ln det(UᵀU) = 2·Σ ln u_ii.
double logDeterminant(const double* u, int n);

// Uᵀ·x = b in place; b is n × columns, row by row. Cost n²·columns flop.
void forwardSolve(const double* u, int n, double* b, int columns);
// UᵀU·x = b likewise. Cost 2·n²·columns flop.
void choleskySolve(const double* u, int n, double* b, int columns);

// The diagonal of (UᵀU)⁻¹. Cost n³/3 flop; makes room for n².
std::vector<double> inverseDiagonal(const double* u, int n);

}  // namespace lockstep
