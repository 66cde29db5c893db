#pragma once

#include <vector>

#include "gandyn/core/parallel.hpp"
#include "gandyn/mesh/block.hpp"
#include "gandyn/mesh/bricks.hpp"
#include "gandyn/mesh/filter.hpp"
#include "gandyn/mesh/window.hpp"

namespace gandyn::mesh {

/// Gaussians of one mesh: sum_m weight_m exp(-r2 / (2 bandwidth_m^2)).
struct Scales {
  std::vector<double> bandwidths, weights;
};

/// The bricks in which the windows of some points begin.
struct Homes {
  std::vector<Key> keys;  // sorted, of the points that are here
  Index in_all = 0;       // how many bricks there are for the points of all ranks; once these were asked
};

/// Charges on a mesh, and the bricks in which the windows of the points begin that left them there.
struct Charges {
  BrickField field;
  Homes homes;
};

/// The tiles of filtered charges in which windows begin: what points read f from.
struct Tiles {
  BrickMap map;
  std::vector<double> values;  // (tiles + 1, size): the last is zero, for places that no charge reaches
  Vector polynomials;          // (tiles + 1, cells of a brick, size of one), where cells hold many points; or none
};

/// Tiles that one task spreads onto, made as they are met; in whole multiples of a unit.
class Canvas {
 public:
  Canvas(const Box& box, const TileShape& shape) : map_(box), size_(shape.size) {}

  /// The number of a tile in the box, or -1.
  Index find(Index in_box) const { return map_.find(in_box); }
  /// The number of a tile, which is made when it is new; `in_box` as in `Block`.
  Index number(const Key& key, Index in_box) {
    const Index number = map_.insert(key, in_box), tiles = map_.size();
    if (number + 1 == tiles) values_.resize(static_cast<std::size_t>(tiles * size_), 0);
    return number;
  }
  std::int64_t* sums() { return values_.data(); }
  const std::int64_t* find(const Key& key) const {
    const Index number = map_.find(key);
    return number < 0 ? nullptr : values_.data() + number * size_;
  }
  const std::vector<Key>& keys() const { return map_.keys(); }

 private:
  BrickMap map_;
  Index size_;
  std::vector<std::int64_t> values_;
};

/// One mesh: points to nodes and back.
class Level {
 public:
  /// `low`, `high` (d,): the box in which most points are expected, for quick lookups.
  Level(const Design& design, const Scales& scales, const Vector& low, const Vector& high);

  Index dimension() const { return dimension_; }
  double spacing() const { return lattice_.spacing; }
  const Box& box() const { return box_; }
  /// Largest sum of sizes that one node's unit charge can make f have anywhere.
  double response() const { return response_; }
  Canvas canvas() const { return {box_, shape_}; }

  /// Nodes that a window covers along an axis.
  Index width() const { return window_.width(); }
  /// Nodes that a filter joins on either side along an axis.
  Index reach() const { return filter_.reach(); }
  /// Numbers on a tile.
  Index tile_size() const { return shape_.size; }
  /// And in the polynomials of a brick, which there are in two dimensions alone: elsewhere they cost more than they
  /// save.
  Index polynomials_size() const { return dimension_ == 2 ? brick_nodes(dimension_) * polynomial_.size : 0; }
  /// coordinates -> where windows begin; negative where one does so outside of the box
  std::int64_t locate(Block& block) const;
  /// coordinates -> block.sums, from tiles; derivatives in `derivative_unit`s
  void read(Block& block, Reads reads, const Tiles& tiles) const;
  /// Adds charges, or dipoles, at the block's coordinates.
  void write(Block& block, Canvas& canvas) const;
  void write_dipoles(Block& block, Canvas& canvas) const;
  /// Units of a derivative of the given order.
  double derivative_unit(int order) const {
    return order == 0 ? 1.0 : order == 1 ? slope_unit_ : slope_unit_ * slope_unit_;
  }

  /// Adds up what tasks have spread, on all ranks. The homes are those of this rank.
  Charges collect(const std::vector<Canvas>& canvases, double unit, const Execution& execution) const;
  /// The tiles that begin in `homes`, and polynomials where these take no more than two numbers a gradient.
  /// `num_gradients`: of all ranks, that are to be read there.
  Tiles tiles(const BrickField& charges, const Homes& homes, Index num_gradients, const Execution& execution) const;
  /// sum_mn a_m K_mn b_n
  double product(const BrickField& a, const BrickField& b, const Execution& execution) const;
  /// The brick in which the window of a point begins.
  Key home(const Block& block, std::int64_t point) const {
    Key key{};
    for (Index a = 0; a < dimension_; ++a) key[static_cast<std::size_t>(a)] = block.brick[a][point];
    return key;
  }
  /// In which part of its brick a window begins, of `sides` (a power of two) along every axis: for each node of a tile.
  std::vector<Index> parts(Index sides) const;
  /// Nodes along an edge of a brick.
  Index side() const { return shape_.side; }

 private:
  /// Finds the windows and who shares them. find(in_box) is the number of a tile where it is easily found, or -1; else
  /// number(key, in_box) is asked.
  template <class Find, class Number>
  void open(Block& block, Find find, Number number) const;
  void open(Block& block, Canvas& canvas) const;

  Index dimension_;
  Window window_;
  const BlockRoutines* routines_;
  Lattice lattice_;
  TileShape shape_;
  PolynomialShape polynomial_;
  Filter filter_;
  Box box_;
  double slope_unit_, response_;
};

}  // namespace gandyn::mesh
