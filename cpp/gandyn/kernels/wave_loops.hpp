#pragma once

#include "gandyn/core/sincos.hpp"
#include "gandyn/kernels/waves.hpp"

/// The loops of waves.hpp. Places lie in the lanes of vectors, rows are broadcast: every place adds up its rows in
/// their order, whatever the vector width, the tile or the number of threads.
namespace gandyn::kernels::loops {

using simd::Pack;

/// Partial sums are flushed after so many rows, so that rounding grows with the number of blocks.
inline constexpr std::int64_t rows_a_flush = 256;

/// `sums[a]` += sum over the Q rows of pull_q row_q[a].
template <int W, int Q>
GANDYN_INLINE void add_rows(const double* rows, std::int64_t d, const Pack<W>* pull, Pack<W>* sums) {
  for (std::int64_t a = 0; a < d; ++a) {
    Pack<W> total = sums[a];
#pragma GCC unroll 4
    for (int q = 0; q < Q; ++q) total = pull[q] * Pack<W>(rows[q * d + a]) + total;
    sums[a] = total;
  }
}

/// Dot products of the places in one vector with Q rows.
template <int W, int Q>
GANDYN_INLINE void dot_rows(const double* places, const double* rows, std::int64_t d, Pack<W>* out) {
#pragma GCC unroll 4
  for (int q = 0; q < Q; ++q) out[q] = 0.0;
  for (std::int64_t a = 0; a < d; ++a) {
    const Pack<W> coordinate = Pack<W>::load(places + a * Tile::stride);
#pragma GCC unroll 4
    for (int q = 0; q < Q; ++q) out[q] = coordinate * Pack<W>(rows[q * d + a]) + out[q];
  }
}

/// One vector of places against Q rows.
template <int W, int Q, WaveSums S, bool Near>
GANDYN_INLINE void visit_rows(const Tile& tile, std::int64_t lane, const WaveRows& rows, std::int64_t j,
                              Pack<W>* sums) {
  using P = Pack<W>;
  const std::int64_t d = tile.dimension;
  const double* places = rows.places + j * d;
  P phase[Q];
  P cosine[Q];
  P sine[Q];
  dot_rows<W, Q>(tile.points + lane, places, d, phase);
#pragma GCC unroll 4
  for (int q = 0; q < Q; ++q) {
    const simd::SinCos<W> wave = Near ? simd::near_sincos(phase[q]) : simd::sincos(phase[q]);
    cosine[q] = wave.cos;
    sine[q] = wave.sin;
  }
  if constexpr (S == WaveSums::transform) {
#pragma GCC unroll 4
    for (int q = 0; q < Q; ++q) {
      const P weight = rows.cosines[j + q];
      sums[0] = weight * cosine[q] + sums[0];
      sums[1] = weight * sine[q] + sums[1];
    }
  } else if constexpr (S == WaveSums::dipoles) {
    P along[Q];
    dot_rows<W, Q>(tile.points + lane, rows.vectors + j * d, d, along);
#pragma GCC unroll 4
    for (int q = 0; q < Q; ++q) {
      sums[0] = sums[0] - along[q] * sine[q];
      sums[1] = along[q] * cosine[q] + sums[1];
    }
  } else if constexpr (S == WaveSums::value) {
#pragma GCC unroll 4
    for (int q = 0; q < Q; ++q) {
      sums[0] = P(rows.sines[j + q]) * sine[q] + (P(rows.cosines[j + q]) * cosine[q] + sums[0]);
    }
  } else if constexpr (S == WaveSums::gradient) {
    P pull[Q];
#pragma GCC unroll 4
    for (int q = 0; q < Q; ++q) pull[q] = P(rows.sines[j + q]) * cosine[q] - P(rows.cosines[j + q]) * sine[q];
    add_rows<W, Q>(places, d, pull, sums);
  } else {
    static_assert(Q == 1);
    const P bend = -(P(rows.cosines[j]) * cosine[0] + P(rows.sines[j]) * sine[0]);
    for (std::int64_t a = 0; a < d; sums += d - a, ++a) {
      const P pull = bend * P(places[a]);
      add_rows<W, 1>(places + a, d - a, &pull, sums);
    }
  }
}

template <int W, WaveSums S, bool Near>
void sweep_rows(const Tile& tile, const WaveRows& rows, Pack<W>* sums) {
  constexpr int together = S == WaveSums::hessian ? 1 : 4;
  const std::int64_t width = wave_sums(S, tile.dimension);
  for (std::int64_t begin = 0; begin < rows.count; begin += rows_a_flush) {
    const std::int64_t end = rows.count - begin < rows_a_flush ? rows.count : begin + rows_a_flush;
    for (std::int64_t lane = 0; lane < tile.lanes; lane += W) {
      for (std::int64_t s = 0; s < width; ++s) sums[s] = 0.0;
      std::int64_t j = begin;
      for (; j + together <= end; j += together) visit_rows<W, together, S, Near>(tile, lane, rows, j, sums);
      for (; j < end; ++j) visit_rows<W, 1, S, Near>(tile, lane, rows, j, sums);
      for (std::int64_t s = 0; s < width; ++s) {
        double* out = tile.sums + s * Tile::stride + lane;
        (sums[s] + Pack<W>::load(out)).store(out);
      }
    }
  }
}

template <int W, WaveSums S>
void sweep(const Tile& tile, const WaveRows& rows, bool near) {
  auto* sums = new Pack<W>[static_cast<std::size_t>(wave_sums(S, tile.dimension))];
  near ? sweep_rows<W, S, true>(tile, rows, sums) : sweep_rows<W, S, false>(tile, rows, sums);
  delete[] sums;
}

template <int W>
void accumulate_waves(WaveSums sums, const Tile& tile, const WaveRows& rows, bool near) {
  switch (sums) {
    case WaveSums::transform: return sweep<W, WaveSums::transform>(tile, rows, near);
    case WaveSums::dipoles: return sweep<W, WaveSums::dipoles>(tile, rows, near);
    case WaveSums::value: return sweep<W, WaveSums::value>(tile, rows, near);
    case WaveSums::gradient: return sweep<W, WaveSums::gradient>(tile, rows, near);
    case WaveSums::hessian: return sweep<W, WaveSums::hessian>(tile, rows, near);
  }
}

}  // namespace gandyn::kernels::loops
