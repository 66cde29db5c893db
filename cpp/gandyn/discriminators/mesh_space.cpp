#include "gandyn/discriminators/mesh_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace gandyn::discriminators {

using mesh::Block, mesh::Canvas, mesh::Charges, mesh::Coordinates, mesh::Division, mesh::Key, mesh::Level, mesh::Rows;

namespace {

/// Groups scales so that one mesh serves bandwidths up to `widest` times its smallest: a filter of that many more taps
/// costs less than a second pass over the points.
std::vector<mesh::Scales> grouped(std::vector<kernels::Component> components) {
  constexpr double widest = 12.0;
  std::sort(components.begin(), components.end(),
            [](const auto& a, const auto& b) { return a.bandwidth < b.bandwidth; });
  std::vector<mesh::Scales> groups;
  for (const kernels::Component& component : components) {
    if (groups.empty() || component.bandwidth > widest * groups.back().bandwidths.front()) groups.emplace_back();
    groups.back().bandwidths.push_back(component.bandwidth);
    groups.back().weights.push_back(component.weight);
  }
  return groups;
}

/// The Gaussians of a kernel.
std::vector<kernels::Component> components_of(const kernels::Kernel& kernel) {
  return std::visit(
      []<class K>(const K& k) -> std::vector<kernels::Component> {
        if constexpr (requires { k.components(); }) {
          return k.components();
        } else {
          throw std::invalid_argument("Mesh: kernel must be Gaussian or GaussianMixture, got " + std::string(K::name) +
                                      ", whose spectrum decays too slowly for a mesh");
        }
      },
      kernel);
}

/// visit(task, point, block, i) for every point, number i of a block whose windows are known.
template <class Visit>
void for_each_home(const Level& level, const Coordinates& points, const Division& division, const Execution& execution,
                   Visit visit) {
  parallel_for(division.tasks, execution, [&](Index task) {
    Block block;
    for_each_block(division, mesh::own_order, task, execution, [&](const Rows& rows) {
      points.load(block, rows);
      level.locate(block);
      for (Index i = 0; i < rows.count; ++i) visit(task, rows[i], block, i);
    });
  });
}

void check_dimension(Index dimension) {
  if (dimension <= mesh::max_dimension) return;
  throw std::invalid_argument("Mesh: points must have 1, 2 or 3 coordinates, got " + std::to_string(dimension));
}

}  // namespace

std::vector<MeshLayout> mesh_layout(const kernels::Kernel& kernel, Index dimension, double tolerance) {
  check_dimension(dimension);
  std::vector<MeshLayout> layouts;
  const Vector origin = Vector::Zero(dimension);
  for (const mesh::Scales& scales : grouped(components_of(kernel))) {
    const Level level(mesh::choose_design(tolerance, dimension), scales, origin, origin);
    const auto d = static_cast<double>(dimension);
    const double vectors = level.width() > 8 ? 2.0 : 1.0;
    const double rows = vectors * std::pow(static_cast<double>(level.width()), d - 1.0);
    const Index side = mesh::brick_side(dimension);
    const auto bricks = static_cast<double>(2 * ((level.reach() + side - 1) / side) + 1);  // that a filter joins
    layouts.push_back({level.spacing(), level.width(), level.reach(), side, mesh::brick_nodes(dimension),
                       level.tile_size(), level.polynomials_size(), 25e-9 + 2e-9 * rows,
                       4e-9 + 0.03e-9 * d * bricks * static_cast<double>(side * scales.weights.size())});
  }
  return layouts;
}

MeshSpace::MeshSpace(std::shared_ptr<const Space> space, double tolerance)
    : space_(std::move(space)), tolerance_(tolerance) {
  const Index d = space_->dimension();
  check_dimension(d);
  const std::vector<kernels::Component> components = components_of(space_->kernel);
  const Vector low = space_->targets.points.colwise().minCoeff(), high = space_->targets.points.colwise().maxCoeff();
  const mesh::Design design = mesh::choose_design(tolerance, d);
  for (const mesh::Scales& scales : grouped(components)) levels_.emplace_back(design, scales, low, high);
  for (const kernels::Component& component : components) value_at_zero_ += component.weight;
}

const std::vector<Charges>& MeshSpace::targets(const Execution& execution) const {
  std::call_once(targets_spread_, [&] {
    targets_ = spread({space_->targets.points, nullptr}, space_->targets.weights, execution.alone());
  });
  return targets_;
}

template <class Charge, class Write>
std::vector<Charges> MeshSpace::spread_each(const Coordinates& points, double unit, const Execution& execution,
                                            Charge charge, Write write) const {
  const Division division(points.count());
  const Order order = this->order(points, homes(points, execution), execution);
  auto canvases = this->canvases(division);
  parallel_for(division.tasks, execution, [&](Index task) {
    Block block;
    for_each_block(division, order, task, execution, [&](const Rows& rows) {
      points.load(block, rows);
      charge(block, rows);
      for (std::size_t level = 0; level < levels_.size(); ++level) {
        write(levels_[level], block, canvases[level][static_cast<std::size_t>(task)]);
      }
    });
  });
  return collect(canvases, unit, execution);
}

std::vector<Charges> MeshSpace::spread(const Coordinates& points, const Masses& weights,
                                       const Execution& execution) const {
  const FixedPoint fixed = weights.fixed_point(mesh::block_points);
  return spread_each(
      points, fixed.unit(), execution,
      [&](Block& block, const Rows& rows) {
        for (Index i = 0; i < rows.count; ++i) block.charge[i] = fixed.in_units(weights.own[rows[i]]);
      },
      [](const Level& level, Block& block, Canvas& canvas) { level.write(block, canvas); });
}

std::vector<Charges> MeshSpace::spread_dipoles(const Coordinates& points, const Points& vectors,
                                               const Execution& execution) const {
  const FixedPoint fixed = fixed_point_of(vectors, mesh::block_points, execution);  // slopes are below 1
  std::vector<Charges> charges = spread_each(
      points, fixed.unit(), execution,
      [&](Block& block, const Rows& rows) {
        for (Index a = 0; a < dimension(); ++a) {
          for (Index i = 0; i < rows.count; ++i) block.dipole[a][i] = fixed.in_units(vectors(rows[i], a));
        }
      },
      [](const Level& level, Block& block, Canvas& canvas) { level.write_dipoles(block, canvas); });
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    charges[level].field.scale(levels_[level].derivative_unit(1));
  }
  return charges;
}

std::vector<std::vector<Canvas>> MeshSpace::canvases(const Division& division) const {
  std::vector<std::vector<Canvas>> canvases;
  for (const Level& level : levels_) {
    canvases.emplace_back(static_cast<std::size_t>(division.tasks), level.canvas());
  }
  return canvases;
}

std::vector<Charges> MeshSpace::collect(const std::vector<std::vector<Canvas>>& canvases, double unit,
                                        const Execution& execution) const {
  std::vector<Charges> charges;
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    charges.push_back(levels_[level].collect(canvases[level], unit, execution));
  }
  return charges;
}

Homes MeshSpace::homes(const Coordinates& points, const Execution& execution) const {
  Homes homes;
  const Division division(points.count());
  for (const Level& level : levels_) {
    std::vector<mesh::BrickMap> found(static_cast<std::size_t>(division.tasks), mesh::BrickMap(level.box()));
    for_each_home(level, points, division, execution, [&](Index task, Index, const Block& block, Index i) {
      found[static_cast<std::size_t>(task)].insert(level.home(block, i), block.in_box[i]);
    });
    mesh::BrickMap all(level.box());
    for (const mesh::BrickMap& part : found) {
      for (const Key& key : part.keys()) all.insert(key);
    }
    homes.push_back({all.sorted_keys(), all.size()});
  }
  return homes;
}

Order MeshSpace::brick_by_brick(const Coordinates& points, const Homes& homes, Index cached,
                                const Execution& execution) const {
  const Level& level = levels_.front();
  const auto num_homes = static_cast<Index>(homes.front().keys.size());
  if (num_homes * level.tile_size() <= cached || num_homes > points.count()) return {};
  mesh::BrickMap map(level.box());
  for (const Key& key : homes.front().keys) map.insert(key);
  const Division division(points.count());
  const auto parts_of = [&](Index sides) { return static_cast<Index>(std::pow(sides, dimension())); };
  Index sides = level.side();  // points of one window together, unless there are hardly any
  while (sides > 1 && 8 * num_homes * parts_of(sides) > points.count()) sides /= 2;
  const Index parts = parts_of(sides);
  const std::vector<Index> part = level.parts(sides);
  const auto slot = [&](Index cell, Index task) { return static_cast<std::size_t>(cell * division.tasks + task); };
  std::vector<std::uint32_t> number(static_cast<std::size_t>(points.count()));
  std::vector<std::uint32_t> next(static_cast<std::size_t>(num_homes * parts * division.tasks), 0);
  for_each_home(level, points, division, execution, [&](Index task, Index point, const Block& block, Index i) {
    const Index home = map.find(level.home(block, i), block.in_box[i]);
    const Index found = home * parts + part[static_cast<std::size_t>(block.in_tile[i])];
    number[static_cast<std::size_t>(point)] = static_cast<std::uint32_t>(found);
    ++next[slot(found, task)];
  });
  std::exclusive_scan(next.begin(), next.end(), next.begin(), std::uint32_t{0});
  Order order(number.size());
  parallel_for(division.tasks, execution, [&](Index task) {
    for (Index i = division.begin(task); i < division.begin(task + 1); ++i) {
      order[next[slot(number[static_cast<std::size_t>(i)], task)]++] = static_cast<std::uint32_t>(i);
    }
  });
  return order;
}

}  // namespace gandyn::discriminators
