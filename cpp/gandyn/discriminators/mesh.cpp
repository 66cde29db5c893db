#include "gandyn/discriminators/mesh.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "gandyn/core/status.hpp"

namespace gandyn::discriminators {

using mesh::Block, mesh::block_points, mesh::BrickField, mesh::Canvas, mesh::Charges, mesh::Key, mesh::Level;

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

/// The Gaussians of a kernel; throws std::invalid_argument for a kernel that is no sum of Gaussians.
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

/// How points are divided among tasks: by their number alone, in whole blocks.
struct Division {
  Index points, tasks;

  explicit Division(Index count) : points(count), tasks(std::clamp<Index>(count / 4096, 1, 32)) {}
  Index begin(Index task) const {
    const Index blocks = (points + block_points - 1) / block_points;
    return std::min(points, blocks * task / tasks * block_points);
  }
};

/// The order in which points are visited: their own, or brick by brick.
using Order = std::vector<std::uint32_t>;

/// Some points that are visited together.
struct Rows {
  const Order& order;
  Index first, count;

  Index operator[](Index i) const { return order.empty() ? first + i : order[static_cast<std::size_t>(first + i)]; }
};

/// Runs visit(rows) over the blocks of one task.
template <class Visit>
void for_each_block(const Division& division, const Order& order, Index task, const Execution& execution,
                    Visit visit) {
  const Index end = division.begin(task + 1);
  Index blocks = 0;
  for (Index first = division.begin(task); first < end; first += block_points) {
    if (++blocks % 64 == 0 && execution.stop_requested()) throw Interrupted();
    visit(Rows{order, first, std::min(block_points, end - first)});
  }
}

}  // namespace

/// What all functions of one game share.
class MeshSpace {
 public:
  MeshSpace(std::shared_ptr<const Space> space, double tolerance) : space_(std::move(space)), tolerance_(tolerance) {
    const Index d = space_->dimension();
    if (d > mesh::max_dimension) {
      throw std::invalid_argument("Mesh: points must have 1, 2 or 3 coordinates, got " + std::to_string(d));
    }
    const Points& targets = space_->targets.points;
    const Vector low = targets.colwise().minCoeff(), high = targets.colwise().maxCoeff();
    const std::vector<mesh::Scales> groups = grouped(components_of(space_->kernel));
    // Each mesh errs against its own part of the kernel.
    const mesh::Design design = mesh::choose_design(tolerance, d);
    for (const mesh::Scales& scales : groups) levels_.emplace_back(design, scales, low, high);
    for (const mesh::Scales& scales : groups) {
      value_at_zero_ += std::accumulate(scales.weights.begin(), scales.weights.end(), 0.0);
    }
  }

  Index dimension() const { return space_->dimension(); }
  const kernels::Embedding& embedding() const { return space_->embedding; }
  const Cloud& cloud() const { return space_->targets; }
  const std::vector<Level>& levels() const { return levels_; }
  double tolerance() const { return tolerance_; }
  double value_at_zero() const { return value_at_zero_; }

  /// The targets' charges, spread when they are first asked for.
  const std::vector<Charges>& targets(const Execution& execution) const {
    std::call_once(targets_spread_, [&] {
      const Cloud& targets = space_->targets;
      targets_ = spread(targets.points, load_rows, execution, [&](Block& block, const Rows& rows) {
        for (Index i = 0; i < block.count; ++i) block.charge[i] = targets.weights[rows[i]];
      });
    });
    return targets_;
  }

  /// Coordinates of some rows as they are.
  static void load_rows(Block& block, const Points& points, const Rows& rows) {
    block.count = rows.count;
    const Index d = points.cols();
    for (Index i = 0; i < rows.count; ++i) {
      const double* point = points.data() + rows[i] * d;
      for (Index a = 0; a < d; ++a) block.point[a][i] = point[a];
    }
  }
  /// Coordinates of some rows, in the metric of the kernel.
  void embed(Block& block, const Points& points, const Rows& rows) const {
    load_rows(block, points, rows);
    if (embedding().identity()) return;
    Points some(rows.count, points.cols());
    for (Index i = 0; i < rows.count; ++i) some.row(i) = points.row(rows[i]);
    load_rows(block, embedding().embed(std::move(some)), {in_order, 0, rows.count});
  }

  /// Gradients of some points in the metric of the kernel -> in the user's coordinates.
  void pull_gradient(double (&gradient)[mesh::max_dimension][block_points], Index count) const {
    if (embedding().identity()) return;
    const Index d = dimension();
    Points rows(count, d);
    for (Index a = 0; a < d; ++a) {
      for (Index i = 0; i < count; ++i) rows(i, a) = gradient[a][i];
    }
    rows = embedding().pull_gradient(std::move(rows));
    for (Index a = 0; a < d; ++a) {
      for (Index i = 0; i < count; ++i) gradient[a][i] = rows(i, a);
    }
  }

  auto embedder() const {
    return [this](Block& block, const Points& points, const Rows& rows) { embed(block, points, rows); };
  }

  /// What points spread: load(block, points, rows) sets coordinates, charge(block, rows) what they spread.
  template <class Load, class Charge>
  std::vector<Charges> spread(const Points& points, Load load, const Execution& execution, Charge charge,
                              bool dipoles = false) const {
    const Division division(points.rows());
    const Order order = this->order(points, load, homes(points, load, execution).front(), execution);
    auto canvases = canvases_for(division);
    parallel_for(division.tasks, execution, [&](Index task) {
      Block block;
      for_each_block(division, order, task, execution, [&](const Rows& rows) {
        load(block, points, rows);
        charge(block, rows);
        for (std::size_t level = 0; level < levels_.size(); ++level) {
          levels_[level].place(block, dipoles ? 1 : 0);
          Canvas& canvas = canvases[level][static_cast<std::size_t>(task)];
          dipoles ? levels_[level].write_dipoles(block, canvas) : levels_[level].write(block, canvas);
        }
      });
    });
    return collect(canvases, execution);
  }

  /// One canvas a level and task.
  std::vector<std::vector<Canvas>> canvases_for(const Division& division) const {
    std::vector<std::vector<Canvas>> canvases;
    for (const Level& level : levels_) {
      canvases.emplace_back(static_cast<std::size_t>(division.tasks), level.canvas());
    }
    return canvases;
  }

  std::vector<Charges> collect(const std::vector<std::vector<Canvas>>& canvases, const Execution& execution) const {
    std::vector<Charges> charges;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      charges.push_back(levels_[level].collect(canvases[level], execution));
    }
    return charges;
  }

  /// The bricks in which the windows of points begin, one list a level.
  template <class Load>
  std::vector<std::vector<Key>> homes(const Points& points, Load load, const Execution& execution) const {
    std::vector<std::vector<Key>> homes;
    const Division division(points.rows());
    for (const Level& level : levels_) {
      std::vector<mesh::BrickMap> found(static_cast<std::size_t>(division.tasks), mesh::BrickMap(level.box()));
      parallel_for(division.tasks, execution, [&](Index task) {
        Block block;
        for_each_block(division, in_order, task, execution, [&](const Rows& rows) {
          load(block, points, rows);
          level.locate(block);
          for (Index i = 0; i < rows.count; ++i) {
            found[static_cast<std::size_t>(task)].insert(level.home(block, i), block.in_box[i]);
          }
        });
      });
      mesh::BrickMap all(level.box());
      for (const mesh::BrickMap& part : found) {
        for (const Key& key : part.keys()) all.insert(key);
      }
      homes.push_back(all.keys());
    }
    return homes;
  }

  /// The points brick by brick, given all the bricks of the finest mesh in which their windows begin; their own order
  /// where the tiles fit into a cache. A counting sort: points of one brick keep their order.
  template <class Load>
  Order order(const Points& points, Load load, const std::vector<Key>& homes, const Execution& execution) const {
    constexpr Index cached = 1 << 17;  // numbers
    const Level& level = levels_.front();
    const auto num_homes = static_cast<Index>(homes.size());
    if (num_homes * level.tile_size() <= cached || num_homes > points.rows()) return {};
    mesh::BrickMap map(level.box());
    for (const Key& key : homes) map.insert(key);
    const Division division(points.rows());
    const auto slot = [&](Index home, Index task) { return static_cast<std::size_t>(home * division.tasks + task); };
    std::vector<std::uint32_t> number(static_cast<std::size_t>(points.rows()));
    std::vector<std::uint32_t> next(static_cast<std::size_t>(num_homes * division.tasks), 0);
    parallel_for(division.tasks, execution, [&](Index task) {
      Block block;
      std::vector<std::uint32_t> count(static_cast<std::size_t>(num_homes), 0);
      for_each_block(division, in_order, task, execution, [&](const Rows& rows) {
        load(block, points, rows);
        level.locate(block);
        for (Index i = 0; i < rows.count; ++i) {
          const Index home = map.find(level.home(block, i), block.in_box[i]);
          number[static_cast<std::size_t>(rows[i])] = static_cast<std::uint32_t>(home);
          ++count[static_cast<std::size_t>(home)];
        }
      });
      for (Index home = 0; home < num_homes; ++home) next[slot(home, task)] = count[static_cast<std::size_t>(home)];
    });
    std::exclusive_scan(next.begin(), next.end(), next.begin(), std::uint32_t{0});
    Order order(number.size());
    parallel_for(division.tasks, execution, [&](Index task) {
      for (Index i = division.begin(task); i < division.begin(task + 1); ++i) {
        const std::uint32_t home = number[static_cast<std::size_t>(i)];
        order[next[slot(home, task)]++] = static_cast<std::uint32_t>(i);
      }
    });
    return order;
  }

 private:
  inline static const Order in_order;

  std::shared_ptr<const Space> space_;
  double tolerance_, value_at_zero_ = 0.0;
  std::vector<Level> levels_;
  mutable std::once_flag targets_spread_;
  mutable std::vector<Charges> targets_;
};

MeshFunction Mesh::zero(std::shared_ptr<const Space> space) const {
  return MeshFunction(std::make_shared<const MeshSpace>(std::move(space), tolerance));
}

MeshFunction::MeshFunction(std::shared_ptr<const MeshSpace> space) : space_(std::move(space)) {
  for (const Level& level : space_->levels()) charges_.emplace_back(level.dimension(), level.box());
}

void MeshFunction::add_targets(double scale, const Execution& execution) {
  const std::vector<Charges>& targets = space_->targets(execution);
  for (std::size_t level = 0; level < charges_.size(); ++level) charges_[level].add(scale, targets[level].field);
  mass_ += std::abs(scale) * space_->cloud().weights.lpNorm<1>();
}

void MeshFunction::add(const Points& points, const Vector& weights, double scale, const Execution& execution) {
  const auto spread = space_->spread(points, space_->embedder(), execution, [&](Block& block, const Rows& rows) {
    for (Index i = 0; i < block.count; ++i) block.charge[i] = weights[rows[i]];
  });
  for (std::size_t level = 0; level < charges_.size(); ++level) charges_[level].add(scale, spread[level].field);
  mass_ += std::abs(scale) * weights.lpNorm<1>();
}

void MeshFunction::add_dipoles(const Points& points, const Points& vectors, double scale, const Execution& execution) {
  // In embedded coordinates u = (x - centre) L, v . grad_x = (v L) . grad_u.
  const Index d = points.cols();
  const Points origin = Points::Zero(1, d);
  const Points shift = space_->embedding().embed(origin);
  const Points turned = space_->embedding().embed(vectors).rowwise() - shift.row(0);
  const auto spread = space_->spread(
      points, space_->embedder(), execution,
      [&](Block& block, const Rows& rows) {
        for (Index i = 0; i < block.count; ++i) {
          for (Index a = 0; a < d; ++a) block.dipole[a][i] = turned(rows[i], a);
        }
      },
      true);
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    charges_[level].add(scale * space_->levels()[level].derivative_unit(1), spread[level].field);
  }
  mass_ += std::abs(scale) * vectors.rowwise().norm().sum();
}

void MeshFunction::scale(double factor) {
  for (BrickField& field : charges_) field.scale(factor);
  mass_ *= std::abs(factor);
  dropped_ *= std::abs(factor);
}

void MeshFunction::forget() {
  const double bearable = 0.02 * space_->tolerance() * mass_ * space_->value_at_zero();
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

std::vector<mesh::Tiles> MeshFunction::tiles(const std::vector<std::vector<Key>>& homes,
                                             const Execution& execution) const {
  std::vector<mesh::Tiles> tiles;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    tiles.push_back(space_->levels()[level].tiles(charges_[level], homes[level], execution));
  }
  return tiles;
}

std::shared_ptr<const MeshFunction> MeshFunction::carry(const Points& points, const MeshFunction* mean, double rate,
                                                        const Vector* masses, const Vector& weights, Points& moved,
                                                        const Execution& execution) const {
  const Index d = points.cols();
  const bool known = mean != nullptr && !mean->homes_.empty();
  const auto homes = known ? mean->homes_ : space_->homes(points, space_->embedder(), execution);
  const auto tiles = this->tiles(homes, execution);
  const Order order = space_->order(points, space_->embedder(), homes.front(), execution);
  const std::vector<Level>& levels = space_->levels();
  const Division division(points.rows());
  auto canvases = space_->canvases_for(division);
  moved.resize(points.rows(), d);
  parallel_for(division.tasks, execution, [&](Index task) {
    Block block;
    for_each_block(division, order, task, execution, [&](const Rows& rows) {
      space_->embed(block, points, rows);
      double step[mesh::max_dimension][block_points] = {};
      for (std::size_t level = 0; level < levels.size(); ++level) {
        levels[level].place(block, 1);
        levels[level].read(block, mesh::Reads::gradient, tiles[level]);
        const double unit = levels[level].derivative_unit(1);
        for (Index a = 0; a < d; ++a) {
          for (Index i = 0; i < block_points; ++i) step[a][i] += unit * block.sums[1 + a][i];
        }
      }
      space_->pull_gradient(step, rows.count);
      for (Index i = 0; i < rows.count; ++i) {
        const Index j = rows[i];
        const double mass = masses == nullptr ? 1.0 : (*masses)[j];
        for (Index a = 0; a < d; ++a) moved(j, a) = points(j, a) + rate * (mass * step[a][i]);
        block.charge[i] = weights[j];
      }
      space_->embed(block, moved, rows);
      for (std::size_t level = 0; level < levels.size(); ++level) {
        levels[level].place(block, 0);
        levels[level].write(block, canvases[level][static_cast<std::size_t>(task)]);
      }
    });
  });
  auto after = std::make_shared<MeshFunction>(space_);
  for (Charges& charges : space_->collect(canvases, execution)) {
    after->homes_.push_back(std::move(charges.homes));
    after->charges_[after->homes_.size() - 1] = std::move(charges.field);
  }
  after->mass_ = weights.lpNorm<1>();
  return after;
}

Points MeshFunction::evaluate(PointsRef points, int order, const Execution& execution) const {
  const Index d = points.cols(), sums = order == 0 ? 1 : order == 1 ? 1 + d : 1 + d + d * (d + 1) / 2;
  const auto reads = order == 0   ? mesh::Reads::value
                     : order == 1 ? mesh::Reads::value_and_gradient
                                  : mesh::Reads::value_to_hessian;
  const Points copy = points;
  const auto homes = space_->homes(copy, space_->embedder(), execution);
  const auto tiles = this->tiles(homes, execution);
  const Order sorted = space_->order(copy, space_->embedder(), homes.front(), execution);
  const Division division(copy.rows());
  Points out = Points::Zero(copy.rows(), sums);
  parallel_for(division.tasks, execution, [&](Index task) {
    Block block;
    for_each_block(division, sorted, task, execution, [&](const Rows& rows) {
      space_->embed(block, copy, rows);
      for (std::size_t level = 0; level < tiles.size(); ++level) {
        const Level& on = space_->levels()[level];
        on.place(block, order);
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

Points MeshFunction::hessian(PointsRef points, const Execution& execution) const {
  const Index d = points.cols();
  const Points triangles = evaluate(points, 2, execution).rightCols(d * (d + 1) / 2);
  return space_->embedding().pull_hessian(kernels::full_hessians(triangles, d));
}

double MeshFunction::norm2(const Execution& execution) const {
  double total = 0.0;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    total += space_->levels()[level].product(charges_[level], charges_[level], execution);
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
  const auto find = [&](const std::string& name, Index columns) -> const Points& {
    const auto found = arrays.find(name);
    if (found == arrays.end() || found->second.cols() != columns || !found->second.allFinite()) {
      throw std::invalid_argument("state: discriminator must be that of a Mesh game, its array '" + name +
                                  "' is missing or does not fit");
    }
    return found->second;
  };
  const Points &mass = find("mass", 2), &frame = find("frame", d), own_frame = space_->embedding().frame();
  if (frame.rows() != own_frame.rows() || frame != own_frame) {
    throw std::invalid_argument("state: discriminator must be that of a game with the same metric and targets");
  }
  std::vector<BrickField> fields;
  for (std::size_t level = 0; level < charges_.size(); ++level) {
    const Level& on = space_->levels()[level];
    BrickField field(d, on.box());
    const std::string name = "mesh" + std::to_string(level);
    const Points &bricks = find(name + "_bricks", d), &charges = find(name + "_charges", field.nodes);
    const Points& spacing = find(name + "_spacing", 1);
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
