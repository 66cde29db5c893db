#pragma once

#include "gandyn/core/simd.hpp"
#include "gandyn/mesh/block.hpp"

/// The mesh's loops. The nodes of a window along the last axis lie in the lanes of V vectors; the other axes are walked
/// row by row. Points are independent within a stage, so that a processor works on several at a time.
namespace gandyn::mesh::loops {

using simd::Pack;

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

GANDYN_INLINE double clamp(double x, double low, double high) {
  const double above = x > low ? x : low;  // NaN becomes `low`
  return above < high ? above : high;
}

/// The place is found from the node's exact position, so that it is exact however far the point is from the origin.
template <int W>
void locate(const Lattice& lattice, std::int64_t dimension, Block& block) {
  constexpr double farthest = 0x1p50;  // cells; beyond, points are not told apart from it
  for (std::int64_t a = 0; a < dimension; ++a) {
    for (std::int64_t i = 0; i < block_points; ++i) {
      const double x = block.point[a][i];
      const double cell = __builtin_floor(clamp(x * lattice.per_spacing - lattice.half_width, -farthest, farthest));
      const double rest = __builtin_fma(-(cell + lattice.half_width), lattice.spacing, x) * lattice.per_spacing;
      block.cell[a][i] = static_cast<std::int64_t>(cell);
      block.place[a][i] = clamp(2.0 * rest - 1.0, -1.0, 1.0);
    }
  }
}

/// The window's polynomials and their derivatives by Horner's rule, `Together` points at a time to hide its latency.
template <int W, int V, int Order>
void weigh(const Lattice& lattice, std::int64_t dimension, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V, together = V == 1 ? 4 : 2;
  for (std::int64_t a = 0; a < dimension; ++a) {
    for (std::int64_t i = 0; i < block.count; i += together) {
      R value[together], slope[together], bend[together];
#pragma GCC unroll 4
      for (int t = 0; t < together; ++t) value[t] = R::load(lattice.coefficients), slope[t] = bend[t] = R(0.0);
      for (std::int64_t k = 1; k <= lattice.degree; ++k) {
        const R next = R::load(lattice.coefficients + k * L);
#pragma GCC unroll 4
        for (int t = 0; t < together; ++t) {
          const double s = block.place[a][i + t];
          if constexpr (Order >= 2) bend[t] = slope[t].plus(s, bend[t]);  // half the second derivative
          if constexpr (Order >= 1) slope[t] = value[t].plus(s, slope[t]);
          value[t] = next.plus(s, value[t]);
        }
      }
#pragma GCC unroll 4
      for (int t = 0; t < together; ++t) {
        const std::int64_t at = (i + t) * L;
        value[t].store(block.weight[0][a] + at);
        if constexpr (Order >= 1) slope[t].store(block.weight[1][a] + at);
        if constexpr (Order >= 2) R(0.0).plus(2.0, bend[t]).store(block.weight[2][a] + at);
      }
    }
  }
}

/// Place of a derivative among the sums: orders m, n, p along the axes.
template <int D>
GANDYN_INLINE constexpr int place_of(int m, int n, int p) {
  const int order[3] = {m, n, p};
  int first = -1, second = -1;
  for (int a = 0; a < 3; ++a) {
    for (int times = 0; times < order[a]; ++times) (first < 0 ? first : second) = a;
  }
  if (first < 0) return 0;
  if (second < 0) return 1 + first;
  int place = 1 + D;
  for (int a = 0; a < first; ++a) place += D - a;
  return place + second - first;
}

/// All derivatives up to Order of sum_m phi(y - x_m) F_m: the slower axes are summed up first, each with its orders.
template <int W, int V, int D, int Order>
void gather(const Lattice& lattice, const TileShape& shape, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V;
  const std::int64_t width = lattice.width;
  for (std::int64_t i = 0; i < block.count; ++i) {
    const double* window = block.window[i];
    const auto weight = [&](int order, int axis)
                            __attribute__((always_inline)) { return block.weight[order][axis] + i * L; };
    R last[Order + 1];
#pragma GCC unroll 3
    for (int p = 0; p <= Order; ++p) last[p] = R::load(weight(p, D - 1));
    if constexpr (D == 1) {
      const R row = R::load(window);
#pragma GCC unroll 3
      for (int p = 0; p <= Order; ++p) block.sums[p][i] = dot(row, last[p]);
    } else if constexpr (D == 2) {
      R sum[Order + 1];
#pragma GCC unroll 3
      for (int m = 0; m <= Order; ++m) sum[m] = R(0.0);
      for (std::int64_t r = 0; r < width; ++r) {
        const R row = R::load(window + r * shape.stride);
#pragma GCC unroll 3
        for (int m = 0; m <= Order; ++m) sum[m] = sum[m].plus(weight(m, 0)[r], row);
      }
#pragma GCC unroll 3
      for (int m = 0; m <= Order; ++m) {
#pragma GCC unroll 3
        for (int p = 0; m + p <= Order; ++p) block.sums[place_of<D>(m, p, 0)][i] = dot(sum[m], last[p]);
      }
    } else {
      R sum[Order + 1][Order + 1];
#pragma GCC unroll 3
      for (int m = 0; m <= Order; ++m) {
#pragma GCC unroll 3
        for (int n = 0; n <= Order; ++n) sum[m][n] = R(0.0);
      }
      for (std::int64_t q = 0; q < width; ++q) {
        R plane[Order + 1];
#pragma GCC unroll 3
        for (int n = 0; n <= Order; ++n) plane[n] = R(0.0);
        const double* rows = window + q * shape.rows * shape.stride;
        for (std::int64_t r = 0; r < width; ++r) {
          const R row = R::load(rows + r * shape.stride);
#pragma GCC unroll 3
          for (int n = 0; n <= Order; ++n) plane[n] = plane[n].plus(weight(n, 1)[r], row);
        }
#pragma GCC unroll 3
        for (int m = 0; m <= Order; ++m) {
#pragma GCC unroll 3
          for (int n = 0; m + n <= Order; ++n) sum[m][n] = sum[m][n].plus(weight(m, 0)[q], plane[n]);
        }
      }
#pragma GCC unroll 3
      for (int m = 0; m <= Order; ++m) {
#pragma GCC unroll 3
        for (int n = 0; m + n <= Order; ++n) {
#pragma GCC unroll 3
          for (int p = 0; m + n + p <= Order; ++p) block.sums[place_of<D>(m, n, p)][i] = dot(sum[m][n], last[p]);
        }
      }
    }
  }
}

/// window += factor * row
template <class R>
GANDYN_INLINE void add_to(double* window, double factor, const R& row) {
  R::load(window).plus(factor, row).store(window);
}

template <int W, int V, int D>
void spread(const Lattice& lattice, const TileShape& shape, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V;
  const std::int64_t width = lattice.width;
  for (std::int64_t i = 0; i < block.count; ++i) {
    double* window = block.window[i];
    const R row = R(0.0).plus(block.charge[i], R::load(block.weight[0][D - 1] + i * L));
    if constexpr (D == 1) {
      add_to(window, 1.0, row);
    } else if constexpr (D == 2) {
      const double* outer = block.weight[0][0] + i * L;
      for (std::int64_t r = 0; r < width; ++r) add_to(window + r * shape.stride, outer[r], row);
    } else {
      const double *outer = block.weight[0][0] + i * L, *inner = block.weight[0][1] + i * L;
      for (std::int64_t q = 0; q < width; ++q) {
        const R plane = R(0.0).plus(outer[q], row);
        double* rows = window + q * shape.rows * shape.stride;
        for (std::int64_t r = 0; r < width; ++r) add_to(rows + r * shape.stride, inner[r], plane);
      }
    }
  }
}

/// Spreads v . grad: one axis at a time is weighed with the window's slope.
template <int W, int V, int D>
void spread_dipoles(const Lattice& lattice, const TileShape& shape, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V;
  const std::int64_t planes = D == 3 ? lattice.width : 1, rows = D >= 2 ? lattice.width : 1;
  for (std::int64_t i = 0; i < block.count; ++i) {
    for (int sloped = 0; sloped < D; ++sloped) {
      const auto weight = [&](int axis) { return block.weight[axis == sloped ? 1 : 0][axis] + i * L; };
      const R row = R(0.0).plus(block.dipole[sloped][i], R::load(weight(D - 1)));
      for (std::int64_t q = 0; q < planes; ++q) {
        for (std::int64_t r = 0; r < rows; ++r) {
          const double outer = D == 3 ? weight(0)[q] : 1.0, inner = D >= 2 ? weight(D == 3 ? 1 : 0)[r] : 1.0;
          add_to(block.window[i] + (q * shape.rows + r) * shape.stride, outer * inner, row);
        }
      }
    }
  }
}

/// The last axis: outputs side by side in vectors, inputs broadcast.
template <int W, int Side>
GANDYN_INLINE void filter_last(const double* const* inputs, std::int64_t num_inputs, const double* toeplitz,
                               std::int64_t rows, double* out) {
  using R = Row<W, Side / W>;
  for (std::int64_t r = 0; r < rows; ++r) {
    R sum = R::load(out + r * Side);
    for (std::int64_t o = 0; o < num_inputs; ++o) {
      if (inputs[o] == nullptr) continue;
      for (std::int64_t j = 0; j < Side; ++j) {
        sum = sum.plus(inputs[o][r * Side + j], R::load(toeplitz + (o * Side + j) * Side));
      }
    }
    sum.store(out + r * Side);
  }
}

/// Another axis: a vector of neighbours along the last axes goes through together.
template <int W, int Side>
GANDYN_INLINE void filter_across(const double* const* inputs, std::int64_t num_inputs, const double* toeplitz,
                                 std::int64_t before, std::int64_t after, double* out) {
  using P = Pack<W>;
  for (std::int64_t a = 0; a < before; ++a) {
    for (std::int64_t b = 0; b < after; b += W) {
      const std::int64_t at = a * Side * after + b;
      P sum[Side];
#pragma GCC unroll 16
      for (int i = 0; i < Side; ++i) sum[i] = P::load(out + at + i * after);
      for (std::int64_t o = 0; o < num_inputs; ++o) {
        if (inputs[o] == nullptr) continue;
        for (std::int64_t j = 0; j < Side; ++j) {
          const P in = P::load(inputs[o] + at + j * after);
          const double* row = toeplitz + (o * Side + j) * Side;
#pragma GCC unroll 16
          for (int i = 0; i < Side; ++i) sum[i] = P(row[i]) * in + sum[i];
        }
      }
#pragma GCC unroll 16
      for (int i = 0; i < Side; ++i) sum[i].store(out + at + i * after);
    }
  }
}

template <int W>
void filter(const double* const* inputs, std::int64_t num_inputs, const double* toeplitz, std::int64_t side,
            std::int64_t before, std::int64_t after, double* out) {
  if (after > 1) return filter_across<W, 16>(inputs, num_inputs, toeplitz, before, after, out);
  if (side == 16) return filter_last<W, 16>(inputs, num_inputs, toeplitz, before, out);
  filter_last<W, 32>(inputs, num_inputs, toeplitz, before, out);
}

}  // namespace gandyn::mesh::loops
