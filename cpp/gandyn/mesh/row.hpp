#pragma once

#include "gandyn/core/simd.hpp"

namespace gandyn::mesh::loops {

using simd::Pack;

/// The nodes that a window touches along the last axis: V registers of W.
template <int W, int V>
using Row = Pack<W, double, V>;

/// row + factor * other
template <class R>
GANDYN_INLINE R plus(R row, double factor, R other) {
  return R(factor) * other + row;
}

/// The sum of a register's lanes, by halves.
template <int W>
GANDYN_INLINE double sum_lanes(typename Pack<W>::Numbers v) {
  if constexpr (W == 8) {
    return sum_lanes<4>(__builtin_shufflevector(v, v, 0, 1, 2, 3) + __builtin_shufflevector(v, v, 4, 5, 6, 7));
  } else if constexpr (W == 4) {
    return sum_lanes<2>(__builtin_shufflevector(v, v, 0, 1) + __builtin_shufflevector(v, v, 2, 3));
  } else {
    return v[0] + v[1];
  }
}

template <int W, int V>
GANDYN_INLINE double dot(Row<W, V> a, Row<W, V> b) {
  typename Pack<W>::Numbers sum = a.v[0] * b.v[0];
#pragma GCC unroll 8
  for (int k = 1; k < V; ++k) sum = a.v[k] * b.v[k] + sum;
  return sum_lanes<W>(sum);
}

}  // namespace gandyn::mesh::loops
