#pragma once

#include "gandyn/kernels/profile.hpp"
#include "gandyn/kernels/tile.hpp"

/// THE pair loops. Points lie in the lanes of vectors and in registers, sources are broadcast one after another: every
/// point adds up its sources in their order, whatever the vector width, the tile or the number of threads.
/// Differences are taken explicitly; the expanded form |x|^2 - 2xy + |y|^2 would move particles by rounding noise.
namespace gandyn::kernels::loops {

using simd::Pack;

/// Partial sums are flushed after so many sources, so that rounding grows with the number of blocks.
inline constexpr std::int64_t flush_every = 256;

/// d known and small: V vectors of points, their coordinates and their sums all stay in registers.
template <int W, int D, int V, Sums S, class Profile>
GANDYN_INLINE void sweep_registers(const Profile& profile, const Tile& tile, std::int64_t lane,
                                   const SourceBlock& sources) {
  using P = Pack<W>;
  constexpr bool with_value = S != Sums::gradient;
  constexpr bool with_gradient = S != Sums::value;
  constexpr int first = with_value ? 1 : 0;
  constexpr int count = first + (with_gradient ? D : 0);
  P x[D][V];
  P sum[count][V];
#pragma GCC unroll 16
  for (int v = 0; v < V; ++v) {
#pragma GCC unroll 16
    for (int a = 0; a < D; ++a) x[a][v] = P::load(tile.points + a * Tile::stride + lane + v * W);
#pragma GCC unroll 16
    for (int s = 0; s < count; ++s) sum[s][v] = 0.0;
  }
  for (std::int64_t j = 0; j < sources.count; ++j) {
    const double* y = sources.points + j * D;
    const P weight = sources.weights[j];
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v) {
      P delta[D];
      P r2 = 0.0;
#pragma GCC unroll 16
      for (int a = 0; a < D; ++a) {
        delta[a] = x[a][v] - P(y[a]);
        r2 = a == 0 ? delta[0] * delta[0] : delta[a] * delta[a] + r2;
      }
      const Radial<P> k = profile(r2);
      if constexpr (with_value) sum[0][v] = weight * k.value + sum[0][v];
      if constexpr (with_gradient) {
        const P pull = weight * k.slope;
#pragma GCC unroll 16
        for (int a = 0; a < D; ++a) sum[first + a][v] = pull * delta[a] + sum[first + a][v];
      }
    }
  }
#pragma GCC unroll 16
  for (int s = 0; s < count; ++s) {
    const P factor = sources.scale * (s < first ? 1.0 : 2.0);  // gradient = 2 slope (x - y)
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v) {
      double* out = tile.sums + s * Tile::stride + lane + v * W;
      (sum[s][v] * factor + P::load(out)).store(out);
    }
  }
}

/// Any d: one vector of points against Q sources at a time, coordinates and sums in the cache.
template <int W, int Q, Sums S, class Profile>
GANDYN_INLINE void visit_sources(const Profile& profile, const Tile& tile, std::int64_t lane, const double* y,
                                 const double* weights, Pack<W>* sum) {
  using P = Pack<W>;
  const std::int64_t d = tile.dimension;
  const double* x = tile.points + lane;
  P r2[Q];
#pragma GCC unroll 4
  for (int q = 0; q < Q; ++q) r2[q] = 0.0;
  for (std::int64_t a = 0; a < d; ++a) {
    const P coordinate = P::load(x + a * Tile::stride);
#pragma GCC unroll 4
    for (int q = 0; q < Q; ++q) {
      const P delta = coordinate - P(y[q * d + a]);
      r2[q] = delta * delta + r2[q];
    }
  }
  P pull[Q];
  P bend[Q];
#pragma GCC unroll 4
  for (int q = 0; q < Q; ++q) {
    const Radial<P> k = profile(r2[q]);
    const P weight = weights[q];
    if constexpr (S == Sums::value || S == Sums::value_and_gradient) sum[0] = weight * k.value + sum[0];
    pull[q] = weight * k.slope;
    bend[q] = weight * k.curvature;
  }
  if constexpr (S == Sums::gradient || S == Sums::value_and_gradient) {
    P* gradient = sum + (S == Sums::value_and_gradient ? 1 : 0);
    for (std::int64_t a = 0; a < d; ++a) {
      const P coordinate = P::load(x + a * Tile::stride);
      P total = gradient[a];
#pragma GCC unroll 4
      for (int q = 0; q < Q; ++q) total = pull[q] * (coordinate - P(y[q * d + a])) + total;
      gradient[a] = total;
    }
  } else if constexpr (S == Sums::hessian) {
    static_assert(Q == 1);
    P* entry = sum;
    for (std::int64_t a = 0; a < d; ++a) {
      const P row = bend[0] * P(2.0) * (P::load(x + a * Tile::stride) - P(y[a]));
      *entry += pull[0];
      for (std::int64_t b = a; b < d; ++b, ++entry) *entry += row * (P::load(x + b * Tile::stride) - P(y[b]));
    }
  }
}

template <int W, Sums S, class Profile>
GANDYN_INLINE void sweep_memory(const Profile& profile, const Tile& tile, std::int64_t lane, const SourceBlock& sources,
                                Pack<W>* sum) {
  using P = Pack<W>;
  const std::int64_t count = sums_per_point(S, tile.dimension);
  const std::int64_t d = tile.dimension;
  constexpr int together = S == Sums::hessian ? 1 : 4;
  for (std::int64_t s = 0; s < count; ++s) sum[s] = 0.0;
  std::int64_t j = 0;
  for (; j + together <= sources.count; j += together) {
    visit_sources<W, together, S>(profile, tile, lane, sources.points + j * d, sources.weights + j, sum);
  }
  for (; j < sources.count; ++j) {
    visit_sources<W, 1, S>(profile, tile, lane, sources.points + j * d, sources.weights + j, sum);
  }
  constexpr std::int64_t values = S == Sums::value || S == Sums::value_and_gradient ? 1 : 0;
  for (std::int64_t s = 0; s < count; ++s) {
    const P factor = sources.scale * (s < values ? 1.0 : 2.0);  // Hessian = 2 (slope I + 2 curvature delta delta')
    double* out = tile.sums + s * Tile::stride + lane;
    (sum[s] * factor + P::load(out)).store(out);
  }
}

/// Takes the sources in blocks of `flush_every`; `body(block)` sees each.
template <class Body>
GANDYN_INLINE void for_each_block(const SourceBlock& sources, std::int64_t dimension, Body body) {
  for (std::int64_t begin = 0; begin < sources.count; begin += flush_every) {
    const std::int64_t left = sources.count - begin;
    body(SourceBlock{sources.points + begin * dimension, sources.weights + begin, sources.scale,
                     left < flush_every ? left : flush_every});
  }
}

/// Registers hold four vectors of points where there are 32 of them, two where there are 16.
template <int W>
inline constexpr int vectors = W == 8 ? 4 : 2;

template <int W, int D, Sums S, class Profile>
void accumulate_registers(const Profile& profile, const Tile& tile, const SourceBlock& sources) {
  constexpr int V = vectors<W>;
  for_each_block(sources, D, [&](const SourceBlock& block) __attribute__((always_inline)) {
    std::int64_t lane = 0;
    for (; lane + V * W <= tile.lanes; lane += V * W) sweep_registers<W, D, V, S>(profile, tile, lane, block);
    for (; lane < tile.lanes; lane += W) sweep_registers<W, D, 1, S>(profile, tile, lane, block);
  });
}

template <int W, Sums S, class Profile>
void accumulate_memory(const Profile& profile, const Tile& tile, const SourceBlock& sources) {
  const std::int64_t count = sums_per_point(S, tile.dimension);
  auto* sum = new Pack<W>[static_cast<std::size_t>(count)];
  for_each_block(sources, tile.dimension, [&](const SourceBlock& block) __attribute__((always_inline)) {
    for (std::int64_t lane = 0; lane < tile.lanes; lane += W) sweep_memory<W, S>(profile, tile, lane, block, sum);
  });
  delete[] sum;
}

template <int W, Sums S, class Profile>
void accumulate_any(const Profile& profile, const Tile& tile, const SourceBlock& sources) {
  if constexpr (S != Sums::hessian) {
    switch (tile.dimension) {
      case 1: return accumulate_registers<W, 1, S>(profile, tile, sources);
      case 2: return accumulate_registers<W, 2, S>(profile, tile, sources);
      case 3: return accumulate_registers<W, 3, S>(profile, tile, sources);
      default: break;
    }
  }
  accumulate_memory<W, S>(profile, tile, sources);
}

template <int W, class Profile>
void accumulate(const void* profile, Sums sums, const Tile& tile, const SourceBlock& sources) {
  const Profile p = *static_cast<const Profile*>(profile);
  switch (sums) {
    case Sums::value: return accumulate_any<W, Sums::value>(p, tile, sources);
    case Sums::gradient: return accumulate_any<W, Sums::gradient>(p, tile, sources);
    case Sums::value_and_gradient: return accumulate_any<W, Sums::value_and_gradient>(p, tile, sources);
    case Sums::hessian: return accumulate_any<W, Sums::hessian>(p, tile, sources);
  }
}

template <int W, class Profile>
void matrix(const void* profile, const Tile& tile, const SourceBlock& sources, std::int64_t rows, double* out,
            std::int64_t row_stride) {
  using P = Pack<W>;
  const Profile p = *static_cast<const Profile*>(profile);
  const std::int64_t d = tile.dimension;
  for (std::int64_t lane = 0; lane < tile.lanes; lane += W) {
    for (std::int64_t j = 0; j < sources.count; ++j) {
      P r2 = 0.0;
      for (std::int64_t a = 0; a < d; ++a) {
        const P delta = P::load(tile.points + a * Tile::stride + lane) - P(sources.points[j * d + a]);
        r2 = delta * delta + r2;
      }
      const P value = p(r2).value;
      for (int i = 0; i < W && lane + i < rows; ++i) out[(lane + i) * row_stride + j] = value.v[i];
    }
  }
}

}  // namespace gandyn::kernels::loops
