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

/// Charges on a mesh, and the bricks in which the windows of the points begin that left them there.
struct Charges {
  BrickField field;
  std::vector<Key> homes;
};

/// The tiles of filtered charges in which windows begin: what points read f from.
struct Tiles {
  BrickMap map;
  std::vector<double> values;  // (tiles + 1, size): the last is zero, for places that no charge reaches
};

/// Tiles that one task spreads onto, made as they are met; in whole multiples of a unit.
class Canvas {
 public:
  Canvas(const Box& box, const TileShape& shape) : map_(box), size_(shape.size) {}

  /// The number of a tile, which is made when it is new; `in_box` as in `Block`.
  Index number(const Key& key, Index in_box) {
    const Index number = map_.insert(key, in_box), tiles = map_.size();
    if (number + 1 == tiles) values_.resize(static_cast<std::size_t>(tiles * size_), 0);
    return number;
  }
  std::int64_t* tile(Index number) { return values_.data() + number * size_; }
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
  /// coordinates -> windows
  void locate(Block& block) const;
  /// coordinates -> windows and weights, up to an order of derivatives
  void place(Block& block, int order) const;
  /// windows -> block.sums; derivatives in `derivative_unit`s
  void read(Block& block, Reads reads, const Tiles& tiles) const;
  /// Adds charges, or dipoles, to the windows.
  void write(Block& block, Canvas& canvas) const {
    open(block, canvas), routines_->spread[dimension_ - 1](shape_, block);
  }
  void write_dipoles(Block& block, Canvas& canvas) const {
    open(block, canvas), routines_->spread_dipoles[dimension_ - 1](shape_, block);
  }
  /// Units of a derivative of the given order.
  double derivative_unit(int order) const {
    return order == 0 ? 1.0 : order == 1 ? slope_unit_ : slope_unit_ * slope_unit_;
  }

  /// Adds up what tasks have spread, on all ranks. The homes are those of this rank.
  Charges collect(const std::vector<Canvas>& canvases, double unit, const Execution& execution) const;
  /// The tiles that begin in `homes`.
  Tiles tiles(const BrickField& charges, const std::vector<Key>& homes, const Execution& execution) const;
  /// sum_mn a_m K_mn b_n
  double product(const BrickField& a, const BrickField& b, const Execution& execution) const;
  /// The brick in which the window of a point begins.
  Key home(const Block& block, std::int64_t point) const {
    Key key{};
    for (Index a = 0; a < dimension_; ++a) key[static_cast<std::size_t>(a)] = block.brick[a][point];
    return key;
  }
  /// Parts of a brick, so small that all windows that begin in one fit into a small cache together.
  Index parts() const { return dimension_ == 3 ? 64 : 1; }
  /// In which of them the window of a point begins.
  Index part(const Block& block, std::int64_t point) const;

 private:
  /// Points the block's windows to the tiles of a canvas.
  void open(Block& block, Canvas& canvas) const;

  Index dimension_;
  Window window_;
  const BlockRoutines* routines_;
  Lattice lattice_;
  TileShape shape_;
  Filter filter_;
  Box box_;
  double slope_unit_, response_;
};

}  // namespace gandyn::mesh
