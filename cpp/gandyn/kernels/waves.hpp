#pragma once

#include <cstdint>

#include "gandyn/core/fixed_point.hpp"
#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"
#include "gandyn/kernels/tile.hpp"

/// Sums of plane waves over all pairs of two sets, (place, frequency): on all threads, divided by the problem alone and
/// added in a fixed order, so that the bits do not depend on the number of threads.
namespace gandyn::kernels {

/// What a pass adds up for every place z of one set over the rows r of the other, with the phase t = z . r.
enum class WaveSums {
  transform,  // cosine_r cos t, cosine_r sin t
  dipoles,    // -(z . vector_r) sin t, (z . vector_r) cos t: the transform's derivative along the vectors
  value,      // cosine_r cos t + sine_r sin t
  gradient,   // its gradient in z, (d,)
  hessian     // its Hessian in z, the upper triangle by rows
};

[[gnu::always_inline]] constexpr std::int64_t wave_sums(WaveSums sums, std::int64_t dimension) {
  switch (sums) {
    case WaveSums::transform:
    case WaveSums::dipoles: return 2;
    case WaveSums::value: return 1;
    case WaveSums::gradient: return dimension;
    case WaveSums::hessian: return dimension * (dimension + 1) / 2;
  }
  return 0;
}

/// The rows, with those numbers of theirs that the sum wants; the others are null. The memory is the caller's.
struct WaveRows {
  const double* places;   // (count, d)
  const double* cosines;  // (count,)
  const double* sines;    // (count,)
  const double* vectors;  // (count, d)
  std::int64_t count;
};

/// tile.sums += the sums over the rows, for the places that the tile has as its points. `near`: no phase exceeds
/// simd::nearest_phases.
using WaveRoutine = void (*)(WaveSums sums, const Tile& tile, const WaveRows& rows, bool near);

/// Compiled once an instruction set, W doubles side by side.
template <int W>
WaveRoutine wave_routine();

/// (L, wave_sums): every sum, at every place (L, d). The places may be spread over several processes.
Points accumulate_waves(const Points& places, const WaveRows& rows, WaveSums sums, const Execution& execution);

/// The like where the rows may be: a block of `share_block` of them is summed up as above, the blocks' sums exactly.
Points accumulate_wave_rows(const Points& places, const WaveRows& rows, WaveSums sums, const FixedPoint& fixed,
                            const Execution& execution);

}  // namespace gandyn::kernels
