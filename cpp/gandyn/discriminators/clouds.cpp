#include "gandyn/discriminators/clouds.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace gandyn::discriminators {
namespace {

/// A share that has fallen below this is 0: no sum can tell, and what is about to underflow is slow, and may round to
/// itself for ever.
constexpr double vanished = 1e-290;

bool all_finite(const double* numbers, Index count) {
  return std::all_of(numbers, numbers + count, [](double number) { return std::isfinite(number); });
}

/// Whether a column holds whole numbers that a double tells apart, none below `least`.
bool whole(const Points& column, double least) {
  return column.rows() == 0 ||
         (column == column.array().floor().matrix() && column.minCoeff() >= least && column.maxCoeff() < 0x1p53);
}

}  // namespace

bool Clouds::weights_finite() const { return all_finite(weights_.data(), rows()); }

bool Clouds::finite() const { return weights_finite() && all_finite(data(), rows() * width_); }

void Clouds::append(const Points& rows, const Vector& weights) {
  append(rows.data(), weights.data(), {rows.rows(), 1.0, next_number()});
}

void Clouds::append(const double* rows, const double* weights, const Entry& entry) {
  const Index end = (begin_ + this->rows()) * width_, count = entry.rows * width_;
  const Index size = archive_ ? static_cast<Index>(archive_->size()) : 0;
  // A copy of this may have gone before: then they are in their place already.
  if (size < end + count || archive_->data() + end != rows) {
    const std::vector<double> copy(rows, rows + count);  // the archive may be the one that grows
    if (!archive_ || size != end) {                      // a copy has gone another way
      archive_ = std::make_shared<std::vector<double>>(data(), data() + this->rows() * width_);
      begin_ = 0;
    }
    archive_->insert(archive_->end(), copy.begin(), copy.end());
  }
  weights_.insert(weights_.end(), weights, weights + entry.rows);
  entries_.push_back(entry);
}

void Clouds::scale(double factor) {
  for (double& weight : weights_) weight *= factor;
  for (Entry& entry : entries_) {
    entry.share *= factor;
    if (std::abs(entry.share) < vanished) entry.share = 0.0;
  }
}

void Clouds::forget(double tolerance) {
  Index forgotten = 0;
  auto kept = entries_.begin();
  for (; kept != entries_.end() && (kept->share == 0.0 || std::abs(kept->share) < tolerance); ++kept) {
    forgotten += kept->rows;
  }
  if (forgotten == 0) return;
  entries_.erase(entries_.begin(), kept);
  weights_.erase(weights_.begin(), weights_.begin() + forgotten);
  begin_ += forgotten;
  if (begin_ > 2 * rows()) {  // the archive is mostly forgotten: keep only the window
    archive_ = std::make_shared<std::vector<double>>(data(), data() + rows() * width_);
    begin_ = 0;
  }
}

void Clouds::axpy(double factor, const Clouds& other) {
  const auto other_row = [&](Index row) { return other.data() + row * width_; };
  const auto same_rows = [&](Index mine, Index theirs, Index count) {
    if (archive_ == other.archive_ && begin_ + mine == other.begin_ + theirs) return true;
    const auto bytes = static_cast<std::size_t>(count * width_) * sizeof(double);
    return std::memcmp(data() + mine * width_, other_row(theirs), bytes) == 0;
  };
  std::vector<std::pair<Index, Entry>> unmatched;  // first row
  auto mine = entries_.begin();
  Index my_row = 0, row = 0;
  for (const Entry& entry : other.entries_) {
    const double* weights = other.weights_.data() + row;
    for (; mine != entries_.end() && mine->number < entry.number; ++mine) my_row += mine->rows;
    const bool shared = mine != entries_.end() && mine->number == entry.number && mine->rows == entry.rows &&
                        same_rows(my_row, row, entry.rows);
    if (shared) {
      double* own = weights_.data() + my_row;
      for (Index i = 0; i < entry.rows; ++i) own[i] += factor * weights[i];
      mine->share += factor * entry.share;
    } else {
      unmatched.emplace_back(row, entry);
    }
    row += entry.rows;
  }
  for (auto& [first, entry] : unmatched) {
    const Vector scaled = factor * Eigen::Map<const Vector>(other.weights_.data() + first, entry.rows);
    entry.number = std::max(entry.number, next_number());  // its own where it can be: the two may meet again
    append(other_row(first), scaled.data(), entry);
  }
}

Points Clouds::entries() const {
  Points out(static_cast<Eigen::Index>(entries_.size()), 3);
  for (std::size_t e = 0; e < entries_.size(); ++e) {
    const Entry& entry = entries_[e];
    out.row(static_cast<Eigen::Index>(e)) << static_cast<double>(entry.rows), entry.share,
        static_cast<double>(entry.number);
  }
  return out;
}

void Clouds::assign(const Points& rows, const Points& weights, const Points& entries) {
  const auto refuse = [] { throw std::invalid_argument("state: discriminator must have arrays of matching lengths"); };
  const bool consistent = rows.cols() == width_ && weights.cols() == 1 && rows.rows() == weights.rows() &&
                          (entries.cols() == 2 || entries.cols() == 3) && whole(entries.leftCols(1), 1.0) &&
                          entries.col(0).sum() == static_cast<double>(weights.rows());
  if (!consistent) refuse();
  std::vector<Entry> read;
  for (Eigen::Index e = 0; e < entries.rows(); ++e) {
    const Index number = entries.cols() == 3 ? static_cast<Index>(entries(e, 2)) : e + 1;
    if (!read.empty() && number <= read.back().number) refuse();
    read.push_back({static_cast<Index>(entries(e, 0)), entries(e, 1), number});
  }
  if (entries.cols() == 3 && !whole(entries.rightCols(1), 1.0)) refuse();
  archive_ = std::make_shared<std::vector<double>>(rows.data(), rows.data() + rows.size());
  begin_ = 0;
  weights_.assign(weights.data(), weights.data() + weights.size());
  entries_ = std::move(read);
}

}  // namespace gandyn::discriminators
