#pragma once

#include "gandyn/core/simd.hpp"

/// Compiled once an instruction set, see lane_routines.cpp.
namespace gandyn::games::loops {

using simd::Pack;

/// x within +-1e308, so that infinities can be subtracted; NaN stays.
template <class P>
GANDYN_INLINE P bounded(P x) {
  x = simd::where_less(P(1e308), x, P(1e308), x);
  return simd::where_less(x, P(-1e308), P(-1e308), x);
}

/// after = before + rate * direction, (rows, count), with one rate a run; `count` a multiple of W.
template <int W>
void move(const double* before, const double* rate, const double* direction, std::int64_t rows, std::int64_t count,
          double* after) {
  using P = Pack<W>;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t run = 0; run < count; run += W) {
      const std::int64_t i = row * count + run;
      (P::load(before + i) + P::load(rate + run) * P::load(direction + i)).store(after + i);
    }
  }
}

/// For every run, column i of `count`, a multiple of W: adds the squared way from `before` to `after` (rows, count) to
/// length[i] and puts the largest size of a number of `after` into largest[i], NaN if there is one. `infinite`: numbers
/// may be so, and then have no size.
template <int W>
void inspect(const double* before, const double* after, std::int64_t rows, std::int64_t count, bool infinite,
             double* length, double* largest) {
  using P = Pack<W>;
  for (std::int64_t run = 0; run < count; run += W) {
    P way = P::load(length + run), most = P::load(largest + run), poison = 0.0;
    for (std::int64_t row = 0; row < rows; ++row) {
      const P now = P::load(after + row * count + run), then = P::load(before + row * count + run);
      const P moved = bounded(now) - bounded(then);
      way += moved * moved;
      P size = simd::where_less(now, P(0.0), -now, now);
      if (infinite) size = simd::where_less(P(1e308), size, P(0.0), size);
      most = simd::where_less(most, size, size, most);
      poison += bounded(now) - bounded(now);
    }
    way.store(length + run);
    (most + poison).store(largest + run);
  }
}

}  // namespace gandyn::games::loops
