#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "gandyn/analysis/eigenvalues.hpp"

namespace gandyn::analysis {

/// The roots of z^2 - trace z + product = 0 without objects or a root too many, for the millions of a sweep: `larger`
/// in modulus and `smaller`; or, where `square` is not 0, the pair larger +- i sqrt(square).
struct QuadraticRoots {
  double larger, smaller, square;

  double imaginary() const { return std::sqrt(square); }
};

/// The smaller root is the product over the larger, so that nothing cancels. A discriminant that is 0 to rounding is 0:
/// such a pair is real.
inline QuadraticRoots quadratic_roots(double trace, double product) {
  const double half = trace / 2, discriminant = half * half - product;
  const double rounding = 8 * std::numeric_limits<double>::epsilon() * (half * half + std::abs(product));
  if (discriminant < -rounding) return {half, half, -discriminant};
  const double larger = half + std::copysign(std::sqrt(std::max(discriminant, 0.0)), half);
  return {larger, larger == 0.0 ? 0.0 : product / larger, 0.0};
}

/// The same two roots as complex numbers: the smaller one first, of a pair the one with negative imaginary part.
struct Pair {
  Complex first, second;
};
inline Pair root_pair(double trace, double product) {
  const QuadraticRoots roots = quadratic_roots(trace, product);
  if (roots.square != 0.0) return {{roots.larger, -roots.imaginary()}, {roots.larger, roots.imaginary()}};
  return {std::min(roots.smaller, roots.larger), std::max(roots.smaller, roots.larger)};
}

}  // namespace gandyn::analysis
