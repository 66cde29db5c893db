#pragma once

#include "gandyn/core/simd.hpp"

/// Eigenvalues of W real matrices of two rows side by side, in closed form.
namespace gandyn::analysis::loops {

using simd::Pack;
using simd::where_less;

template <class P>
GANDYN_INLINE P abs(P x) {
  return where_less(x, P(0.0), -x, x);
}
/// `size` with the sign of x, that of 0 being plus.
template <class P>
GANDYN_INLINE P signed_as(P x, P size) {
  return where_less(x, P(0.0), -size, size);
}
/// The eigenvalues of [[a, b], [c, d]].
template <class P>
GANDYN_INLINE void two(P a, P b, P c, P d, P (&re)[2], P (&im)[2]) {
  const P half = P(0.5) * (a - d), product = b * c, square = half * half + product;
  const P root = sqrt(abs(square)), z = half + signed_as(half, root);
  const P other = where_less(P(0.0), abs(z), product / z, P(0.0));
  re[0] = where_less(square, P(0.0), d + half, d + z);
  re[1] = where_less(square, P(0.0), d + half, d - other);
  im[0] = where_less(square, P(0.0), root, P(0.0));
  im[1] = -im[0];
}

/// Number k of each of W groups of four that follow one another.
template <int W>
GANDYN_INLINE Pack<W> every_fourth(const double* from, int k) {
  Pack<W> out = 0.0;
  for (int lane = 0; lane < W; ++lane) out.v[0][lane] = from[4 * lane + k];
  return out;
}
template <int W>
GANDYN_INLINE void to_every_fourth(Pack<W> values, double* to, int k) {
  for (int lane = 0; lane < W; ++lane) to[4 * lane + k] = values[lane];
}

/// Eigenvalues, in order, of W matrices [[a, b], [c, d]] one after the other: out (W, 4), parts in turn. failed[l] is 1
/// where numbers are so large, so small or so odd that they must be scaled first.
template <int W>
void eigenvalues_of_pairs(const double* matrices, double* out, double* failed) {
  using P = Pack<W>;
  const P a = every_fourth<W>(matrices, 0), b = every_fourth<W>(matrices, 1), c = every_fourth<W>(matrices, 2),
          d = every_fourth<W>(matrices, 3);
  P re[2], im[2];
  two(a, b, c, d, re, im);
  const P below = abs(c);
  re[0] = where_less(P(0.0), below, re[0], a) + P(0.0);  // never -0
  re[1] = where_less(P(0.0), below, re[1], d) + P(0.0);
  im[0] = where_less(P(0.0), below, im[0], P(0.0));
  to_every_fourth<W>(where_less(re[0], re[1], re[1], re[0]), out, 0);
  to_every_fourth<W>(im[0], out, 1);
  to_every_fourth<W>(where_less(re[0], re[1], re[0], re[1]), out, 2);
  to_every_fourth<W>(P(0.0) - im[0], out, 3);
  // A sum of sizes is nan where a number is no number, and what is nan is not less.
  const P size = abs(a) + abs(b) + below + abs(d);
  where_less(P(1e-70), size, where_less(size, P(1e70), P(0.0), P(1.0)), P(1.0)).store(failed);
}

}  // namespace gandyn::analysis::loops
