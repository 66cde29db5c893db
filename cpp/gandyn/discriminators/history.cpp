#include "gandyn/discriminators/history.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace gandyn::discriminators {

HistoryFunction::HistoryFunction(std::shared_ptr<const Space> space, double tolerance)
    : space_(std::move(space)), tolerance_(tolerance) {}

void HistoryFunction::add(const Points& points, const Vector& weights, double scale, const Execution&) {
  const Points embedded = space_->embedding.embed(points);
  const Vector scaled = scale * weights;
  append(embedded.data(), scaled.data(), embedded.rows(), 1.0);
}

void HistoryFunction::append(const double* points, const double* weights, Index rows, double share) {
  const Index d = space_->dimension();
  const Index size = static_cast<Index>(weights_.size()) * d;
  if (!archive_ || static_cast<Index>(archive_->size()) != begin_ * d + size) {  // a copy has gone another way
    archive_ = std::make_shared<std::vector<double>>(first_point(), first_point() + size);
    begin_ = 0;
  }
  archive_->insert(archive_->end(), points, points + rows * d);
  weights_.insert(weights_.end(), weights, weights + rows);
  entries_.push_back({rows, share});
}

void HistoryFunction::scale(double factor) {
  target_weight_ *= factor;
  for (double& weight : weights_) weight *= factor;
  for (Entry& entry : entries_) entry.share *= factor;
}

void HistoryFunction::forget() {
  Index forgotten = 0;
  while (!entries_.empty() && (entries_.front().share == 0.0 || std::abs(entries_.front().share) < tolerance_)) {
    forgotten += entries_.front().rows;
    entries_.pop_front();
  }
  if (forgotten == 0) return;
  weights_.erase(weights_.begin(), weights_.begin() + forgotten);
  begin_ += forgotten;
  const auto kept = static_cast<Index>(weights_.size());
  if (begin_ > 2 * kept) {  // the archive is mostly forgotten: keep only the window
    const double* first = first_point();
    archive_ = std::make_shared<std::vector<double>>(first, first + kept * space_->dimension());
    begin_ = 0;
  }
}

void HistoryFunction::axpy(double factor, const HistoryFunction& other) {
  target_weight_ += factor * other.target_weight_;
  const Index d = space_->dimension();
  const std::shared_ptr<const std::vector<double>> other_archive = other.archive_;
  struct Unmatched {
    Index row, rows;
    double share;
  };
  std::vector<Unmatched> unmatched;
  auto mine = entries_.begin();
  Index my_row = begin_, row = other.begin_;  // positions in the archives
  for (const Entry& entry : other.entries_) {
    const double* weights = other.weights_.data() + (row - other.begin_);
    for (; mine != entries_.end() && my_row < row; ++mine) my_row += mine->rows;
    if (archive_ == other.archive_ && mine != entries_.end() && my_row == row) {  // the same cloud
      double* own = weights_.data() + (row - begin_);
      for (Index i = 0; i < entry.rows; ++i) own[i] += factor * weights[i];
      mine->share += factor * entry.share;
    } else {
      unmatched.push_back({row, entry.rows, entry.share});
    }
    row += entry.rows;
  }
  for (const Unmatched& cloud : unmatched) {
    const double* first = other_archive->data() + cloud.row * d;
    const std::vector<double> points(first, first + cloud.rows * d);  // the archive may be the one that grows
    const Vector scaled =
        factor * Eigen::Map<const Vector>(other.weights_.data() + (cloud.row - other.begin_), cloud.rows);
    append(points.data(), scaled.data(), cloud.rows, cloud.share);
  }
}

const double* HistoryFunction::first_point() const {
  return archive_ ? archive_->data() + begin_ * space_->dimension() : nullptr;
}

kernels::Sources HistoryFunction::sources() const {
  const Cloud& targets = space_->targets;
  return {{targets.points.data(), targets.weights.data(), target_weight_, targets.points.rows()},
          {first_point(), weights_.data(), 1.0, static_cast<Index>(weights_.size())}};
}

Points HistoryFunction::evaluate(PointsRef points, kernels::Sums sums, const Execution& execution) const {
  return kernels::accumulate(space_->kernel, space_->embedding.embed(points), sources(), sums, execution);
}

Vector HistoryFunction::value(PointsRef points, const Execution& execution) const {
  return evaluate(points, kernels::Sums::value, execution).col(0);
}

Points HistoryFunction::gradient(PointsRef points, const Execution& execution) const {
  return space_->embedding.pull_gradient(evaluate(points, kernels::Sums::gradient, execution));
}

Points HistoryFunction::hessian(PointsRef points, const Execution& execution) const {
  const Points triangles = evaluate(points, kernels::Sums::hessian, execution);
  return space_->embedding.pull_hessian(kernels::full_hessians(triangles, space_->dimension()));
}

double HistoryFunction::norm2(const Execution& execution) const {
  double total = 0.0;
  for (const kernels::SourceBlock& block : sources()) total += pair_with(block, execution);
  return total;
}

double HistoryFunction::over_targets(const Execution& execution) const {
  const Cloud& targets = space_->targets;
  return pair_with({targets.points.data(), targets.weights.data(), 1.0, targets.points.rows()}, execution);
}

double HistoryFunction::pair_with(const kernels::SourceBlock& block, const Execution& execution) const {
  const Points points = Eigen::Map<const Points>(block.points, block.count, space_->dimension());
  const Points values = kernels::accumulate(space_->kernel, points, sources(), kernels::Sums::value, execution);
  return block.scale * Eigen::Map<const Vector>(block.weights, block.count).dot(values.col(0));
}

bool HistoryFunction::finite() const {
  return std::isfinite(target_weight_) &&
         std::all_of(weights_.begin(), weights_.end(), [](double weight) { return std::isfinite(weight); });
}

Arrays HistoryFunction::to_arrays() const {
  const auto rows = static_cast<Eigen::Index>(weights_.size());
  Points entries(static_cast<Eigen::Index>(entries_.size()), 2);
  for (std::size_t e = 0; e < entries_.size(); ++e) {
    entries.row(static_cast<Eigen::Index>(e)) << static_cast<double>(entries_[e].rows), entries_[e].share;
  }
  return {{"target_weight", Points::Constant(1, 1, target_weight_)},
          {"points", Eigen::Map<const Points>(first_point(), rows, space_->dimension())},
          {"weights", Eigen::Map<const Points>(weights_.data(), rows, 1)},
          {"entries", std::move(entries)},
          {"frame", space_->embedding.frame()}};
}

void HistoryFunction::set_arrays(const Arrays& arrays) {
  const SavedArrays saved(arrays, History::name);
  const Points &target_weight = saved.find("target_weight", 1), &weights = saved.find("weights", 1);
  const Points &entries = saved.find("entries", 2), &points = saved.find("points", space_->dimension());
  const bool consistent = target_weight.rows() == 1 && points.rows() == weights.rows() &&
                          (entries.rows() == 0 || entries.col(0).minCoeff() >= 1.0) &&
                          entries.col(0) == entries.col(0).array().floor().matrix() &&
                          entries.col(0).sum() == static_cast<double>(weights.rows());
  if (!consistent) throw std::invalid_argument("state: discriminator must have arrays of matching lengths");
  saved.require_frame(*space_);
  target_weight_ = target_weight(0, 0);
  archive_ = std::make_shared<std::vector<double>>(points.data(), points.data() + points.size());
  begin_ = 0;
  weights_.assign(weights.data(), weights.data() + weights.size());
  entries_.clear();
  for (Eigen::Index e = 0; e < entries.rows(); ++e) {
    entries_.push_back({static_cast<Index>(entries(e, 0)), entries(e, 1)});
  }
}

}  // namespace gandyn::discriminators
