#pragma once

#include <memory>
#include <vector>

#include "gandyn/core/types.hpp"

namespace gandyn::discriminators {

/// Rows of numbers with a weight each, in clouds that entered together, oldest first. Rows never change; copies share
/// them in an archive that is only ever appended to, and each owns its window of it and the weights there. A step can
/// thus be tried on a copy and dropped.
class Clouds {
 public:
  /// `width`: numbers a row.
  explicit Clouds(Index width) : width_(width) {}

  Index rows() const { return static_cast<Index>(weights_.size()); }
  /// (rows, width), contiguous
  const double* data() const { return archive_ ? archive_->data() + begin_ * width_ : nullptr; }
  const std::vector<double>& weights() const { return weights_; }  // (rows,)
  /// Whether all rows and weights are finite numbers.
  bool finite() const;
  bool weights_finite() const;

  /// A new cloud (count, width).
  void append(const Points& rows, const Vector& weights);
  /// weights *= factor
  void scale(double factor);
  /// Drops the oldest clouds whose weight, relative to the one they entered with, is 0 or below the tolerance.
  void forget(double tolerance);
  /// weights += factor * those of `other`, in clouds that both have; the other's further clouds enter.
  /// A cloud of both is one with the same number and bitwise the same rows: a matter of contents alone, so that it
  /// makes no difference whether the two have since been saved and read back.
  void axpy(double factor, const Clouds& other);

  /// (clouds, 3): rows, share and number of every cloud.
  Points entries() const;
  /// What `data`, `weights` and `entries` gave; entries without the column of numbers are numbered from 1. Throws
  /// std::invalid_argument for arrays that do not belong together.
  void assign(const Points& rows, const Points& weights, const Points& entries);

 private:
  struct Entry {
    Index rows;
    double share;  // weight now / weight at entry
    Index number;  // grows from cloud to cloud
  };

  /// A number for the next cloud, larger than all that are held.
  Index next_number() const { return entries_.empty() ? 1 : entries_.back().number + 1; }
  void append(const double* rows, const double* weights, const Entry& entry);

  Index width_;
  std::shared_ptr<std::vector<double>> archive_;  // null until the first cloud, so that empty ones share nothing
  Index begin_ = 0;                               // of the window, in rows of the archive
  std::vector<double> weights_;                   // (rows,)
  std::vector<Entry> entries_;
};

}  // namespace gandyn::discriminators
