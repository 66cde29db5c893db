#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn::analysis {

/// How fast a particle's swing around its target fades:
///     A' = -(ridge + pull c) A / 2,   c' = -ridge c + gain A^2,   A(0) = amplitude, c(0) = 0.
struct Envelope {
  double amplitude, ridge;
  double pull;  // mu q
  double gain;  // (3/4) P gamma2
};
/// A and c at rising times >= 0, (T, 2); to a relative error of about 1e-10.
Points envelope(const Envelope& model, const Vector& times, const Execution& execution);

/// The lowest of the bounds max(y, variance exp(-decay - slope y)) over y > 0, where both are equal: y exp(slope y) =
/// variance exp(-decay). decay and slope (T,), not negative.
Vector lowest_bound(double variance, const Vector& decay, const Vector& slope);

}  // namespace gandyn::analysis
