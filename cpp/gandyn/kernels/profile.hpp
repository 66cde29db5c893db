#pragma once

#include <algorithm>
#include <limits>

#include "gandyn/core/simd.hpp"

namespace gandyn::kernels {

/// A radial kernel and its derivatives in r2 = |x - y|^2, for one pack of pairs.
/// Gradient in x: 2 slope (x - y). Hessian: 2 slope I + 4 curvature (x - y)(x - y)'.
/// A Profile may leave constant factors of slope and curvature to its members `slope_unit` and `curvature_unit`: they
/// are then applied once a sum instead of once a pair.
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

template <class Profile>
GANDYN_INLINE double slope_unit(const Profile& profile) {
  if constexpr (requires { profile.slope_unit; }) return profile.slope_unit;
  return 1.0;
}
template <class Profile>
GANDYN_INLINE double curvature_unit(const Profile& profile) {
  if constexpr (requires { profile.curvature_unit; }) return profile.curvature_unit;
  return 1.0;
}

/// A kernel with a kink at r = 0, where its slope is unbounded, says so by a static member `kink`.
/// Two more things a kernel may say, and is evaluated faster for it (kernels/route.hpp):
///     length()     the length on which it changes: |dlog K / dr| is at most 4.3 / length where K > 1e-4 K(0)
///     steepness()  smooth in r2: |dlog K / d(r2)| and |dlog slope / d(r2)| are at most steepness / length^2

/// 1/r, and 0 where the points coincide: kernels with a kink have no gradient there, and 0 is the symmetric choice.
template <class P>
GANDYN_INLINE P inverse_distance(P r2, P r) {
  return where_less(P(P::tiny), r2, P(1.0) / r, P(0.0));
}

/// A rate such as 1/bandwidth^2, kept finite so that rate * 0 stays 0 for a vanishing bandwidth.
inline double finite(double rate) {
  constexpr double largest = std::numeric_limits<double>::max();
  return std::clamp(rate, -largest, largest);
}

/// What is larger than this in units of the bandwidth has e^-distance = 0 already.
inline constexpr double farthest = 1000.0;

}  // namespace gandyn::kernels
