#include "gandyn/kernels/waves.hpp"

#include <algorithm>
#include <vector>

#include "gandyn/core/isa.hpp"
#include "gandyn/core/sincos.hpp"
#include "gandyn/core/status.hpp"

namespace gandyn::kernels {
namespace {

/// The places of one tile, coordinates apart, and room for their sums. The lanes beyond the last place repeat it.
class TileBuffer {
 public:
  TileBuffer(const Points& places, Index begin, Index count, Index width)
      : dimension_(places.cols()),
        lanes_((count + WaveTile::lane_multiple - 1) / WaveTile::lane_multiple * WaveTile::lane_multiple),
        coordinates_(static_cast<std::size_t>(dimension_ * WaveTile::stride)),
        sums_(static_cast<std::size_t>(width * WaveTile::stride), 0.0),
        farthest_(places.middleRows(begin, count).rowwise().norm().maxCoeff()) {
    for (Index a = 0; a < dimension_; ++a) {
      for (Index i = 0; i < lanes_; ++i) {
        coordinates_[static_cast<std::size_t>(a * WaveTile::stride + i)] = places(begin + std::min(i, count - 1), a);
      }
    }
  }
  WaveTile tile() { return {coordinates_.data(), sums_.data(), lanes_, dimension_}; }
  double sum(Index s, Index i) const { return sums_[static_cast<std::size_t>(s * WaveTile::stride + i)]; }
  double farthest() const { return farthest_; }

 private:
  Index dimension_, lanes_;
  std::vector<double> coordinates_, sums_;
  double farthest_;
};

/// Slices of the rows, where there are few tiles.
Index num_slices(Index tiles, Index rows) {
  constexpr Index wanted_tasks = 32, smallest_slice = 512;
  return std::max<Index>(1, std::min((wanted_tasks + tiles - 1) / std::max<Index>(tiles, 1), rows / smallest_slice));
}

/// Rows that a tile gets through in a few milliseconds; a multiple of the loops' own blocks.
Index part_size(Index dimension, Index width) {
  constexpr Index block = 256;
  return std::max<Index>(1, 65536 / (8 + dimension + width) / block) * block;
}

WaveRows part_of(const WaveRows& rows, Index from, Index count, Index dimension) {
  const auto at = [](const double* numbers, Index offset) { return numbers == nullptr ? nullptr : numbers + offset; };
  return {rows.places + from * dimension, at(rows.cosines, from), at(rows.sines, from),
          at(rows.vectors, from * dimension), count};
}

}  // namespace

Points accumulate_waves(const Points& places, const WaveRows& rows, WaveSums sums, const Execution& execution) {
  const Index count = places.rows(), dimension = places.cols(), width = wave_sums(sums, dimension);
  const Index tiles = (count + WaveTile::stride - 1) / WaveTile::stride, slices = num_slices(tiles, rows.count);
  const WaveRoutine accumulate = by_chosen_isa([](auto doubles) { return wave_routine<doubles>(); });
  std::vector<Points> partial(static_cast<std::size_t>(slices), Points(count, width));
  const auto task = [&](Index t) {
    const Index slice = t / tiles, begin = t % tiles * WaveTile::stride;
    const Index lanes = std::min(WaveTile::stride, count - begin);
    TileBuffer buffer(places, begin, lanes, width);
    const Index last = rows.count * (slice + 1) / slices;
    for (Index from = rows.count * slice / slices; from < last;) {
      if (execution.stop_requested()) throw Interrupted();
      const WaveRows part = part_of(rows, from, std::min(part_size(dimension, width), last - from), dimension);
      const double widest = Eigen::Map<const Points>(part.places, part.count, dimension).rowwise().norm().maxCoeff();
      accumulate(sums, buffer.tile(), part, buffer.farthest() * widest <= simd::nearest_phases);
      from += part.count;
    }
    Points& out = partial[static_cast<std::size_t>(slice)];
    for (Index i = 0; i < lanes; ++i) {
      for (Index s = 0; s < width; ++s) out(begin + i, s) = buffer.sum(s, i);
    }
  };
  constexpr Index many_pairs = 16384;
  parallel_for(tiles * slices, worth_threads(execution, count * rows.count, many_pairs), task);
  for (std::size_t slice = 1; slice < partial.size(); ++slice) partial[0] += partial[slice];
  return std::move(partial[0]);
}

}  // namespace gandyn::kernels
