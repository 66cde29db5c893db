#pragma once

#include <utility>

#include "gandyn/mesh/block_loops.hpp"

/// f at points, and its derivatives, from the nodes of their windows.
namespace gandyn::mesh::loops {

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

/// Rows side by side of what a window covers. A run of points reads them once.
template <int W, int V, int Rows>
struct Patch {
  Row<W, V> row[Rows];

  GANDYN_INLINE Patch(const double* window, std::int64_t stride) {
#pragma GCC unroll 14
    for (int r = 0; r < Rows; ++r) row[r] = Row<W, V>::load(window + r * stride);
  }
  /// sum_r weights_r row_r
  GANDYN_INLINE Row<W, V> weighed(const double* weights) const {
    Row<W, V> sum = Row<W, V>(weights[0]) * row[0];
#pragma GCC unroll 14
    for (int r = 1; r < Rows; ++r) sum = plus(sum, weights[r], row[r]);
    return sum;
  }
};

/// The derivatives of order First to Last of sum_m phi(y - x_m) F_m: the slower axes are summed up first, each with its
/// orders. Rows beyond the window's width have weight 0.
template <int W, int V, int Rows, int D, int First, int Last>
void gather(const TileShape& shape, const double* values, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V, orders = Last + 1;
  const auto weight = [&](int order, int axis, std::int64_t i) { return block.weight[order][axis] + i * L; };
  // What is left is to be weighed along the last axis; orders m, n along the others.
  const auto finish = [&](auto m, auto n, std::int64_t i, R sum) __attribute__((always_inline)) {
    unrolled<orders>(GANDYN_KNOWN(p) {
      constexpr int before = m + n, order = before + p;
      if constexpr (order >= First && order <= Last) {
        constexpr int place = D == 1 ? place_of<D>(p, 0, 0) : D == 2 ? place_of<D>(n, p, 0) : place_of<D>(m, n, p);
        product(sum, R::load(weight(p, D - 1, i))).store(block.products[place] + i * W);
      }
    });
  };
  constexpr std::integral_constant<int, 0> none;
  for_each_run(block, [&](std::int64_t tile, std::int64_t node, std::int64_t begin,
                          std::int64_t end) __attribute__((always_inline)) {
    const double* window = values + tile * shape.size + node;
    if constexpr (D <= 2) {
      const Patch<W, V, D == 1 ? 1 : Rows> patch(window, shape.stride);
      for (std::int64_t place = begin; place < end; ++place) {
        const std::int64_t i = block.visit[place];
        if constexpr (D == 1) {
          finish(none, none, i, patch.row[0]);
        } else {
          unrolled<orders>(GANDYN_KNOWN(n) { finish(none, n, i, patch.weighed(weight(n, 0, i))); });
        }
      }
    } else {
      for (std::int64_t place = begin; place < end; ++place) {
        const std::int64_t i = block.visit[place];
        R sum[orders][orders];
        unrolled<orders>(GANDYN_KNOWN(m) { unrolled<orders>(GANDYN_KNOWN(n) { sum[m][n] = R(0.0); }); });
        for (int q = 0; q < Rows; ++q) {
          const Patch<W, V, Rows> patch(window + q * shape.rows * shape.stride, shape.stride);
          unrolled<orders>(GANDYN_KNOWN(n) {
            const R plane = patch.weighed(weight(n, 1, i));
            unrolled<orders>(GANDYN_KNOWN(m) {
              if constexpr (m + n <= Last) sum[m][n] = plus(sum[m][n], weight(m, 0, i)[q], plane);
            });
          });
        }
        unrolled<orders>(GANDYN_KNOWN(m) { unrolled<orders>(GANDYN_KNOWN(n) { finish(m, n, i, sum[m][n]); }); });
      }
    }
  });
  constexpr int sums = Last == 0 ? 1 : Last == 1 ? 1 + D : 1 + D + D * (D + 1) / 2;
  for (int s = First; s < sums; ++s) {
    for (std::int64_t i = 0; i < block_points; i += W) {
      sums_of_rows<W>(block.products[s] + i * W).store(block.sums[s] + i);
    }
  }
}

}  // namespace gandyn::mesh::loops
