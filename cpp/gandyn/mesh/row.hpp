#pragma once

#include "gandyn/core/simd.hpp"

namespace gandyn::mesh::loops {

using simd::Pack;

/// V vectors side by side: the nodes that a window touches along the last axis.
template <int W, int V>
struct Row {
  Pack<W> part[V];

  Row() = default;
  GANDYN_INLINE explicit Row(double scalar) {
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) part[v] = scalar;
  }
  GANDYN_INLINE static Row load(const double* from) {
    Row row;
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) row.part[v] = Pack<W>::load(from + v * W);
    return row;
  }
  GANDYN_INLINE void store(double* to) const {
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) part[v].store(to + v * W);
  }
  /// this + factor * row
  GANDYN_INLINE Row plus(double factor, const Row& row) const {
    Row out;
    const Pack<W> f = factor;
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) out.part[v] = f * row.part[v] + part[v];
    return out;
  }
};

template <int W>
GANDYN_INLINE double sum_lanes(Pack<W> p) {
  if constexpr (W == 8) {
    return sum_lanes(Pack<4>(__builtin_shufflevector(p.v, p.v, 0, 1, 2, 3)) +
                     Pack<4>(__builtin_shufflevector(p.v, p.v, 4, 5, 6, 7)));
  } else if constexpr (W == 4) {
    return sum_lanes(Pack<2>(__builtin_shufflevector(p.v, p.v, 0, 1)) +
                     Pack<2>(__builtin_shufflevector(p.v, p.v, 2, 3)));
  } else {
    return p.v[0] + p.v[1];
  }
}

template <int W, int V>
GANDYN_INLINE double dot(const Row<W, V>& a, const Row<W, V>& b) {
  Pack<W> sum = a.part[0] * b.part[0];
#pragma GCC unroll 8
  for (int v = 1; v < V; ++v) sum = a.part[v] * b.part[v] + sum;
  return sum_lanes(sum);
}

}  // namespace gandyn::mesh::loops
