#include "gandyn/discriminators/mesh.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "gandyn/core/large_pages.hpp"

namespace gandyn::discriminators {

using mesh::Block, mesh::block_points, mesh::BrickField, mesh::Charges, mesh::Division, mesh::Key, mesh::Level,
    mesh::Rows;

MeshFunction Mesh::zero(std::shared_ptr<const Space> space) const {
  return MeshFunction(std::make_shared<const MeshSpace>(std::move(space), tolerance));
}

MeshFunction::MeshFunction(std::shared_ptr<const MeshSpace> space) : space_(std::move(space)) {
  for (const Level& level : space_->levels()) charges_.emplace_back(level.dimension(), level.box());
}

void MeshFunction::add(double scale, const std::vector<Charges>& charges, double mass) {
  for (std::size_t level = 0; level < charges_.size(); ++level) charges_[level].add(scale, charges[level].field);
  mass_ += std::abs(scale) * mass;
}

void MeshFunction::add_targets(double scale, const Execution& execution) {
  add(scale, space_->targets(execution), space_->target_weights().lpNorm<1>());
}

void MeshFunction::add(const Points& points, const Masses& weights, double scale, const Execution& execution) {
  add(scale, space_->spread(space_->coordinates(points), weights, execution), weights.total);
}

void MeshFunction::add_dipoles(const Points& points, const Points& vectors, double scale, const Execution& execution) {
  const Points turned = space_->embedding().embed_vectors(vectors);
  add(scale, space_->spread_dipoles(space_->coordinates(points), turned, execution), 0.0);
}

void MeshFunction::scale(double factor) {
  for (BrickField& field : charges_) field.scale(factor);
  mass_ *= std::abs(factor);
  dropped_ *= std::abs(factor);
}

void MeshFunction::forget() {
  const double bearable = 0.02 * space_->tolerance() * mass_ * space_->value_at_zero();
  if (!std::isfinite(bearable)) return;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    const double response = space_->levels()[level].response();
    std::vector<Index> kept;
    const BrickField& field = charges_[level];
    for (Index b = 0; b < field.map.size(); ++b) {
      const double held = response * field.size_of(b);
      // A share of what is left to drop, so that bricks met later find some too.
      if (held > 0.01 * (bearable - dropped_)) {
        kept.push_back(b);
      } else {
        dropped_ += held;
      }
    }
    if (static_cast<Index>(kept.size()) < field.map.size()) charges_[level] = field.subset(kept);
  }
}

void MeshFunction::axpy(double factor, const MeshFunction& other) {
  for (std::size_t level = 0; level < charges_.size(); ++level) charges_[level].add(factor, other.charges_[level]);
  mass_ += std::abs(factor) * other.mass_;
  dropped_ += std::abs(factor) * other.dropped_;
}

std::vector<mesh::Tiles> MeshFunction::tiles(const Homes& homes, Index num_gradients,
                                             const Execution& execution) const {
  std::vector<mesh::Tiles> tiles;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    tiles.push_back(space_->levels()[level].tiles(charges_[level], homes[level], num_gradients, execution));
  }
  return tiles;
}

MeshFunction::Carried MeshFunction::carry(const Points& points, const MeshFunction* mean, double rate,
                                          const Vector* masses, const Masses& weights, Points& moved,
                                          const Execution& execution) const {
  const Index d = points.cols();
  const mesh::Coordinates coordinates = space_->coordinates(points);
  const bool known = mean != nullptr && !mean->homes_.empty();
  const std::vector<Level>& levels = space_->levels();
  Homes homes = known ? mean->homes_ : space_->homes(coordinates, execution);
  for (std::size_t level = 0; level < levels.size() && !known; ++level) {
    const auto everywhere = mesh::on_all_ranks(homes[level].keys, levels[level].box(), execution);
    homes[level].in_all = static_cast<Index>(everywhere.size());
  }
  const auto tiles = this->tiles(homes, execution.in_all(points.rows()), execution);
  const Division division(points.rows());
  const FixedPoint fixed = weights.fixed_point(block_points);
  auto canvases = space_->canvases(division);
  resize_in_large_pages(moved, points.rows(), d);
  const mesh::Coordinates moved_coordinates = space_->coordinates(moved);
  std::vector<Travel> travels(static_cast<std::size_t>(division.tasks));
  parallel_for(division.tasks, execution, [&](Index task) {
    Block block;
    Travel travel;
    for_each_block(division, mesh::own_order, task, execution, [&](const Rows& rows) {
      coordinates.load(block, rows);
      for (std::size_t level = 0; level < levels.size(); ++level) {
        levels[level].read(block, mesh::Reads::gradient, tiles[level]);
        coordinates.add_gradient(block, levels[level].derivative_unit(1), level == 0);
      }
      mesh::pull_gradient(space_->embedding(), d, rows.count, block.step);
      coordinates.move(block, rows, masses == nullptr ? nullptr : masses->data(), rate, moved, travel);
      coordinates.charge(block, rows, weights.own, fixed);
      if (!coordinates.plain()) moved_coordinates.load(block, rows);
      for (std::size_t level = 0; level < levels.size(); ++level) {
        levels[level].write(block, canvases[level][static_cast<std::size_t>(task)]);
      }
    });
    travels[static_cast<std::size_t>(task)] = travel;
  });
  auto after = std::make_shared<MeshFunction>(space_);
  for (Charges& charges : space_->collect(canvases, fixed.unit(), execution)) {
    after->homes_.push_back(std::move(charges.homes));
    after->charges_[after->homes_.size() - 1] = std::move(charges.field);
  }
  after->mass_ = weights.total;
  Travel all;
  for (const Travel& travel : travels) {
    all = {std::max(all.longest2, travel.longest2), std::max(all.farthest, travel.farthest)};
  }
  return {std::move(after), all};
}

Points MeshFunction::evaluate(PointsRef points, int order, const Execution& execution) const {
  const Index d = points.cols(), sums = order == 0 ? 1 : order == 1 ? 1 + d : 1 + d + d * (d + 1) / 2;
  const auto reads = order == 0   ? mesh::Reads::value
                     : order == 1 ? mesh::Reads::value_and_gradient
                                  : mesh::Reads::value_to_hessian;
  const Points copy = points;
  const mesh::Coordinates coordinates = space_->coordinates(copy);
  const Homes homes = space_->homes(coordinates, execution);
  const auto tiles = this->tiles(homes, 0, execution);
  const Order sorted = space_->order(coordinates, homes, execution);
  const Division division(copy.rows());
  Points out = Points::Zero(copy.rows(), sums);
  parallel_for(division.tasks, execution, [&](Index task) {
    Block block;
    for_each_block(division, sorted, task, execution, [&](const Rows& rows) {
      coordinates.load(block, rows);
      for (std::size_t level = 0; level < tiles.size(); ++level) {
        const Level& on = space_->levels()[level];
        on.read(block, reads, tiles[level]);
        for (Index s = 0; s < sums; ++s) {
          const double unit = on.derivative_unit(s == 0 ? 0 : s <= d ? 1 : 2);
          for (Index i = 0; i < rows.count; ++i) out(rows[i], s) += unit * block.sums[s][i];
        }
      }
    });
  });
  return out;
}

Vector MeshFunction::value(PointsRef points, const Execution& execution) const {
  return evaluate(points, 0, execution).col(0);
}

Points MeshFunction::gradient(PointsRef points, const Execution& execution) const {
  return space_->embedding().pull_gradient(evaluate(points, 1, execution).rightCols(points.cols()));
}

Points MeshFunction::value_and_gradient(PointsRef points, const Execution& execution) const {
  Points both = evaluate(points, 1, execution);
  both.rightCols(points.cols()) = space_->embedding().pull_gradient(both.rightCols(points.cols()));
  return both;
}

Points MeshFunction::hessian(PointsRef points, const Execution& execution) const {
  const Index d = points.cols();
  const Points triangles = evaluate(points, 2, execution).rightCols(d * (d + 1) / 2);
  return space_->embedding().pull_hessian(kernels::full_hessians(triangles, d));
}

double MeshFunction::dot(const MeshFunction& other, const Execution& execution) const {
  double total = 0.0;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    total += space_->levels()[level].product(charges_[level], other.charges_[level], execution);
  }
  return total;
}

double MeshFunction::over_targets(const Execution& execution) const {
  const std::vector<Charges>& targets = space_->targets(execution);
  double total = 0.0;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    total += space_->levels()[level].product(targets[level].field, charges_[level], execution);
  }
  return total;
}

Points mesh_sum(const kernels::Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                kernels::Sums sums, double tolerance, const Execution& execution) {
  const kernels::Embedding embedding(kernels::metric_of(kernel), sources.row(0).transpose());
  const Mesh kept{tolerance};
  check(kept);
  MeshFunction f =
      kept.zero(std::make_shared<const Space>(Space{kernel, embedding, {embedding.embed(sources), weights}}));
  f.add_targets(1.0, execution);
  switch (sums) {
    case kernels::Sums::value: return f.value(points, execution);
    case kernels::Sums::gradient: return f.gradient(points, execution);
    case kernels::Sums::hessian: return f.hessian(points, execution);
    case kernels::Sums::value_and_gradient: break;
  }
  return f.value_and_gradient(points, execution);
}

bool MeshFunction::finite() const {
  return std::all_of(charges_.begin(), charges_.end(), [](const BrickField& field) {
    double sum = 0.0;
    for (Index b = 0; b < field.map.size(); ++b) sum += field.size_of(b);
    return std::isfinite(sum);
  });
}

Arrays MeshFunction::to_arrays() const {
  Arrays arrays{{"frame", space_->embedding().frame()}, {"mass", Points::Constant(1, 2, mass_)}};
  arrays["mass"](0, 1) = dropped_;
  const Index d = space_->dimension();
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    const BrickField& field = charges_[level];
    Points bricks(field.map.size(), d);
    for (Index b = 0; b < bricks.rows(); ++b) {
      for (Index a = 0; a < d; ++a) {
        bricks(b, a) = static_cast<double>(field.map.keys()[static_cast<std::size_t>(b)][static_cast<std::size_t>(a)]);
      }
    }
    const std::string name = "mesh" + std::to_string(level);
    arrays[name + "_spacing"] = Points::Constant(1, 1, space_->levels()[level].spacing());
    arrays[name + "_charges"] = Eigen::Map<const Points>(field.values.data(), field.map.size(), field.nodes);
    arrays[name + "_bricks"] = std::move(bricks);
  }
  return arrays;
}

void MeshFunction::set_arrays(const Arrays& arrays) {
  const Index d = space_->dimension();
  const SavedArrays saved(arrays, Mesh::name);
  const Points& mass = saved.find("mass", 2);
  saved.require_frame(space_->space());
  std::vector<BrickField> fields;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    const Level& on = space_->levels()[level];
    BrickField field(d, on.box());
    const std::string name = "mesh" + std::to_string(level);
    const Points &bricks = saved.find(name + "_bricks", d), &charges = saved.find(name + "_charges", field.nodes);
    const Points& spacing = saved.find(name + "_spacing", 1);
    if (spacing.rows() != 1 || spacing(0, 0) != on.spacing()) {
      throw std::invalid_argument("state: discriminator must be that of a Mesh with the same tolerance and kernel");
    }
    std::vector<Key> keys;
    for (Index b = 0; b < bricks.rows(); ++b) {
      Key key{};
      for (Index a = 0; a < d; ++a) key[static_cast<std::size_t>(a)] = static_cast<std::int64_t>(bricks(b, a));
      keys.push_back(key);
    }
    field.cover(keys);
    if (mass.rows() != 1 || field.map.size() != bricks.rows() || charges.rows() != bricks.rows()) {
      throw std::invalid_argument("state: discriminator must have arrays of matching lengths");
    }
    std::copy_n(charges.data(), charges.size(), field.values.data());
    fields.push_back(std::move(field));
  }
  charges_ = std::move(fields);
  homes_.clear();
  mass_ = mass(0, 0);
  dropped_ = mass(0, 1);
}

}  // namespace gandyn::discriminators
