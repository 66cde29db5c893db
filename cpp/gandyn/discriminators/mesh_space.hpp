#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "gandyn/discriminators/masses.hpp"
#include "gandyn/discriminators/space.hpp"
#include "gandyn/mesh/level.hpp"
#include "gandyn/mesh/rows.hpp"

namespace gandyn::discriminators {

/// What a mesh is made of, for those who reckon with it. Times of one thread.
struct MeshLayout {
  double spacing;
  Index width;  // of the window, in nodes
  Index taps;   // of the filter, a side
  Index brick_side, brick_nodes, tile_nodes;
  Index polynomials;     // numbers a brick, where its cells are crowded
  double point_seconds;  // of a point: to read f, to move and to spread
  double node_seconds;   // of a node: to filter and to add
};

/// The meshes of a kernel, the finest first. Throws std::invalid_argument where there are none.
std::vector<MeshLayout> mesh_layout(const kernels::Kernel& kernel, Index dimension, double tolerance);

/// One a mesh.
using Homes = std::vector<mesh::Homes>;

/// What all functions on the meshes of one game share: the meshes, and how points get onto them.
class MeshSpace {
 public:
  /// Throws std::invalid_argument for more than 3 dimensions and for kernels that are no sum of Gaussians.
  MeshSpace(std::shared_ptr<const Space> space, double tolerance);

  const Space& space() const { return *space_; }
  Index dimension() const { return space_->dimension(); }
  const kernels::Embedding& embedding() const { return space_->embedding; }
  const Vector& target_weights() const { return space_->targets.weights; }
  /// One mesh a group of scales, the finest first.
  const std::vector<mesh::Level>& levels() const { return levels_; }
  double tolerance() const { return tolerance_; }
  double value_at_zero() const { return value_at_zero_; }  // K(0)
  mesh::Coordinates coordinates(const Points& points) const { return {points, &space_->embedding}; }

  /// What the targets spread, found when it is first asked for; every rank has them all.
  const std::vector<mesh::Charges>& targets(const Execution& execution) const;
  /// sum_j weight_j K(point_j, .) over the points of all ranks
  std::vector<mesh::Charges> spread(const mesh::Coordinates& points, const Masses& weights,
                                    const Execution& execution) const;
  /// sum_j vector_j . grad K(point_j, .), vectors (n, d) in the metric of the kernel
  std::vector<mesh::Charges> spread_dipoles(const mesh::Coordinates& points, const Points& vectors,
                                            const Execution& execution) const;

  /// The bricks in which the windows of points begin; nobody asks the other ranks.
  Homes homes(const mesh::Coordinates& points, const Execution& execution) const;
  /// The order in which to visit points, given their homes: brick by brick, unless the tiles fit into a large cache.
  Order order(const mesh::Coordinates& points, const Homes& homes, const Execution& execution) const {
    return brick_by_brick(points, homes, 1 << 17, execution);
  }
  /// The order in which to keep points: brick by brick.
  Order arrangement(const mesh::Coordinates& points, const Execution& execution) const {
    return brick_by_brick(points, homes(points, execution), 0, execution);
  }

  /// One canvas a mesh and task.
  std::vector<std::vector<mesh::Canvas>> canvases(const mesh::Division& division) const;
  std::vector<mesh::Charges> collect(const std::vector<std::vector<mesh::Canvas>>& canvases, double unit,
                                     const Execution& execution) const;

 private:
  /// Their own order where the tiles hold no more than `cached` numbers, or hardly any point each. A counting sort:
  /// points of one brick keep their order, or those of one cell where there are enough.
  Order brick_by_brick(const mesh::Coordinates& points, const Homes& homes, Index cached,
                       const Execution& execution) const;
  /// charge(block, rows) sets what points spread, in units; write(level, block, canvas) spreads it.
  template <class Charge, class Write>
  std::vector<mesh::Charges> spread_each(const mesh::Coordinates& points, double unit, const Execution& execution,
                                         Charge charge, Write write) const;

  std::shared_ptr<const Space> space_;
  double tolerance_, value_at_zero_ = 0.0;
  std::vector<mesh::Level> levels_;
  mutable std::once_flag targets_spread_;
  mutable std::vector<mesh::Charges> targets_;
};

}  // namespace gandyn::discriminators
