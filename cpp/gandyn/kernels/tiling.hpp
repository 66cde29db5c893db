#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/status.hpp"
#include "gandyn/core/types.hpp"
#include "gandyn/kernels/tile.hpp"

/// How a sum over all pairs (point, row) becomes tasks: by the problem alone, and added up in a fixed order. The points
/// may be spread over several processes; the rows are not.
namespace gandyn::kernels {

/// What the division of the work owes to the loops that do it.
struct Grain {
  Index smallest_slice;  // rows that are worth a task of their own; where rows are cut shows in the last bits
  Index pair_work;       // of a pair, to which each coordinate and each sum adds 1
  Index lane_multiple;   // numbers in the widest vector
};

/// Some of the pairs: points [begin, begin + count) with rows [from, until).
struct Task {
  Index slice, begin, count, from, until;
};

/// Tiles of points, and slices of the rows where there are few tiles, those of all ranks together.
struct Division {
  Grain grain;
  Index points, rows, tiles, slices;

  Division(const Grain& grain_of_loops, Index num_points, Index points_in_all, Index num_rows)
      : grain(grain_of_loops), points(num_points), rows(num_rows), tiles(tiles_of(num_points)) {
    constexpr Index wanted_tasks = 32;
    const Index all = std::max<Index>(tiles_of(points_in_all), 1);
    slices = std::max<Index>(1, std::min((wanted_tasks + all - 1) / all, rows / grain.smallest_slice));
  }
  static Index tiles_of(Index count) { return (count + Tile::stride - 1) / Tile::stride; }
  Index tasks() const { return tiles * slices; }
  Task task(Index number) const {
    const Index slice = number / tiles, begin = number % tiles * Tile::stride;
    return {slice, begin, std::min(Tile::stride, points - begin), rows * slice / slices, rows * (slice + 1) / slices};
  }
};

/// Runs visit(first row, count) over parts that a tile gets through in a few milliseconds; before each it listens for a
/// wish to stop. Parts are multiples of the loops' own blocks, so that they do not show in the result.
template <class Visit>
void for_each_part(const Grain& grain, Index from, Index until, Index dimension, Index width,
                   const Execution& execution, Visit visit) {
  constexpr Index block = 256;
  const Index largest = std::max<Index>(1, 65536 / (grain.pair_work + dimension + width) / block) * block;
  for (; from < until; from += largest) {
    if (execution.stop_requested()) throw Interrupted();
    visit(from, std::min(largest, until - from));
  }
}

/// The points of one tile, coordinates apart, and room for their sums. The lanes beyond the last point repeat it.
/// Coordinates are relative to `centre` (d,) unless that is empty.
class TileBuffer {
 public:
  TileBuffer(const Grain& grain, const Points& points, const Task& task, Index width, const Vector& centre = {})
      : coordinates_(static_cast<std::size_t>(points.cols() * Tile::stride)),
        sums_(static_cast<std::size_t>(width * Tile::stride), 0.0),
        lanes_((task.count + grain.lane_multiple - 1) / grain.lane_multiple * grain.lane_multiple),
        dimension_(points.cols()),
        centre_(centre.size() == 0 ? nullptr : centre.data()) {
    for (Index a = 0; a < dimension_; ++a) {
      const double origin = centre_ == nullptr ? 0.0 : centre_[a];
      for (Index i = 0; i < lanes_; ++i) {
        coordinates_[static_cast<std::size_t>(a * Tile::stride + i)] =
            points(task.begin + std::min(i, task.count - 1), a) - origin;
      }
    }
  }
  Tile tile() { return {coordinates_.data(), sums_.data(), lanes_, dimension_, centre_}; }
  double sum(Index s, Index i) const { return sums_[static_cast<std::size_t>(s * Tile::stride + i)]; }

 private:
  std::vector<double> coordinates_, sums_;
  Index lanes_, dimension_;
  const double* centre_;
};

/// (points, width): what add(tile, task) adds to the tiles of all tasks.
template <class Add>
Points add_up(const Division& division, const Points& points, const Vector& centre, Index width,
              const Execution& execution, Add add) {
  // One (points, width) partial result a slice, added in the order of the slices.
  std::vector<Points> partial(static_cast<std::size_t>(division.slices), Points(points.rows(), width));
  parallel_for(division.tasks(), execution, [&](Index number) {
    const Task task = division.task(number);
    TileBuffer buffer(division.grain, points, task, width, centre);
    add(buffer.tile(), task);
    Points& out = partial[static_cast<std::size_t>(task.slice)];
    for (Index i = 0; i < task.count; ++i) {
      for (Index s = 0; s < width; ++s) out(task.begin + i, s) = buffer.sum(s, i);
    }
  });
  for (std::size_t slice = 1; slice < partial.size(); ++slice) partial[0] += partial[slice];
  return std::move(partial[0]);
}

}  // namespace gandyn::kernels
