#include "gandyn/kernels/waves.hpp"

#include "gandyn/core/isa.hpp"
#include "gandyn/core/sincos.hpp"
#include "gandyn/kernels/tiling.hpp"

namespace gandyn::kernels {
namespace {

constexpr Grain grain{.smallest_slice = 512, .pair_work = 8, .lane_multiple = 8};  // doubles

WaveRows part_of(const WaveRows& rows, Index from, Index count, Index dimension) {
  const auto at = [](const double* numbers, Index offset) { return numbers == nullptr ? nullptr : numbers + offset; };
  return {rows.places + from * dimension, at(rows.cosines, from), at(rows.sines, from),
          at(rows.vectors, from * dimension), count};
}

}  // namespace

Points accumulate_waves(const Points& places, const WaveRows& rows, WaveSums sums, const Execution& execution) {
  const Index count = places.rows(), dimension = places.cols(), width = wave_sums(sums, dimension);
  const WaveRoutine accumulate = by_chosen_isa([](auto doubles) { return wave_routine<doubles>(); });
  const Division division(grain, count, rows.count);
  const auto add = [&](const Tile& tile, const Task& task) {
    const double farthest = places.middleRows(task.begin, task.count).rowwise().norm().maxCoeff();
    for_each_part(grain, task.from, task.until, dimension, width, execution, [&](Index first, Index part_rows) {
      const WaveRows part = part_of(rows, first, part_rows, dimension);
      const double widest = Eigen::Map<const Points>(part.places, part.count, dimension).rowwise().norm().maxCoeff();
      accumulate(sums, tile, part, farthest * widest <= simd::nearest_phases);
    });
  };
  constexpr Index many_pairs = 16384;
  return add_up(division, places, {}, width, worth_threads(execution, count * rows.count, many_pairs), add);
}

}  // namespace gandyn::kernels
