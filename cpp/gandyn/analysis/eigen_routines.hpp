#pragma once

/// The border between the analysis and its loops, compiled once an instruction set: plain pointers only.
namespace gandyn::analysis {

/// See loops::eigenvalues.
using EigenRoutine = void (*)(double* a, int n, double* work, double* re, double* im, double* failed);

/// See loops::eigenvalues_of_pairs.
using PairRoutine = void (*)(const double* matrices, double* out, double* failed);

/// Those of W matrices side by side; the memory of the first aligned for vectors of W doubles.
template <int W>
EigenRoutine eigen_routine();
template <int W>
PairRoutine pair_routine();

}  // namespace gandyn::analysis
