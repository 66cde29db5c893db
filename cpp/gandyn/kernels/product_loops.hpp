#pragma once

#include "gandyn/kernels/tile_loops.hpp"

/// The pair loops of high dimension, as matrix products of coordinates relative to a centre:
///     r2 = |x|^2 + |y|^2 - 2 x.y,    sum_j pull_j (x - y_j) = x sum_j pull_j - sum_j pull_j y_j.
/// Half the work of differences, with an error that grows with |x|^2 + |y|^2: kernels/route.cpp decides where it is
/// small.
namespace gandyn::kernels::loops {

/// Products are added up over so many axes or sources at a time: rounding grows with the number of blocks.
inline constexpr std::int64_t chain = 32;

/// out[q * lanes + i] += sum_k left[k * lanes + i] * right[k * right_k + q * right_q], i < lanes of P, q < Q
template <class P, int Q>
GANDYN_INLINE void add_product(double* out, const double* left, const double* right, std::int64_t count,
                               std::int64_t right_k, std::int64_t right_q) {
  P sum[Q];
#pragma GCC unroll 8
  for (int q = 0; q < Q; ++q) sum[q] = 0.0;
  for (std::int64_t k = 0; k < count; ++k) {
    const P column = P::load(left + k * P::lanes);
#pragma GCC unroll 8
    for (int q = 0; q < Q; ++q) sum[q] = column * P(right[k * right_k + q * right_q]) + sum[q];
  }
#pragma GCC unroll 8
  for (int q = 0; q < Q; ++q) (P::load(out + q * P::lanes) + sum[q]).store(out + q * P::lanes);
}

/// The same for any number of rows q and any count, in chains.
template <class P>
GANDYN_INLINE void add_products(double* out, std::int64_t rows, const double* left, const double* right,
                                std::int64_t count, std::int64_t right_k, std::int64_t right_q) {
  constexpr int Q = P::lanes * sizeof(double) == 256 ? 6 : 4;
  for (std::int64_t k = 0; k < count; k += chain) {
    const std::int64_t length = count - k < chain ? count - k : chain;
    const double *l = left + k * P::lanes, *r = right + k * right_k;
    std::int64_t q = 0;
    for (; q + Q <= rows; q += Q) {
      add_product<P, Q>(out + q * P::lanes, l, r + q * right_q, length, right_k, right_q);
    }
    for (; q < rows; ++q) add_product<P, 1>(out + q * P::lanes, l, r + q * right_q, length, right_k, right_q);
  }
}

/// Sources relative to the centre, with the squares of their norms.
struct CentredSources {
  double* points;
  double* squares;

  GANDYN_INLINE void fill(const SourceBlock& block, std::int64_t dimension, const double* centre) const {
    for (std::int64_t j = 0; j < block.count; ++j) {
      double square = 0.0;
      for (std::int64_t begin = 0; begin < dimension; begin += chain) {
        const std::int64_t end = begin + chain < dimension ? begin + chain : dimension;
        double part = 0.0;
        for (std::int64_t a = begin; a < end; ++a) {
          const double y = block.points[j * dimension + a] - centre[a];
          points[j * dimension + a] = y;
          part += y * y;
        }
        square += part;
      }
      squares[j] = square;
    }
  }
};

/// A panel: the points of one pack, one axis after the other, with all that is added up for them.
template <class P>
struct Panel {
  double* points;     // (d, lanes)
  double* pulls;      // (sources, lanes): x.y, then weight * slope
  double* gradients;  // (d, lanes)
};

template <class P, Sums S, class Profile>
GANDYN_INLINE void sweep_products(const Profile& profile, const Tile& tile, std::int64_t lane,
                                  const SourceBlock& sources, const CentredSources& y, const Panel<P>& panel) {
  const std::int64_t d = tile.dimension;
  constexpr int first = S == Sums::gradient ? 0 : 1;
  P x2 = 0.0;
  for (std::int64_t begin = 0; begin < d; begin += chain) {
    P part = 0.0;
    for (std::int64_t a = begin; a < d && a < begin + chain; ++a) {
      const P x = P::load(tile.points + a * tile.stride + lane);
      x.store(panel.points + a * P::lanes);
      P(0.0).store(panel.gradients + a * P::lanes);
      part = x * x + part;
    }
    x2 += part;
  }
  for (std::int64_t j = 0; j < sources.count; ++j) P(0.0).store(panel.pulls + j * P::lanes);
  add_products<P>(panel.pulls, sources.count, panel.points, y.points, d, 1, d);
  P value = 0.0;
  P total = 0.0;
  for (std::int64_t j = 0; j < sources.count; ++j) {
    const P weight = sources.weights[j];
    const P expanded = (x2 + P(y.squares[j])) - P(2.0) * P::load(panel.pulls + j * P::lanes);
    const Radial<P> k = profile(where_less(expanded, P(0.0), P(0.0), expanded));
    const P pull = weight * k.slope;
    value = weight * k.value + value;
    total = total + pull;
    pull.store(panel.pulls + j * P::lanes);
  }
  if constexpr (S != Sums::gradient) flush(tile.sums + lane, value, sources.scale, 1.0);
  if constexpr (S != Sums::value) {
    add_products<P>(panel.gradients, d, panel.pulls, y.points, sources.count, d, 1);
    for (std::int64_t a = 0; a < d; ++a) {
      const P gradient = total * P::load(panel.points + a * P::lanes) - P::load(panel.gradients + a * P::lanes);
      flush(tile.sums + (first + a) * tile.stride + lane, gradient, 2.0 * sources.scale, slope_unit(profile));
    }
  }
}

template <int W, Sums S, class Profile>
void accumulate_products(const Profile& profile, const Tile& tile, const SourceBlock& sources) {
  using Wide = Pack<W, double, vectors<W, double>>;
  constexpr std::int64_t block_size = flush_every<double> / 2;  // its pulls fit into the first cache
  const std::int64_t d = tile.dimension;
  auto* memory = new double[static_cast<std::size_t>((d + 1) * block_size + (2 * d + block_size) * Wide::lanes)];
  const CentredSources y{memory, memory + d * block_size};
  double* panel = y.squares + block_size;
  const auto sweep = [&]<class P>(const SourceBlock& block, std::int64_t lane, P) __attribute__((always_inline)) {
    const Panel<P> here{panel, panel + d * P::lanes, panel + (d + block_size) * P::lanes};
    sweep_products<P, S>(profile, tile, lane, block, y, here);
  };
  for_each_block(sources, d, block_size, [&](const SourceBlock& block) __attribute__((always_inline)) {
    y.fill(block, d, tile.centre);
    std::int64_t lane = 0;
    for (; lane + Wide::lanes <= tile.lanes; lane += Wide::lanes) sweep(block, lane, Wide{});
    for (; lane < tile.lanes; lane += W) sweep(block, lane, Pack<W>{});
  });
  delete[] memory;
}

template <int W, class Profile>
void products(const void* profile, Sums sums, const Tile& tile, const SourceBlock& sources) {
  const Profile p = *static_cast<const Profile*>(profile);
  switch (sums) {
    case Sums::value: return accumulate_products<W, Sums::value>(p, tile, sources);
    case Sums::gradient: return accumulate_products<W, Sums::gradient>(p, tile, sources);
    case Sums::value_and_gradient: return accumulate_products<W, Sums::value_and_gradient>(p, tile, sources);
    case Sums::hessian: return;  // differences only
  }
}

}  // namespace gandyn::kernels::loops
