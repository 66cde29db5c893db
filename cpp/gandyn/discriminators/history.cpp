#include "gandyn/discriminators/history.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>

namespace gandyn::discriminators {

HistoryFunction::HistoryFunction(std::shared_ptr<const Space> space, double tolerance)
    : space_(std::move(space)),
      tolerance_(tolerance),
      charges_(space_->dimension()),
      dipoles_(2 * space_->dimension()) {}

namespace {

/// The rows of all ranks.
Points on_all_ranks(Points rows, const Execution& execution) {
  if (execution.ranks == nullptr) return rows;
  const std::vector<double> all = execution.ranks->join({rows.data(), rows.data() + rows.size()});
  return Eigen::Map<const Points>(all.data(), execution.ranks->total(), rows.cols());
}

}  // namespace

void HistoryFunction::add(const Points& points, const Masses& weights, double scale, const Execution& execution) {
  Points rows(points.rows(), points.cols() + 1);
  rows << space_->embedding.embed(points), weights.own;
  rows = on_all_ranks(std::move(rows), execution);
  charges_.append(rows.leftCols(points.cols()), scale * rows.col(points.cols()));
}

void HistoryFunction::add_dipoles(const Points& points, const Points& vectors, double scale,
                                  const Execution& execution) {
  Points rows(points.rows(), 2 * points.cols());
  rows << space_->embedding.embed(points), space_->embedding.embed_vectors(vectors);
  rows = on_all_ranks(std::move(rows), execution);
  dipoles_.append(rows, Vector::Constant(rows.rows(), scale));
}

void HistoryFunction::scale(double factor) {
  target_weight_ *= factor;
  charges_.scale(factor);
  dipoles_.scale(factor);
}

void HistoryFunction::forget() {
  charges_.forget(tolerance_);
  dipoles_.forget(tolerance_);
}

void HistoryFunction::axpy(double factor, const HistoryFunction& other) {
  target_weight_ += factor * other.target_weight_;
  charges_.axpy(factor, other.charges_);
  dipoles_.axpy(factor, other.dipoles_);
}

kernels::Sources HistoryFunction::sources() const {
  const Cloud& targets = space_->targets;
  return {{targets.points.data(), targets.weights.data(), target_weight_, targets.points.rows()},
          {charges_.data(), charges_.weights().data(), 1.0, charges_.rows()}};
}

Points HistoryFunction::at(const Points& embedded, kernels::Sums sums, const Execution& execution) const {
  Points out = kernels::accumulate(space_->kernel, embedded, sources(), sums, execution);
  if (dipoles_.rows() > 0) {
    out += kernels::accumulate_dipoles(space_->kernel, embedded, dipoles(), sums, execution);
  }
  return out;
}

Vector HistoryFunction::value(PointsRef points, const Execution& execution) const {
  return at(space_->embedding.embed(points), kernels::Sums::value, execution).col(0);
}

Points HistoryFunction::gradient(PointsRef points, const Execution& execution) const {
  const kernels::Embedding& embedding = space_->embedding;
  return embedding.pull_gradient(at(embedding.embed(points), kernels::Sums::gradient, execution));
}

Points HistoryFunction::hessian(PointsRef points, const Execution& execution) const {
  const kernels::Embedding& embedding = space_->embedding;
  const Points triangles = at(embedding.embed(points), kernels::Sums::hessian, execution);
  return embedding.pull_hessian(kernels::full_hessians(triangles, space_->dimension()));
}

double HistoryFunction::dot(const HistoryFunction& other, const Execution& execution) const {
  double total = 0.0;
  for (const kernels::SourceBlock& block : other.sources()) total += pair_with(block, execution);
  const Index count = other.dipoles_.rows(), d = space_->dimension();
  if (count == 0) return total;
  // A dipole represents the derivative at its point along its vector.
  const Eigen::Map<const Points> rows(other.dipoles_.data(), count, 2 * d);
  const Points gradients = at(rows.leftCols(d), kernels::Sums::gradient, execution.alone());
  const Vector along = gradients.cwiseProduct(rows.rightCols(d)).rowwise().sum();
  return total + along.dot(Eigen::Map<const Vector>(other.dipoles_.weights().data(), count));
}

double HistoryFunction::over_targets(const Execution& execution) const {
  const Cloud& targets = space_->targets;
  return pair_with({targets.points.data(), targets.weights.data(), 1.0, targets.points.rows()}, execution);
}

double HistoryFunction::pair_with(const kernels::SourceBlock& block, const Execution& execution) const {
  const Points points = Eigen::Map<const Points>(block.points, block.count, space_->dimension());
  const Points values = at(points, kernels::Sums::value, execution.alone());
  return block.scale * Eigen::Map<const Vector>(block.weights, block.count).dot(values.col(0));
}

bool HistoryFunction::finite() const {
  return std::isfinite(target_weight_) && charges_.weights_finite() && dipoles_.finite();
}

Arrays HistoryFunction::to_arrays() const {
  const auto rows_of = [](const Clouds& clouds, Index width) {
    return Eigen::Map<const Points>(clouds.data(), clouds.rows(), width);
  };
  const auto weights_of = [](const Clouds& clouds) {
    return Eigen::Map<const Points>(clouds.weights().data(), clouds.rows(), 1);
  };
  const Index d = space_->dimension();
  Arrays arrays{{"target_weight", Points::Constant(1, 1, target_weight_)},
                {"points", rows_of(charges_, d)},
                {"weights", weights_of(charges_)},
                {"entries", charges_.entries()},
                {"frame", space_->embedding.frame()}};
  if (dipoles_.rows() > 0) {
    arrays["dipoles"] = rows_of(dipoles_, 2 * d);
    arrays["dipole_weights"] = weights_of(dipoles_);
    arrays["dipole_entries"] = dipoles_.entries();
  }
  return arrays;
}

void HistoryFunction::set_arrays(const Arrays& arrays) {
  const SavedArrays saved(arrays, History::name);
  const Index d = space_->dimension();
  const Points &target_weight = saved.find("target_weight", 1), &weights = saved.find("weights", 1);
  const Points &points = saved.find("points", d), &entries = saved.find("entries");
  if (target_weight.rows() != 1) {
    throw std::invalid_argument("state: discriminator must have arrays of matching lengths");
  }
  Clouds charges(d), dipoles(2 * d);
  charges.assign(points, weights, entries);
  if (arrays.contains("dipoles")) {
    dipoles.assign(saved.find("dipoles", 2 * d), saved.find("dipole_weights", 1), saved.find("dipole_entries"));
  }
  saved.require_frame(*space_);
  target_weight_ = target_weight(0, 0);
  charges_ = std::move(charges);
  dipoles_ = std::move(dipoles);
}

}  // namespace gandyn::discriminators
