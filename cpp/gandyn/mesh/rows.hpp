#pragma once

#include <algorithm>

#include "gandyn/core/order.hpp"
#include "gandyn/core/status.hpp"
#include "gandyn/kernels/embedding.hpp"
#include "gandyn/mesh/block.hpp"

namespace gandyn::mesh {

/// Some points that are visited together, out of all in an order.
struct Rows {
  const Order& order;
  Index first, count;

  bool in_a_row() const { return order.empty(); }
  Index operator[](Index i) const { return order.empty() ? first + i : order[static_cast<std::size_t>(first + i)]; }
};

/// How points are divided among tasks: by their number alone, in whole blocks.
struct Division {
  Index points, tasks;

  explicit Division(Index count) : points(count), tasks(std::clamp<Index>(count / 4096, 1, 32)) {}
  Index begin(Index task) const {
    const Index blocks = (points + block_points - 1) / block_points;
    return std::min(points, blocks * task / tasks * block_points);
  }
};

inline const Order own_order;

/// Runs visit(rows) over the blocks of one task.
template <class Visit>
void for_each_block(const Division& division, const Order& order, Index task, const Execution& execution, Visit visit) {
  const Index end = division.begin(task + 1);
  Index blocks = 0;
  for (Index first = division.begin(task); first < end; first += block_points) {
    if (++blocks % 64 == 0 && execution.stop_requested()) throw Interrupted();
    visit(Rows{order, first, std::min(block_points, end - first)});
  }
}

/// Points (n, d), and how to bring them into the metric of a kernel.
class Coordinates {
 public:
  /// Already in that metric where `embedding` is null.
  Coordinates(const Points& points, const kernels::Embedding* embedding);

  Index count() const { return points_->rows(); }
  /// Whether these are the user's coordinates too.
  bool plain() const { return embedding_ == nullptr; }
  void load(Block& block, const Rows& rows) const;
  /// masses (n,) -> block.charge, where these rows lie in a row
  void charge(Block& block, const Rows& rows, const Vector& masses, const FixedPoint& unit) const;
  /// block.sums, a gradient of this unit -> block.step, or added to it after the first
  void add_gradient(Block& block, double unit, bool first) const;
  /// moved = points + rate * mass * block.step, where these rows lie in a row; masses (n,), or null for 1. The block's
  /// points are then the moved ones, in the user's coordinates, as is their travel.
  void move(Block& block, const Rows& rows, const double* masses, double rate, Points& moved, Travel& travel) const;

 private:
  const PointRoutines* routines_;
  const Points* points_;
  const kernels::Embedding* embedding_;
};

/// Gradients at a block's points, from the metric of a kernel to the user's coordinates.
void pull_gradient(const kernels::Embedding& embedding, Index dimension, Index count,
                   double (&gradient)[3][block_points]);

}  // namespace gandyn::mesh
