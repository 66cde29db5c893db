#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "gandyn/core/fields.hpp"
#include "gandyn/discriminators/space.hpp"
#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::discriminators {

/// f = target_weight * sum_i p_i K(x_i, .) + sum_r weight_r K(point_r, .): a kernel expansion over the targets and
/// over every cloud met so far, oldest first. An element of the RKHS, closed under `axpy`.
class HistoryFunction {
 public:
  HistoryFunction(std::shared_ptr<const Space> space, double tolerance);

  /// f += scale * sum_i p_i K(x_i, .)
  void add_targets(double scale, const Execution&) { target_weight_ += scale; }
  /// f += scale * sum_j weight_j K(point_j, .); points (n, d) in the user's coordinates
  void add(const Points& points, const Vector& weights, double scale, const Execution& execution);
  /// f *= factor
  void scale(double factor);
  /// Drops the oldest clouds whose weight, relative to the one they entered with, is 0 or below the tolerance.
  void forget();
  /// f += factor * other
  void axpy(double factor, const HistoryFunction& other);

  Vector value(PointsRef points, const Execution& execution) const;     // (M,)
  Points gradient(PointsRef points, const Execution& execution) const;  // (M, d)
  Points hessian(PointsRef points, const Execution& execution) const;   // (M, d*d)
  double norm2(const Execution& execution) const;                       // |f|_H^2
  double over_targets(const Execution& execution) const;                // sum_i p_i f(x_i)

  /// Whether every weight is a finite number.
  bool finite() const;
  Arrays to_arrays() const;
  void set_arrays(const Arrays& arrays);

 private:
  /// Consecutive rows that entered together.
  struct Entry {
    Index rows;
    double share;  // weight now / weight at entry
  };

  const double* first_point() const;
  Points evaluate(PointsRef points, kernels::Sums sums, const Execution& execution) const;
  kernels::Sources sources() const;
  /// scale * sum_r weight_r f(point_r)
  double pair_with(const kernels::SourceBlock& block, const Execution& execution) const;
  void append(const double* points, const double* weights, Index rows, double share);

  std::shared_ptr<const Space> space_;
  double tolerance_;
  double target_weight_ = 0.0;
  // Copies share the points, which are only ever appended to; each copy owns its window [begin_, begin_ + rows) of
  // them and the weights there. A step can thus be tried on a copy and dropped.
  std::shared_ptr<std::vector<double>> archive_;  // null until the first cloud, so that f = 0 shares nothing
  Index begin_ = 0;
  std::vector<double> weights_;  // (rows,)
  std::deque<Entry> entries_;
};

/// A step costs O(k n^2) at step k.
struct History {
  using Function = HistoryFunction;
  static constexpr std::string_view name = "History";
  static constexpr std::string_view prose = "The exact discriminator: f remembers every cloud it has met.";

  double tolerance = 0.0;

  static constexpr auto fields() {
    return std::tuple{Field{"tolerance",
                            &History::tolerance,
                            {0.0, 1.0, false, true},
                            "clouds whose relative weight fell below it are forgotten; 0: exact"}};
  }

  HistoryFunction zero(std::shared_ptr<const Space> space) const { return {std::move(space), tolerance}; }
};

}  // namespace gandyn::discriminators
