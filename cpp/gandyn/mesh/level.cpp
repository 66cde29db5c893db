#include "gandyn/mesh/level.hpp"

#include <algorithm>
#include <cmath>

#include "gandyn/core/isa.hpp"

namespace gandyn::mesh {
namespace {

const BlockRoutines& routines_for(Index lanes) {
#if defined(GANDYN_HAVE_X86_LEVELS)
  switch (chosen_isa()) {
    case Isa::x86_64_v4: return block_routines<8>(lanes);
    case Isa::x86_64_v3: return block_routines<4>(lanes);
    case Isa::baseline: break;
  }
#endif
  return block_routines<2>(lanes);
}

/// Sides are powers of two: the shift that divides by one.
constexpr int shift_of(Index side) { return side == 32 ? 5 : 4; }
static_assert(brick_side(1) == 32 && brick_side(2) == 16 && brick_side(3) == 16);

/// Copies or adds the box of nodes that a tile and a brick share; both walk the rows of the tile. `visit(in the tile,
/// in the brick, count)` sees each row. The brick lies `offset` bricks behind the tile's own.
template <class Visit>
void for_each_shared_row(const TileShape& shape, Index dimension, const Key& offset, Visit visit) {
  const auto begin = [&](Index a) { return offset[static_cast<std::size_t>(a)] * shape.side; };
  const auto end = [&](Index a) { return std::min(begin(a) + shape.side, shape.rows); };
  const Index last = dimension - 1, planes_axis = 0, rows_axis = dimension - 2;
  const Index first_plane = dimension == 3 ? begin(planes_axis) : 0, end_plane = dimension == 3 ? end(planes_axis) : 1;
  const Index first_row = dimension >= 2 ? begin(rows_axis) : 0, end_row = dimension >= 2 ? end(rows_axis) : 1;
  for (Index q = first_plane; q < end_plane; ++q) {
    for (Index r = first_row; r < end_row; ++r) {
      visit((q * shape.rows + r) * shape.stride + begin(last),
            ((q - first_plane) * shape.side + (r - first_row)) * shape.side, end(last) - begin(last));
    }
  }
}

}  // namespace

Level::Level(const Design& design, const Scales& scales, const Vector& low, const Vector& high)
    : dimension_(low.size()),
      window_(design),
      routines_(&routines_for(window_.lanes())),
      shape_(dimension_, brick_side(dimension_), window_.width(), window_.lanes()),
      filter_(dimension_, *routines_) {
  const double smallest = *std::min_element(scales.bandwidths.begin(), scales.bandwidths.end());
  const double spacing = design.spacing * smallest;
  lattice_ = {spacing,         1.0 / spacing,    0.5 * window_.width(), window_.width(),
              window_.lanes(), window_.degree(), window_.coefficients()};
  slope_unit_ = 2.0 / spacing;
  response_ = 0.0;
  for (std::size_t m = 0; m < scales.bandwidths.size(); ++m) {
    const std::vector<double> taps = filter_taps(window_, scales.bandwidths[m] / spacing, design.error);
    filter_.add(taps, scales.weights[m]);
    double total = 0.0;
    for (const double tap : taps) total += 2.0 * std::abs(tap);
    response_ += std::abs(scales.weights[m]) * std::pow(total, static_cast<double>(dimension_));  // phi <= 1
  }
  Block corners;
  corners.count = 2;
  for (Index a = 0; a < dimension_; ++a) {
    std::fill_n(corners.point[a], block_points, low[a]);
    corners.point[a][1] = high[a];
  }
  routines_->locate(lattice_, dimension_, corners);
  box_ = box_around({home(corners, 0), home(corners, 1)}, dimension_, 4);
}

Key Level::home(const Block& block, std::int64_t point) const {
  Key key{};
  const int shift = shift_of(shape_.side);
  for (Index a = 0; a < dimension_; ++a) key[static_cast<std::size_t>(a)] = block.cell[a][point] >> shift;
  return key;
}

std::int64_t Level::offset(const Block& block, std::int64_t point) const {
  const std::int64_t mask = shape_.side - 1;
  std::int64_t row = 0;
  for (Index a = 0; a + 1 < dimension_; ++a) row = row * shape_.rows + (block.cell[a][point] & mask);
  return row * shape_.stride + (block.cell[dimension_ - 1][point] & mask);
}

void Level::place(Block& block, int order) const {
  for (Index a = 0; a < dimension_; ++a) {  // stages work on whole vectors
    for (std::int64_t i = block.count; i < block_points; ++i) block.point[a][i] = block.point[a][0];
  }
  routines_->locate(lattice_, dimension_, block);
  routines_->weigh[order](lattice_, dimension_, block);
}

void Level::read(Block& block, int order, const Tiles& tiles) const {
  auto* values = const_cast<double*>(tiles.values.data());  // read only, by gather
  for (std::int64_t i = 0; i < block.count; ++i) {
    const Index found = tiles.map.find(home(block, i));
    const Index number = found < 0 ? tiles.map.size() : found;
    block.window[i] = values + number * shape_.size + (found < 0 ? 0 : offset(block, i));
  }
  routines_->gather[dimension_ - 1][order](lattice_, shape_, block);
}

void Level::write(Block& block, Canvas& canvas) const {
  for (std::int64_t i = 0; i < block.count; ++i) static_cast<void>(canvas.tile(home(block, i)));
  for (std::int64_t i = 0; i < block.count; ++i) block.window[i] = canvas.tile(home(block, i)) + offset(block, i);
  routines_->spread[dimension_ - 1](lattice_, shape_, block);
}

void Level::write_dipoles(Block& block, Canvas& canvas) const {
  for (std::int64_t i = 0; i < block.count; ++i) static_cast<void>(canvas.tile(home(block, i)));
  for (std::int64_t i = 0; i < block.count; ++i) block.window[i] = canvas.tile(home(block, i)) + offset(block, i);
  routines_->spread_dipoles[dimension_ - 1](lattice_, shape_, block);
}

Charges Level::collect(const std::vector<Canvas>& canvases, const Execution& execution) const {
  BrickMap homes(box_);
  for (const Canvas& canvas : canvases) {
    for (const Key& key : canvas.keys()) homes.insert(key);
  }
  Charges charges{BrickField(dimension_, box_), homes.keys()};
  charges.field.cover(with_followers(charges.homes, dimension_, box_));
  constexpr Index together = 16;  // bricks a task
  const Index count = charges.field.map.size();
  parallel_for((count + together - 1) / together, execution, [&](Index task) {
    for (Index b = task * together; b < std::min(count, (task + 1) * together); ++b) {
      const Key key = charges.field.map.keys()[static_cast<std::size_t>(b)];
      double* out = charges.field.brick(b);
      for (const Canvas& canvas : canvases) {
        for_each_corner(dimension_, [&](const Key& corner) {
          const double* tile = canvas.find(key - corner);
          if (tile == nullptr) return;
          for_each_shared_row(shape_, dimension_, corner, [&](Index in_tile, Index in_brick, Index nodes) {
            for (Index i = 0; i < nodes; ++i) out[in_brick + i] += tile[in_tile + i];
          });
        });
      }
    }
  });
  return charges;
}

Tiles Level::tiles(const BrickField& charges, const std::vector<Key>& homes, const Execution& execution) const {
  const BrickField field = filter_.apply(charges, with_followers(homes, dimension_, box_), box_, execution);
  Tiles tiles{BrickMap(box_), {}};
  for (const Key& key : homes) tiles.map.insert(key);
  const Index count = tiles.map.size();
  tiles.values.assign(static_cast<std::size_t>((count + 1) * shape_.size), 0.0);
  constexpr Index together = 16;
  parallel_for((count + together - 1) / together, execution, [&](Index task) {
    for (Index t = task * together; t < std::min(count, (task + 1) * together); ++t) {
      double* tile = tiles.values.data() + t * shape_.size;
      for_each_corner(dimension_, [&](const Key& corner) {
        const Index number = field.map.find(tiles.map.keys()[static_cast<std::size_t>(t)] + corner);
        if (number < 0) return;
        const double* brick = field.brick(number);
        for_each_shared_row(shape_, dimension_, corner, [&](Index in_tile, Index in_brick, Index nodes) {
          std::copy_n(brick + in_brick, nodes, tile + in_tile);
        });
      });
    }
  });
  return tiles;
}

double Level::product(const BrickField& a, const BrickField& b, const Execution& execution) const {
  return a.dot(filter_.apply(b, a.map.keys(), box_, execution));
}

}  // namespace gandyn::mesh
