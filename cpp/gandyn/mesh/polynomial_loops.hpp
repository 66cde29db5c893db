#pragma once

#include "gandyn/mesh/block_loops.hpp"

/// Where a cell holds many points, f on it is worth writing down: the window's polynomials, weighed by the values on
/// its nodes, are one polynomial in both places. Points lie in the lanes.
namespace gandyn::mesh::loops {

template <int W, int V, int Rows>
void expand(const Lattice& lattice, const TileShape& shape, const double* tile, double* polynomials) {
  using R = Row<W, V>;
  constexpr int L = W * V, most_side = 16;
  constexpr PolynomialShape polynomial(Rows, L);
  constexpr int count = polynomial.count;
  double powers[Rows][L] = {};  // of the window's polynomial at each of its nodes
  for (std::int64_t k = 0; k <= lattice.degree; ++k) {
    for (int r = 0; r < Rows; ++r) powers[r][count - 1 - lattice.degree + k] = lattice.coefficients[k * L + r];
  }
  for (std::int64_t column = 0; column < shape.side; ++column) {
    R expanded[most_side + Rows - 1];
    for (std::int64_t r = 0; r < shape.rows; ++r) {
      R sum = 0.0;
      for (int c = 0; c < Rows; ++c) sum = plus(sum, tile[r * shape.stride + column + c], R::load(powers[c]));
      expanded[r] = sum;
    }
    for (std::int64_t row = 0; row < shape.side; ++row) {
      for (int k = 0; k < count; ++k) {
        R sum = 0.0;
        for (int r = 0; r < Rows; ++r) sum = plus(sum, powers[r][k], expanded[row + r]);
        sum.store(polynomials + (row * shape.side + column) * polynomial.size + k * L);
      }
    }
  }
}

/// Horner's rule in both places, with first derivatives.
template <int W, int V, int Rows>
void gradient(const TileShape& shape, const double* polynomials, Block& block) {
  using P = simd::Pack<W>;
  constexpr int L = W * V;
  constexpr PolynomialShape polynomial(Rows, L);
  double place[2][block_points + W], slope[2][block_points + W];  // in the order of visits
  for (std::int64_t i = 0; i < block.count; ++i) {
    place[0][i] = block.place[0][block.visit[i]];
    place[1][i] = block.place[1][block.visit[i]];
  }
  for (std::int64_t i = block.count; i < block.count + W; ++i) place[0][i] = place[1][i] = 0.0;
  for_each_run(block, [&](std::int64_t tile, std::int64_t node, std::int64_t begin,
                          std::int64_t end) __attribute__((always_inline)) {
    const std::int64_t node_row =
        static_cast<std::uint32_t>(node) / static_cast<std::uint32_t>(shape.stride);  // which is fast
    const std::int64_t cell = (tile * shape.side + node_row) * shape.side + (node - node_row * shape.stride);
    const double* powers = polynomials + cell * polynomial.size;
    for (std::int64_t first = begin; first < end; first += W) {  // a run overwrites what the one before left behind it
      const P s = P::load(place[0] + first), t = P::load(place[1] + first);
      P value = 0.0, across = 0.0, along = 0.0;
      for (int k = 0; k < polynomial.count; ++k) {
        const double* row = powers + k * L;
        P inner_slope = row[0], inner = P(row[0]) * t + P(row[1]);
#pragma GCC unroll 14
        for (int l = 2; l < polynomial.count; ++l) {
          inner_slope = inner_slope * t + inner;
          inner = inner * t + P(row[l]);
        }
        across = across * s + value;
        value = value * s + inner;
        along = along * s + inner_slope;
      }
      across.store(slope[0] + first);
      along.store(slope[1] + first);
    }
  });
  for (std::int64_t i = 0; i < block.count; ++i) {
    block.sums[1][block.visit[i]] = slope[0][i];
    block.sums[2][block.visit[i]] = slope[1][i];
  }
}

}  // namespace gandyn::mesh::loops
