#pragma once

/// The border between the analysis and its loops, compiled once an instruction set: plain pointers only.
namespace gandyn::analysis {

/// See loops::eigenvalues.
using EigenRoutine = void (*)(double* a, int n, double* work, double* re, double* im, double* failed);

/// That of W matrices side by side; memory aligned for vectors of W doubles.
template <int W>
EigenRoutine eigen_routine();

}  // namespace gandyn::analysis
