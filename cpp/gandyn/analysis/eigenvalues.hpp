#pragma once

#include <complex>

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn::analysis {

using Complex = std::complex<double>;

/// The eigenvalues of `count` real matrices (n, n), one behind the other, rows or columns contiguous; out: n numbers a
/// matrix, by decreasing real part and then by decreasing imaginary part, a conjugate pair exactly conjugate. A matrix
/// with a number that is not finite has nan for all of its own. The backward error is that of Householder reduction
/// and QR iteration: a small multiple of n eps |A|.
void eigenvalues(const double* matrices, Index count, Index n, Complex* out, const Execution& execution);
/// The like with eigenvectors of length 1, each with its largest entry (the first of equals) real and positive;
/// matrices with rows contiguous, vectors (n, n) with rows contiguous, column k belonging to eigenvalue k.
void eigenvectors(const double* matrices, Index count, Index n, Complex* values, Complex* vectors,
                  const Execution& execution);

}  // namespace gandyn::analysis
