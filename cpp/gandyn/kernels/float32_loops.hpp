#pragma once

#include "gandyn/kernels/tile_loops.hpp"

/// The pair loops in float32, twice as many pairs a vector. Points and sources are taken relative to a centre in
/// float64 before they are narrowed, and partial sums of a few sources are added up in float64.
namespace gandyn::kernels::loops {

/// Sources narrowed: relative to `centre`, their weights divided by the largest so that none overflows.
GANDYN_INLINE SourcesOf<float> narrowed(const SourceBlock& block, std::int64_t dimension, const double* centre,
                                        float* points, float* weights) {
  double largest = 0.0;
  for (std::int64_t j = 0; j < block.count; ++j) {
    const double size = __builtin_fabs(block.weights[j]);
    largest = size > largest ? size : largest;
  }
  const double divisor = largest > 0.0 ? largest : 1.0;
  for (std::int64_t j = 0; j < block.count; ++j) {
    weights[j] = static_cast<float>(block.weights[j] / divisor);
    for (std::int64_t a = 0; a < dimension; ++a) {
      points[j * dimension + a] = static_cast<float>(block.points[j * dimension + a] - centre[a]);
    }
  }
  return {points, weights, block.scale * divisor, block.count};
}

template <int W, class Profile>
void float32(const void* profile, Sums sums, const Tile& tile, const SourceBlock& sources) {
  const Profile p = *static_cast<const Profile*>(profile);
  const std::int64_t d = tile.dimension;
  auto* x = new float[static_cast<std::size_t>(d * tile.stride)];
  auto* y = new float[static_cast<std::size_t>((d + 1) * flush_every<float>)];
  for (std::int64_t a = 0; a < d; ++a) {
    for (std::int64_t i = 0; i < tile.lanes; ++i) {
      x[a * tile.stride + i] = static_cast<float>(tile.points[a * tile.stride + i]);
    }
  }
  const TileOf<float> narrow{x, tile.sums, tile.lanes, d};
  for_each_block(sources, d, flush_every<float>, [&](const SourceBlock& block) __attribute__((always_inline)) {
    const SourcesOf<float> few = narrowed(block, d, tile.centre, y, y + d * flush_every<float>);
    switch (sums) {
      case Sums::value: return accumulate_any<W, Sums::value>(p, narrow, few);
      case Sums::gradient: return accumulate_any<W, Sums::gradient>(p, narrow, few);
      case Sums::value_and_gradient: return accumulate_any<W, Sums::value_and_gradient>(p, narrow, few);
      case Sums::hessian: return;  // float64 only
    }
  });
  delete[] x;
  delete[] y;
}

}  // namespace gandyn::kernels::loops
