#pragma once

#include <cstdint>

#include "gandyn/core/fixed_point.hpp"
#include "gandyn/mesh/block.hpp"
#include "gandyn/mesh/row.hpp"

/// The mesh's loops; here what comes before and after reading and spreading. The nodes of a window along the last axis
/// lie in the lanes of V vectors; the other axes are walked row by row. Points are independent within a stage, so that
/// a processor works on several at a time, but those of one window follow each other: they share what they touch.
namespace gandyn::mesh::loops {

/// Rows of D numbers each, turned.
template <int W, int D>
void load(const double* points, Block& block) {
  for (std::int64_t i = 0; i < block.count; ++i) {
    for (int a = 0; a < D; ++a) block.point[a][i] = points[i * D + a];
  }
}

/// The masses of a block's points, in units, are their charges.
template <int W>
void charge(const double* masses, const FixedPoint& unit, Block& block) {
  for (std::int64_t i = 0; i < block.count; ++i) block.charge[i] = unit.in_units(masses[i]);
}

/// Adds what was read of the gradient, whose `unit` this is, to the step.
template <int W, int D>
void add_gradient(double unit, bool first, Block& block) {
  for (int a = 0; a < D; ++a) {
    double* step = block.step[a];
    const double* sums = block.sums[1 + a];
    for (std::int64_t i = 0; i < block_points; ++i) step[i] = unit * sums[i] + (first ? 0.0 : step[i]);
  }
}

/// The place is found from the node's exact position, so that it is exact however far the point is from the origin.
template <int W, int D>
std::int64_t locate(const Lattice& shared, Block& block) {
  using R = simd::Pack<W>;
  using Integers = typename R::Integers;
  const R farthest = 0x1p50;       // cells; beyond, points are not told apart from it
  const Lattice lattice = shared;  // which nothing that is stored below can change
  const R nearly_2 = 0x1.fffffffffffffp0, half_width = lattice.half_width;
  const R spacing = lattice.spacing, per_spacing = lattice.per_spacing;
  Integers signs{};
  for (std::int64_t i = 0; i < block_points; i += W) {
    Integers in_box{}, in_tile{}, outside{};
#pragma GCC unroll 3
    for (int a = 0; a < D; ++a) {
      const R x = R::load(block.point[a] + i);
      const R guess = simd::floor(simd::clamp(x * per_spacing - half_width, -farthest, farthest));
      const R rest = (x - (guess + half_width) * spacing) * per_spacing;
      const R inside = simd::clamp(rest, R(-1.0), nearly_2);
      const R beside = simd::floor(inside);  // far out the guess may be off by one
      (R(2.0) * (inside - beside) - R(1.0)).store(block.place[a] + i);
      const Integers node = __builtin_convertvector((guess + beside).v[0], Integers);
      const Integers brick = node >> lattice.side_shift, from_low = brick - lattice.box_low[a];
      __builtin_memcpy(block.brick[a] + i, &brick, sizeof brick);
      in_tile =
          times(in_tile, lattice.tile_extent[a] + Integers{}) + (node & ((std::int64_t{1} << lattice.side_shift) - 1));
      in_box = times(in_box, lattice.box_extent[a] + Integers{}) + from_low;
      // Negative where the brick lies before the box, or behind it.
      outside |= from_low | (lattice.box_extent[a] - 1 - from_low);
    }
    signs |= outside;
    outside >>= 63;
    const Integers window = (times(in_box, lattice.tile_size + Integers{}) + in_tile) | outside;
    in_box |= outside;
    __builtin_memcpy(block.in_tile + i, &in_tile, sizeof in_tile);
    __builtin_memcpy(block.in_box + i, &in_box, sizeof in_box);
    __builtin_memcpy(block.window + i, &window, sizeof window);
  }
  std::int64_t sign = 0;
  for (int k = 0; k < W; ++k) sign |= signs[k];
  return sign;
}

/// The window's polynomials and their derivatives by Horner's rule, `Together` points at a time to hide its latency.
template <int W, int V, int Order>
void weigh(const Lattice& lattice, std::int64_t dimension, Block& block) {
  using R = Row<W, V>;
  constexpr int L = W * V, together = V > 1 ? 2 : Order > 0 ? 4 : 8;
  for (std::int64_t a = 0; a < dimension; ++a) {
    for (std::int64_t i = 0; i < block.count; i += together) {
      R value[together], slope[together], bend[together];
#pragma GCC unroll 8
      for (int t = 0; t < together; ++t) value[t] = R::load(lattice.coefficients), slope[t] = bend[t] = R(0.0);
      for (std::int64_t k = 1; k <= lattice.degree; ++k) {
        const R next = R::load(lattice.coefficients + k * L);
#pragma GCC unroll 8
        for (int t = 0; t < together; ++t) {
          const double s = block.place[a][i + t];
          if constexpr (Order >= 2) bend[t] = plus(slope[t], s, bend[t]);  // half the second derivative
          if constexpr (Order >= 1) slope[t] = plus(value[t], s, slope[t]);
          value[t] = plus(next, s, value[t]);
        }
      }
#pragma GCC unroll 8
      for (int t = 0; t < together; ++t) {
        const std::int64_t at = (i + t) * L;
        value[t].store(block.weight[0][a] + at);
        if constexpr (Order >= 1) slope[t].store(block.weight[1][a] + at);
        if constexpr (Order >= 2) (R(2.0) * bend[t]).store(block.weight[2][a] + at);
      }
    }
  }
}

template <int W>
void open(Block& block) {
  static_assert(block_points == 64);
  std::uint64_t left = ~std::uint64_t{0} >> (block_points - block.count);  // one bit a point
  std::int64_t place = 0;
  for (block.num_runs = 0; left != 0; ++block.num_runs) {
    const std::uint64_t same = left & where_equal<W>(block.window, block.window[__builtin_ctzll(left)]);
    left &= ~same;
    block.run[block.num_runs] = place;
    list_bits<W>(same, block.visit + place);
    place += __builtin_popcountll(same);
  }
  block.run[block.num_runs] = place;
}

/// Runs visit(tile, node, first, last): the window that begins at a node of a tile, and the places in the order of
/// visits of the points that have it.
template <class Visit>
GANDYN_INLINE void for_each_run(const Block& block, Visit visit) {
  for (std::int64_t r = 0; r < block.num_runs; ++r) {
    const std::int64_t first = block.run[r];
    visit(block.tile[r], block.in_tile[block.visit[first]], first, block.run[r + 1]);
  }
}

/// from + rate * mass * step, into `to` and the block, where step becomes the way; mass 1 where there are none
template <int W, int D>
void move(const double* from, const double* masses, double rate, Block& block, double* to, Travel& travel) {
  for (int a = 0; a < D; ++a) {
    double *step = block.step[a], *point = block.point[a];
    if (masses != nullptr) {
      for (std::int64_t i = 0; i < block.count; ++i) step[i] *= masses[i];
    }
    for (std::int64_t i = 0; i < block.count; ++i) {
      point[i] = from[i * D + a] + rate * step[i];
      step[i] = point[i] - from[i * D + a];
    }
    for (std::int64_t i = block.count; i < block_points; ++i) step[i] = point[i] = 0.0;
  }
  for (std::int64_t i = 0; i < block.count; ++i) {
    for (int a = 0; a < D; ++a) to[i * D + a] = block.point[a][i];
  }
  using R = simd::Pack<W>;
  const R infinite = __builtin_inf();
  R longest2 = travel.longest2, farthest = travel.farthest;
  for (std::int64_t i = 0; i < block_points; i += W) {
    R way2 = 0.0;
    for (int a = 0; a < D; ++a) {
      const R way = R::load(block.step[a] + i), x = R::load(block.point[a] + i), size = simd::max(x, -x);
      way2 = way * way + way2;
      farthest = simd::max(farthest, simd::where_less(size, infinite, size, infinite));
    }
    longest2 = simd::max(longest2, way2);
  }
  for (int k = 0; k < W; ++k) {
    travel.longest2 = travel.longest2 < longest2[k] ? longest2[k] : travel.longest2;
    travel.farthest = travel.farthest < farthest[k] ? farthest[k] : travel.farthest;
  }
}

}  // namespace gandyn::mesh::loops
