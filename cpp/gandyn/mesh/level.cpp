#include "gandyn/mesh/level.hpp"

#include <algorithm>
#include <cmath>

#include "gandyn/core/isa.hpp"

namespace gandyn::mesh {
namespace {

const BlockRoutines& routines_for(Index width) {
  return by_chosen_isa([=](auto doubles) -> const BlockRoutines& { return block_routines<doubles>(width); });
}

/// Numbers to copy or to add that are worth waking threads for.
constexpr Index many = 2'000'000;

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
      routines_(&routines_for(window_.width())),
      shape_(dimension_, brick_side(dimension_), routines_->rows, window_.lanes()),
      polynomial_(routines_->rows, window_.lanes()),
      filter_(dimension_, *routines_) {
  const double smallest = *std::min_element(scales.bandwidths.begin(), scales.bandwidths.end());
  const double spacing = design.spacing * smallest;
  lattice_ = {.spacing = spacing,
              .per_spacing = 1.0 / spacing,
              .half_width = 0.5 * window_.width(),
              .degree = window_.degree(),
              .coefficients = window_.coefficients(),
              .side_shift = shift_of(shape_.side),
              .tile_extent = {shape_.rows, shape_.rows, shape_.rows},
              .tile_size = shape_.size,
              .box_low = {},
              .box_extent = {},
              .odd = {}};
  std::fill_n(lattice_.odd, window_.width(), 1);
  lattice_.tile_extent[dimension_ - 1] = shape_.stride;
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
  routines_->locate[dimension_ - 1](lattice_, corners);
  box_ = box_around({home(corners, 0), home(corners, 1)}, dimension_, 4);
  std::copy(box_.low.begin(), box_.low.end(), lattice_.box_low);
  std::copy(box_.extent.begin(), box_.extent.end(), lattice_.box_extent);
}

std::int64_t Level::locate(Block& block) const {
  for (Index a = 0; a < dimension_; ++a) {  // stages work on whole vectors
    for (std::int64_t i = block.count; i < block_points; ++i) block.point[a][i] = block.point[a][0];
  }
  return routines_->locate[dimension_ - 1](lattice_, block);
}

std::vector<Index> Level::parts(Index sides) const {
  std::vector<Index> parts;
  for (Index node = 0; node < shape_.size; ++node) {
    Index rest = node, part = 0, weight = 1;
    for (Index a = dimension_; a-- > 0; weight *= sides) {
      const Index extent = lattice_.tile_extent[a];
      part += weight * (rest % extent * sides / shape_.side);
      rest /= extent;
    }
    parts.push_back(part);
  }
  return parts;
}

template <class Find, class Number>
void Level::open(Block& block, Find find, Number number) const {
  const auto tile_of = [&](std::int64_t i) {
    const Index in_box = block.in_box[i], found = in_box < 0 ? -1 : find(in_box);
    return found < 0 ? number(home(block, i), in_box) : found;
  };
  if (locate(block) < 0) {
    for (std::int64_t i = 0; i < block.count; ++i) {
      if (block.in_box[i] < 0) block.window[i] = -1 - (tile_of(i) * shape_.size + block.in_tile[i]);
    }
  }
  routines_->open(block);
  for (std::int64_t r = 0; r < block.num_runs; ++r) block.tile[r] = tile_of(block.visit[block.run[r]]);
}

void Level::read(Block& block, Reads reads, const Tiles& tiles) const {
  const auto find = [&](Index in_box) { return tiles.map.find(in_box); };
  open(block, find, [&](const Key& key, Index in_box) {
    const Index number = tiles.map.find(key, in_box);
    return number < 0 ? tiles.map.size() : number;
  });
  if (reads == Reads::gradient && tiles.polynomials.size() > 0) {
    return routines_->gradient(shape_, tiles.polynomials.data(), block);
  }
  const int order = reads == Reads::value ? 0 : reads == Reads::value_to_hessian ? 2 : 1;
  routines_->weigh[order](lattice_, dimension_, block);
  routines_->gather[dimension_ - 1][static_cast<int>(reads)](shape_, tiles.values.data(), block);
}

void Level::open(Block& block, Canvas& canvas) const {
  open(
      block, [&](Index in_box) { return canvas.find(in_box); },
      [&](const Key& key, Index in_box) { return canvas.number(key, in_box); });
}

void Level::write(Block& block, Canvas& canvas) const {
  open(block, canvas);
  routines_->weigh[0](lattice_, dimension_, block);
  routines_->spread[dimension_ - 1](lattice_, shape_, block, canvas.sums());
}

void Level::write_dipoles(Block& block, Canvas& canvas) const {
  open(block, canvas);
  routines_->weigh[1](lattice_, dimension_, block);
  routines_->spread_dipoles[dimension_ - 1](lattice_, shape_, block, canvas.sums());
}

Charges Level::collect(const std::vector<Canvas>& canvases, double unit, const Execution& execution) const {
  BrickMap homes(box_);
  for (const Canvas& canvas : canvases) {
    for (const Key& key : canvas.keys()) homes.insert(key);
  }
  Charges charges{BrickField(dimension_, box_), {homes.sorted_keys()}};
  BrickField& field = charges.field;
  const std::vector<Key> in_all = on_all_ranks(charges.homes.keys, box_, execution);
  charges.homes.in_all = static_cast<Index>(in_all.size());
  field.cover(with_followers(in_all, dimension_, box_));
  std::vector<std::int64_t> to_share(execution.ranks == nullptr ? 0 : field.values.size());
  const auto number = [unit](std::int64_t sum) { return unit * static_cast<double>(sum); };
  const Index count = field.map.size(), additions = count * shape_.size * static_cast<Index>(canvases.size());
  for_each_brick(count, worth_threads(execution, additions, many), [&](Index b) {
    const Key key = field.map.keys()[static_cast<std::size_t>(b)];
    std::int64_t sums[brick_nodes(max_dimension)];
    std::fill_n(sums, field.nodes, 0);
    for (const Canvas& canvas : canvases) {
      for_each_corner(dimension_, [&](const Key& corner) {
        const std::int64_t* tile = canvas.find(key - corner);
        if (tile == nullptr) return;
        for_each_shared_row(shape_, dimension_, corner, [&](Index in_tile, Index in_brick, Index nodes) {
          for (Index i = 0; i < nodes; ++i) sums[in_brick + i] += tile[in_tile + i];
        });
      });
    }
    if (execution.ranks != nullptr) {
      std::copy_n(sums, field.nodes, to_share.data() + b * field.nodes);
    } else {
      std::transform(sums, sums + field.nodes, field.brick(b), number);
    }
  });
  if (execution.ranks != nullptr) {
    execution.ranks->add(to_share);
    std::transform(to_share.begin(), to_share.end(), field.values.begin(), number);
  }
  return charges;
}

Tiles Level::tiles(const BrickField& charges, const Homes& homes, Index num_gradients,
                   const Execution& execution) const {
  const BrickField field = filter_.apply(charges, with_followers(homes.keys, dimension_, box_), box_, execution);
  Tiles tiles{BrickMap(box_), {}, {}};
  for (const Key& key : homes.keys) tiles.map.insert(key);
  const Index count = tiles.map.size();
  tiles.values.assign(static_cast<std::size_t>((count + 1) * shape_.size), 0.0);
  const bool crowded = homes.in_all * polynomials_size() <= 2 * num_gradients;
  const Index polynomials = crowded ? polynomials_size() : 0;
  tiles.polynomials.resize((count + 1) * polynomials);
  tiles.polynomials.tail(polynomials).setZero();
  for_each_brick(count, worth_threads(execution, count * (shape_.size + 8 * polynomials), many), [&](Index t) {
    double* tile = tiles.values.data() + t * shape_.size;
    for_each_corner(dimension_, [&](const Key& corner) {
      const Index number = field.map.find(tiles.map.keys()[static_cast<std::size_t>(t)] + corner);
      if (number < 0) return;
      const double* brick = field.brick(number);
      for_each_shared_row(shape_, dimension_, corner, [&](Index in_tile, Index in_brick, Index nodes) {
        std::copy_n(brick + in_brick, nodes, tile + in_tile);
      });
    });
    if (polynomials > 0) routines_->expand(lattice_, shape_, tile, tiles.polynomials.data() + t * polynomials);
  });
  return tiles;
}

double Level::product(const BrickField& a, const BrickField& b, const Execution& execution) const {
  return a.dot(filter_.apply(b, a.map.keys(), box_, execution));
}

}  // namespace gandyn::mesh
