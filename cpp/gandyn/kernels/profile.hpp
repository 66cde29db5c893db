#pragma once

#include <algorithm>
#include <limits>

#include "gandyn/core/simd.hpp"

namespace gandyn::kernels {

/// A radial kernel and its derivatives in r2 = |x - y|^2, for one pack of pairs.
/// Gradient in x: 2 slope (x - y). Hessian: 2 slope I + 4 curvature (x - y)(x - y)'.
template <class P>
struct Radial {
  P value;
  P slope;      // dK/d(r2)
  P curvature;  // d2K/d(r2)2
};

/// One Gaussian of a sum of Gaussians: weight * exp(-r2 / (2 bandwidth^2)).
struct Component {
  double bandwidth, weight;
};

/// 1/r, and 0 where the points coincide: kernels with a kink have no gradient there, and 0 is the symmetric choice.
template <class P>
GANDYN_INLINE P inverse_distance(P r2, P r) {
  return where_less(P(1e-200), r2, P(1.0) / r, P(0.0));
}

/// A rate such as 1/bandwidth^2, kept finite so that rate * 0 stays 0 for a vanishing bandwidth.
inline double finite(double rate) {
  constexpr double largest = std::numeric_limits<double>::max();
  return std::clamp(rate, -largest, largest);
}

/// What is larger than this in units of the bandwidth has e^-distance = 0 already.
inline constexpr double farthest = 1000.0;

}  // namespace gandyn::kernels
