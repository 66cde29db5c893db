#include "gandyn/kernels/waves.hpp"

#include <algorithm>
#include <functional>

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

/// The loops of the chosen instruction set, for a tile of the places.
class WaveLoops {
 public:
  WaveLoops(const Points& places, const WaveRows& rows, WaveSums sums)
      : places_(places),
        rows_(rows),
        sums_(sums),
        accumulate_(by_chosen_isa([](auto doubles) { return wave_routine<doubles>(); })) {}

  double farthest(const Task& task) const {
    return places_.middleRows(task.begin, task.count).rowwise().norm().maxCoeff();
  }
  void add(const Tile& tile, double farthest, Index first, Index count) const {
    const WaveRows part = part_of(rows_, first, count, places_.cols());
    const double widest = Eigen::Map<const Points>(part.places, part.count, places_.cols()).rowwise().norm().maxCoeff();
    accumulate_(sums_, tile, part, farthest * widest <= simd::nearest_phases);
  }

 private:
  const Points& places_;
  const WaveRows& rows_;
  WaveSums sums_;
  WaveRoutine accumulate_;
};

constexpr Index many_pairs = 16384;

}  // namespace

Points accumulate_waves(const Points& places, const WaveRows& rows, WaveSums sums, const Execution& execution) {
  const Index count = places.rows(), dimension = places.cols(), width = wave_sums(sums, dimension);
  const WaveLoops loops(places, rows, sums);
  const Division division(grain, count, execution.in_all(count), rows.count);
  const auto add = [&](const Tile& tile, const Task& task) {
    const double farthest = loops.farthest(task);
    for_each_part(grain, task.from, task.until, dimension, width, execution,
                  [&](Index first, Index part_rows) { loops.add(tile, farthest, first, part_rows); });
  };
  return add_up(division, places, {}, width, worth_threads(execution, count * rows.count, many_pairs), add);
}

Points accumulate_wave_rows(const Points& places, const WaveRows& rows, WaveSums sums, const FixedPoint& fixed,
                            const Execution& execution) {
  const Index count = places.rows(), width = wave_sums(sums, places.cols());
  const Index blocks = (rows.count + share_block - 1) / share_block;
  const WaveLoops loops(places, rows, sums);
  const Division division({2, 0, grain.lane_multiple}, count, count, blocks);
  std::vector<std::vector<std::int64_t>> partial(static_cast<std::size_t>(division.slices),
                                                 std::vector<std::int64_t>(static_cast<std::size_t>(count * width)));
  parallel_for(division.tasks(), worth_threads(execution, count * rows.count, many_pairs), [&](Index number) {
    const Task task = division.task(number);
    const double farthest = loops.farthest(task);
    std::int64_t* out = partial[static_cast<std::size_t>(task.slice)].data() + task.begin * width;
    for (Index block = task.from; block < task.until; ++block) {
      if (execution.stop_requested()) throw Interrupted();
      TileBuffer buffer(grain, places, task, width);
      const Index first = block * share_block;
      loops.add(buffer.tile(), farthest, first, std::min(share_block, rows.count - first));
      for (Index i = 0; i < task.count; ++i) {
        for (Index s = 0; s < width; ++s) out[i * width + s] += fixed(buffer.sum(s, i));
      }
    }
  });
  std::vector<std::int64_t>& total = partial[0];
  for (std::size_t slice = 1; slice < partial.size(); ++slice) {
    std::transform(total.begin(), total.end(), partial[slice].begin(), total.begin(), std::plus<>());
  }
  if (execution.ranks != nullptr) execution.ranks->add(total);
  Points out(count, width);
  std::transform(total.begin(), total.end(), out.data(), fixed);
  return out;
}

}  // namespace gandyn::kernels
