#pragma once

#include "gandyn/core/simd.hpp"

/// Compiled once an instruction set, see lane_routines.cpp.
namespace gandyn::games::loops {

using simd::Pack;

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

template <int W, bool Infinite>
GANDYN_INLINE void inspect_runs(const double* before, const double* after, std::int64_t rows, std::int64_t count,
                                double beyond, double* length, double* faults) {
  using P = Pack<W>;
  for (std::int64_t run = 0; run < count; run += W) {
    P way = P::load(length + run), wrong = P::load(faults + run);
    for (std::int64_t row = 0; row < rows; ++row) {
      const P now = P::load(after + row * count + run);
      const P moved = now - P::load(before + row * count + run);
      P size = simd::where_less(now, P(0.0), -now, now);
      if constexpr (Infinite) {
        const P square = moved * moved;
        way += simd::where_less(P(-1.0), square, square, P(0.0));  // from infinity to itself is no way
        size = simd::where_less(P(1e308), size, P(0.0), size);
      } else {
        way = moved * moved + way;
      }
      wrong += simd::where_less(size, P(beyond), P(0.0), P(1.0));  // 1 for NaN
    }
    way.store(length + run);
    wrong.store(faults + run);
  }
}

/// For every run, column i of `count`, a multiple of W: adds the squared way from `before` to `after` (rows, count) to
/// length[i], and to faults[i] how many numbers of `after` are not below `beyond` in size. `infinite`: numbers may be
/// infinite.
template <int W>
void inspect(const double* before, const double* after, std::int64_t rows, std::int64_t count, bool infinite,
             double beyond, double* length, double* faults) {
  if (infinite) {
    inspect_runs<W, true>(before, after, rows, count, beyond, length, faults);
  } else {
    inspect_runs<W, false>(before, after, rows, count, beyond, length, faults);
  }
}

}  // namespace gandyn::games::loops
