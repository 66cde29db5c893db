#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "gandyn/core/fixed_point.hpp"
#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn::discriminators {

/// Weights of points, and what is known of those on all ranks.
struct Masses {
  Vector own;            // (n,), of the points that are here
  double largest = 0.0;  // size
  double total = 0.0;    // sum of the sizes

  /// There are no others.
  Masses(Vector weights)
      : own(std::move(weights)),
        largest(own.size() == 0 ? 0.0 : own.lpNorm<Eigen::Infinity>()),
        total(own.lpNorm<1>()) {}
  template <class Weights>
  Masses(const Eigen::MatrixBase<Weights>& weights) : Masses(Vector(weights)) {}
  Masses(Vector weights, double largest_of_all, double total_of_all)
      : own(std::move(weights)), largest(largest_of_all), total(total_of_all) {}

  /// For sums of the weights, or of the sums of `together` of them.
  FixedPoint fixed_point(Index together = 1) const {
    return {std::min(static_cast<double>(together) * largest, total), total};
  }
};

/// For sums over vectors (n, d), of those on all ranks, or over the sums of `together` of them; an entry is weighed by
/// at most 1.
inline FixedPoint fixed_point_of(const Points& vectors, Index together, const Execution& execution) {
  std::vector<double> largest{vectors.rows() == 0 ? 0.0 : vectors.rowwise().lpNorm<1>().maxCoeff()};
  if (execution.ranks != nullptr) execution.ranks->largest(largest);
  const Index all = execution.in_all(vectors.rows());
  return {largest[0] * static_cast<double>(std::min(together, all)), largest[0] * static_cast<double>(all)};
}

}  // namespace gandyn::discriminators
