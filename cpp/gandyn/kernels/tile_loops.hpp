#pragma once

#include "gandyn/kernels/profile.hpp"
#include "gandyn/kernels/tile.hpp"

/// THE pair loops. Points lie in the lanes of vectors and in registers, sources are broadcast one after another: every
/// point adds up its sources in their order, whatever the vector width, the tile or the number of threads.
/// Differences are taken explicitly; the expanded form |x|^2 - 2xy + |y|^2 would move particles by rounding noise.
namespace gandyn::kernels::loops {

using simd::Pack;

/// Partial sums are flushed into float64 after so many sources, so that rounding grows with the number of blocks.
template <class T>
inline constexpr std::int64_t flush_every = sizeof(T) == sizeof(double) ? 256 : 64;

/// total += sum * scale * unit, in float64; the factors one by one, so that none but the last result can overflow.
template <int W, class T, int V>
GANDYN_INLINE void flush(double* total, Pack<W, T, V> sum, double scale, double unit) {
  T lanes[W * V];
  sum.store(lanes);
  for (int i = 0; i < W * V; ++i) total[i] += static_cast<double>(lanes[i]) * scale * unit;
}

/// d known and small: the coordinates of a pack of points and their sums all stay in registers.
template <class P, int D, Sums S, class T, class Profile>
GANDYN_INLINE void sweep_registers(const Profile& profile, const TileOf<T>& tile, std::int64_t lane,
                                   const SourcesOf<T>& sources) {
  constexpr bool with_value = S != Sums::gradient;
  constexpr bool with_gradient = S != Sums::value;
  constexpr int first = with_value ? 1 : 0;
  constexpr int count = first + (with_gradient ? D : 0);
  P x[D];
  P sum[count];
#pragma GCC unroll 16
  for (int a = 0; a < D; ++a) x[a] = P::load(tile.points + a * tile.stride + lane);
#pragma GCC unroll 16
  for (int s = 0; s < count; ++s) sum[s] = 0.0;
  for (std::int64_t j = 0; j < sources.count; ++j) {
    const T* y = sources.points + j * D;
    const P weight = sources.weights[j];
    P delta[D];
    P r2;
#pragma GCC unroll 16
    for (int a = 0; a < D; ++a) {
      delta[a] = x[a] - P(y[a]);
      r2 = a == 0 ? delta[0] * delta[0] : delta[a] * delta[a] + r2;
    }
    const Radial<P> k = profile(r2);
    if constexpr (with_value) sum[0] = weight * k.value + sum[0];
    if constexpr (with_gradient) {
      const P pull = weight * k.slope;
#pragma GCC unroll 16
      for (int a = 0; a < D; ++a) sum[first + a] = pull * delta[a] + sum[first + a];
    }
  }
#pragma GCC unroll 16
  for (int s = 0; s < count; ++s) {
    double* total = tile.sums + s * tile.stride + lane;
    if (s < first) {
      flush(total, sum[s], sources.scale, 1.0);
    } else {
      flush(total, sum[s], 2.0 * sources.scale, slope_unit(profile));  // gradient = 2 slope (x - y)
    }
  }
}

/// total += a b, register after register.
template <int W, class T, int Q>
GANDYN_INLINE void add_registers(Pack<W, T>& total, Pack<W, T, Q> a, Pack<W, T, Q> b) {
#pragma GCC unroll 4
  for (int q = 0; q < Q; ++q) total.v[0] = a.v[q] * b.v[q] + total.v[0];
}

/// Any d: one vector of points against Q sources at a time, a register each; coordinates and sums in the cache.
template <int Q, Sums S, int W, class T, class Profile>
GANDYN_INLINE void visit_sources(const Profile& profile, const TileOf<T>& tile, std::int64_t lane, const T* y,
                                 const T* weights, Pack<W, T>* sum) {
  using P = Pack<W, T, Q>;
  const std::int64_t d = tile.dimension;
  const auto difference = [&](std::int64_t a) __attribute__((always_inline)) {
    return P::repeat(Pack<W, T>::load(tile.points + a * tile.stride + lane)) - P::spread(y + a, d);
  };
  P r2 = 0.0;
  for (std::int64_t a = 0; a < d; ++a) {
    const P delta = difference(a);
    r2 = delta * delta + r2;
  }
  const Radial<P> k = profile(r2);
  const P weight = P::spread(weights, 1);
  const P pull = weight * k.slope;
  if constexpr (S == Sums::value || S == Sums::value_and_gradient) add_registers(sum[0], weight, k.value);
  if constexpr (S == Sums::gradient || S == Sums::value_and_gradient) {
    Pack<W, T>* gradient = sum + (S == Sums::value_and_gradient ? 1 : 0);
    for (std::int64_t a = 0; a < d; ++a) add_registers(gradient[a], pull, difference(a));
  } else if constexpr (S == Sums::hessian) {  // 2 (slope I + 2 curvature delta delta'); the 2 comes last
    static_assert(Q == 1);
    const P stretch = pull * slope_unit(profile);
    const P bend = weight * k.curvature * (2.0 * curvature_unit(profile));
    P* entry = sum;
    for (std::int64_t a = 0; a < d; ++a) {
      const P row = bend * difference(a);
      *entry += stretch;
      for (std::int64_t b = a; b < d; ++b, ++entry) *entry += row * difference(b);
    }
  }
}

template <Sums S, class P, class T, class Profile>
GANDYN_INLINE void sweep_memory(const Profile& profile, const TileOf<T>& tile, std::int64_t lane,
                                const SourcesOf<T>& sources, P* sum) {
  const std::int64_t count = sums_per_point(S, tile.dimension);
  const std::int64_t d = tile.dimension;
  constexpr int together = S == Sums::hessian ? 1 : 4;
  for (std::int64_t s = 0; s < count; ++s) sum[s] = 0.0;
  std::int64_t j = 0;
  for (; j + together <= sources.count; j += together) {
    visit_sources<together, S>(profile, tile, lane, sources.points + j * d, sources.weights + j, sum);
  }
  for (; j < sources.count; ++j) {
    visit_sources<1, S>(profile, tile, lane, sources.points + j * d, sources.weights + j, sum);
  }
  constexpr std::int64_t values = S == Sums::value || S == Sums::value_and_gradient ? 1 : 0;
  const double unit = S == Sums::hessian ? 1.0 : slope_unit(profile);
  for (std::int64_t s = 0; s < count; ++s) {
    double* total = tile.sums + s * tile.stride + lane;
    flush(total, sum[s], s < values ? sources.scale : 2.0 * sources.scale, s < values ? 1.0 : unit);
  }
}

/// Takes the sources in blocks of `flush_every`; `body(block)` sees each.
template <class T, class Body>
GANDYN_INLINE void for_each_block(const SourcesOf<T>& sources, std::int64_t dimension, std::int64_t size, Body body) {
  for (std::int64_t begin = 0; begin < sources.count; begin += size) {
    const std::int64_t left = sources.count - begin;
    body(SourcesOf<T>{sources.points + begin * dimension, sources.weights + begin, sources.scale,
                      left < size ? left : size});
  }
}

/// Registers hold four vectors of points where there are 32 of them, two where there are 16.
template <int W, class T>
inline constexpr int vectors = W * sizeof(T) == 64 ? 4 : 2;

template <int W, int D, Sums S, class T, class Profile>
void accumulate_registers(const Profile& profile, const TileOf<T>& tile, const SourcesOf<T>& sources) {
  constexpr int V = vectors<W, T>;
  for_each_block(sources, D, flush_every<T>, [&](const SourcesOf<T>& block) __attribute__((always_inline)) {
    std::int64_t lane = 0;
    for (; lane + V * W <= tile.lanes; lane += V * W) {
      sweep_registers<Pack<W, T, V>, D, S>(profile, tile, lane, block);
    }
    for (; lane < tile.lanes; lane += W) sweep_registers<Pack<W, T>, D, S>(profile, tile, lane, block);
  });
}

template <int W, Sums S, class T, class Profile>
void accumulate_memory(const Profile& profile, const TileOf<T>& tile, const SourcesOf<T>& sources) {
  auto* sum = new Pack<W, T>[static_cast<std::size_t>(sums_per_point(S, tile.dimension))];
  for_each_block(sources, tile.dimension, flush_every<T>,
                 [&](const SourcesOf<T>& block) __attribute__((always_inline)) {
                   for (std::int64_t lane = 0; lane < tile.lanes; lane += W) {
                     sweep_memory<S>(profile, tile, lane, block, sum);
                   }
                 });
  delete[] sum;
}

template <int W, Sums S, class T, class Profile>
void accumulate_any(const Profile& profile, const TileOf<T>& tile, const SourcesOf<T>& sources) {
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
void differences(const void* profile, Sums sums, const Tile& tile, const SourceBlock& sources) {
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
        const P delta = P::load(tile.points + a * tile.stride + lane) - P(sources.points[j * d + a]);
        r2 = delta * delta + r2;
      }
      const P value = p(r2).value;
      for (int i = 0; i < W && lane + i < rows; ++i) out[(lane + i) * row_stride + j] = value[i];
    }
  }
}

}  // namespace gandyn::kernels::loops
