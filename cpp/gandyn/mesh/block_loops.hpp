#pragma once

#include <utility>

#include "gandyn/core/fixed_point.hpp"
#include "gandyn/mesh/block.hpp"
#include "gandyn/mesh/row.hpp"

/// The mesh's loops. The nodes of a window along the last axis lie in the lanes of V vectors; the other axes are walked
/// row by row. Points are independent within a stage, so that a processor works on several at a time.
namespace gandyn::mesh::loops {

GANDYN_INLINE double clamp(double x, double low, double high) {
  const double above = x > low ? x : low;  // NaN becomes `low`
  return above < high ? above : high;
}

/// The place is found from the node's exact position, so that it is exact however far the point is from the origin.
template <int W>
void locate(const Lattice& lattice, std::int64_t dimension, Block& block) {
  constexpr double farthest = 0x1p50;  // cells; beyond, points are not told apart from it
  for (std::int64_t i = 0; i < block_points; ++i) block.in_box[i] = block.in_tile[i] = 0;
  std::int64_t outside[block_points] = {};
  for (std::int64_t a = 0; a < dimension; ++a) {
    const std::int64_t low = lattice.box_low[a], extent = lattice.box_extent[a];
    const std::int64_t mask = (std::int64_t{1} << lattice.side_shift) - 1, rows = lattice.tile_extent[a];
    for (std::int64_t i = 0; i < block_points; ++i) {
      const double x = block.point[a][i];
      const double guess = __builtin_floor(clamp(x * lattice.per_spacing - lattice.half_width, -farthest, farthest));
      const double rest = __builtin_fma(-(guess + lattice.half_width), lattice.spacing, x) * lattice.per_spacing;
      const double beside = __builtin_floor(clamp(rest, -1.0, 1.0));  // far out the guess may be off by one
      block.place[a][i] = clamp(2.0 * (rest - beside) - 1.0, -1.0, 1.0);
      const auto node = static_cast<std::int64_t>(guess + beside);
      const std::int64_t brick = node >> lattice.side_shift;
      block.brick[a][i] = brick;
      block.in_tile[i] = block.in_tile[i] * rows + (node & mask);
      // Negative where the brick lies before the box, or behind it.
      outside[i] |= (brick - low) | (low + extent - 1 - brick);
      // Unsigned, for it may overflow outside of the box.
      block.in_box[i] =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(block.in_box[i]) * static_cast<std::uint64_t>(extent) +
                                    static_cast<std::uint64_t>(brick - low));
    }
  }
  for (std::int64_t i = 0; i < block_points; ++i) block.in_box[i] = outside[i] < 0 ? -1 : block.in_box[i];
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
          if constexpr (Order >= 2) bend[t] = plus(slope[t], s, bend[t]);  // half the second derivative
          if constexpr (Order >= 1) slope[t] = plus(value[t], s, slope[t]);
          value[t] = plus(next, s, value[t]);
        }
      }
#pragma GCC unroll 4
      for (int t = 0; t < together; ++t) {
        const std::int64_t at = (i + t) * L;
        value[t].store(block.weight[0][a] + at);
        if constexpr (Order >= 1) slope[t].store(block.weight[1][a] + at);
        if constexpr (Order >= 2) (R(2.0) * bend[t]).store(block.weight[2][a] + at);
      }
    }
  }
}

/// Runs body(0), body(1), ... body(N - 1) with numbers that the compiler knows.
template <int N, class Body>
GANDYN_INLINE void unrolled(Body body) {
  [&]<int... n>(std::integer_sequence<int, n...>) __attribute__((always_inline)) {
    (body(std::integral_constant<int, n>{}), ...);
  }(std::make_integer_sequence<int, N>{});
}
#define GANDYN_KNOWN(name) [&](auto name) __attribute__((always_inline))

/// Place of a derivative among the sums: orders m, n, p along the axes.
template <int D>
constexpr int place_of(int m, int n, int p) {
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

/// The derivatives of order First to Last of sum_m phi(y - x_m) F_m: the slower axes are summed up first, each with its
/// orders. Rows beyond the window's width have weight 0.
template <int W, int V, int Rows, int D, int First, int Last>
void gather(const TileShape& shape, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V, orders = Last + 1;
  for (std::int64_t i = 0; i < block.count; ++i) {
    const double* window = block.window[i];
    const double* weights = &block.weight[0][0][i * L];
    constexpr std::int64_t next_axis = block_points * most_lanes, next_order = 3 * next_axis;
    R last[orders];
    unrolled<orders>(GANDYN_KNOWN(p) { last[p] = R::load(weights + p * next_order + (D - 1) * next_axis); });
    if constexpr (D == 1) {
      const R row = R::load(window);
      unrolled<orders>(GANDYN_KNOWN(p) {
        if constexpr (p >= First) block.sums[p][i] = dot(row, last[p]);
      });
    } else if constexpr (D == 2) {
      R sum[orders];
      unrolled<orders>(GANDYN_KNOWN(m) { sum[m] = R(0.0); });
#pragma GCC unroll 14
      for (int r = 0; r < Rows; ++r) {
        const R row = R::load(window + r * shape.stride);
        unrolled<orders>(GANDYN_KNOWN(m) { sum[m] = plus(sum[m], weights[m * next_order + r], row); });
      }
      unrolled<orders>(GANDYN_KNOWN(m) {
        unrolled<orders>(GANDYN_KNOWN(p) {
          constexpr int order = m + p;
          if constexpr (order >= First && order <= Last) {
            constexpr int place = place_of<D>(m, p, 0);
            block.sums[place][i] = dot(sum[m], last[p]);
          }
        });
      });
    } else {
      R sum[orders][orders];
      unrolled<orders>(GANDYN_KNOWN(m) { unrolled<orders>(GANDYN_KNOWN(n) { sum[m][n] = R(0.0); }); });
      for (int q = 0; q < Rows; ++q) {
        R plane[orders];
        unrolled<orders>(GANDYN_KNOWN(n) { plane[n] = R(0.0); });
        const double* rows = window + q * shape.rows * shape.stride;
#pragma GCC unroll 14
        for (int r = 0; r < Rows; ++r) {
          const R row = R::load(rows + r * shape.stride);
          unrolled<orders>(
              GANDYN_KNOWN(n) { plane[n] = plus(plane[n], weights[n * next_order + next_axis + r], row); });
        }
        unrolled<orders>(GANDYN_KNOWN(m) {
          unrolled<orders>(GANDYN_KNOWN(n) {
            if constexpr (m + n <= Last) sum[m][n] = plus(sum[m][n], weights[m * next_order + q], plane[n]);
          });
        });
      }
      unrolled<orders>(GANDYN_KNOWN(m) {
        unrolled<orders>(GANDYN_KNOWN(n) {
          unrolled<orders>(GANDYN_KNOWN(p) {
            constexpr int order = m + n + p;
            if constexpr (order >= First && order <= Last) {
              constexpr int place = place_of<D>(m, n, p);
              block.sums[place][i] = dot(sum[m][n], last[p]);
            }
          });
        });
      });
    }
  }
}

/// window += factor * row, to the nearest integers
template <int W, int V>
GANDYN_INLINE void add_to(std::int64_t* window, double factor, const Row<W, V>& row) {
  using R = Row<W, V>;
  using Integers = typename R::Integers;
  const R rounded = plus(R(FixedPoint::magic), factor, row);
  for (int k = 0; k < V; ++k) {
    Integers sum;
    __builtin_memcpy(&sum, window + k * W, sizeof sum);
    sum += (Integers)rounded.v[k] - FixedPoint::magic_bits;
    __builtin_memcpy(window + k * W, &sum, sizeof sum);
  }
}

template <int W, int V, int Rows, int D>
void spread(const TileShape& shape, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V;
  for (std::int64_t i = 0; i < block.count; ++i) {
    std::int64_t* window = block.canvas[i];
    const R row = R(block.charge[i]) * R::load(block.weight[0][D - 1] + i * L);
    if constexpr (D == 1) {
      add_to<W, V>(window, 1.0, row);
    } else if constexpr (D == 2) {
      const double* outer = block.weight[0][0] + i * L;
#pragma GCC unroll 14
      for (int r = 0; r < Rows; ++r) add_to<W, V>(window + r * shape.stride, outer[r], row);
    } else {
      const double *outer = block.weight[0][0] + i * L, *inner = block.weight[0][1] + i * L;
      for (int q = 0; q < Rows; ++q) {
        const R plane = R(outer[q]) * row;
        std::int64_t* rows = window + q * shape.rows * shape.stride;
#pragma GCC unroll 14
        for (int r = 0; r < Rows; ++r) add_to<W, V>(rows + r * shape.stride, inner[r], plane);
      }
    }
  }
}

/// Spreads v . grad: one axis at a time is weighed with the window's slope.
template <int W, int V, int Rows, int D>
void spread_dipoles(const TileShape& shape, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V, planes = D == 3 ? Rows : 1, rows = D >= 2 ? Rows : 1;
  for (std::int64_t i = 0; i < block.count; ++i) {
    for (int sloped = 0; sloped < D; ++sloped) {
      const auto weight = [&](int axis) { return block.weight[axis == sloped ? 1 : 0][axis] + i * L; };
      const R row = R(block.dipole[sloped][i]) * R::load(weight(D - 1));
      for (int q = 0; q < planes; ++q) {
        for (int r = 0; r < rows; ++r) {
          const double outer = D == 3 ? weight(0)[q] : 1.0, inner = D >= 2 ? weight(D == 3 ? 1 : 0)[r] : 1.0;
          add_to<W, V>(block.canvas[i] + (q * shape.rows + r) * shape.stride, outer * inner, row);
        }
      }
    }
  }
}

}  // namespace gandyn::mesh::loops
