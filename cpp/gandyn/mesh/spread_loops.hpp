#pragma once

#include "gandyn/core/fixed_point.hpp"
#include "gandyn/mesh/block_loops.hpp"

/// What points leave on the nodes of their windows: whole numbers.
namespace gandyn::mesh::loops {

/// Whether products are rounded together with the sum they go into.
#if (defined(__FMA__) || defined(__ARM_FEATURE_FMA)) && defined(__OPTIMIZE__)
inline constexpr bool fused = true;
#else
inline constexpr bool fused = false;
#endif

/// What a run of points adds to some rows of one window, in units: doubles that round to whole numbers as they grow. No
/// sum depends on the order, for nothing that is added lies just between two whole numbers: its last bit is set, and
/// worth less than half.
template <int W, int V, int Rows>
struct Sums {
  using R = Row<W, V>;
  R row[Rows], odd;  // odd: the last bit of the numbers that are not beyond the window

  GANDYN_INLINE explicit Sums(const Lattice& lattice) {
#pragma GCC unroll 14
    for (int r = 0; r < Rows; ++r) row[r] = R(FixedPoint::magic);
    __builtin_memcpy(&odd, lattice.odd, sizeof odd);
  }
  GANDYN_INLINE R made_odd(R numbers) const {
    using Integers = typename R::Integers;
    for (int k = 0; k < V; ++k) numbers.v[k] = (typename R::Numbers)((Integers)numbers.v[k] | (Integers)odd.v[k]);
    return numbers;
  }
  /// row_r += factor_r * other
  GANDYN_INLINE void add(const double* factors, R other) {
    if constexpr (fused) other = made_odd(other);
#pragma GCC unroll 14
    for (int r = 0; r < Rows; ++r) {
      row[r] = fused ? plus(row[r], factors[r], other) : row[r] + made_odd(R(factors[r]) * other);
    }
  }
  GANDYN_INLINE void flush(std::int64_t* window, std::int64_t stride) const {
#pragma GCC unroll 14
    for (int r = 0; r < Rows; ++r) {
      for (int k = 0; k < V; ++k) {
        typename R::Integers sum;
        __builtin_memcpy(&sum, window + r * stride + k * W, sizeof sum);
        sum += (typename R::Integers)row[r].v[k] - FixedPoint::magic_bits;
        __builtin_memcpy(window + r * stride + k * W, &sum, sizeof sum);
      }
    }
  }
};

/// Spreads charges; or dipoles, v . grad: one axis at a time is weighed with the window's slope.
template <int W, int V, int Rows, int D, bool Dipoles>
void spread(const Lattice& lattice, const TileShape& shape, Block& block, std::int64_t* sums) {
  using R = Row<W, V>;
  constexpr int L = W * V, planes = D == 3 ? Rows : 1, terms = Dipoles ? D : 1;
  constexpr double one = 1.0;
  constexpr double nothing = 0x1p-900;  // rather than 0, which is odd but for a denormal number: these take long
  for_each_run(block, [&](std::int64_t tile, std::int64_t node, std::int64_t first,
                          std::int64_t last) __attribute__((always_inline)) {
    std::int64_t* window = sums + tile * shape.size + node;
    for (int q = 0; q < planes; ++q) {
      Sums<W, V, D == 1 ? 1 : Rows> all(lattice);
      for (std::int64_t place = first; place < last; ++place) {
        const std::int64_t i = block.visit[place];
        for (int term = 0; term < terms; ++term) {
          const auto weight = [&](int axis) { return block.weight[Dipoles && axis == term ? 1 : 0][axis] + i * L; };
          const double amount = (Dipoles ? block.dipole[term][i] : block.charge[i]) + nothing;
          const double on_plane = D == 3 ? amount * weight(0)[q] : amount;
          all.add(D == 1 ? &one : weight(D - 2), R(on_plane) * R::load(weight(D - 1)));
        }
      }
      all.flush(window + q * shape.rows * shape.stride, shape.stride);
    }
  });
}

}  // namespace gandyn::mesh::loops
