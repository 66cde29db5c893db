#pragma once

#include <memory>

#include "gandyn/core/fields.hpp"
#include "gandyn/discriminators/clouds.hpp"
#include "gandyn/discriminators/masses.hpp"
#include "gandyn/discriminators/space.hpp"
#include "gandyn/kernels/dipoles.hpp"
#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::discriminators {

/// f = target_weight * sum_i p_i K(x_i, .) + sum_r weight_r K(point_r, .) + sum_s weight_s v_s . grad K(point_s, .): a
/// kernel expansion over the targets and over every cloud of charges and of dipoles met so far, oldest first. An
/// element of the RKHS, closed under `axpy`. Every rank has the clouds of all; f is evaluated at the points that are
/// here.
class HistoryFunction {
 public:
  HistoryFunction(std::shared_ptr<const Space> space, double tolerance);

  /// f += scale * sum_i p_i K(x_i, .)
  void add_targets(double scale, const Execution&) { target_weight_ += scale; }
  /// f += scale * sum_j weight_j K(point_j, .); points (n, d) in the user's coordinates
  void add(const Points& points, const Masses& weights, double scale, const Execution& execution);
  /// f += scale * sum_j vector_j . grad K(., .) in its first argument at point_j; points and vectors (n, d).
  /// A kernel that lacks dipoles (kernels::has_dipoles) leaves the RKHS by it: f has values still, but no norm.
  void add_dipoles(const Points& points, const Points& vectors, double scale, const Execution& execution);
  /// f *= factor
  void scale(double factor);
  /// Drops the oldest clouds whose weight, relative to the one they entered with, is 0 or below the tolerance.
  void forget();
  /// f += factor * other
  void axpy(double factor, const HistoryFunction& other);

  Vector value(PointsRef points, const Execution& execution) const;                 // (M,)
  Points gradient(PointsRef points, const Execution& execution) const;              // (M, d)
  Points hessian(PointsRef points, const Execution& execution) const;               // (M, d*d)
  double dot(const HistoryFunction& other, const Execution& execution) const;       // <f, other>_H
  double norm2(const Execution& execution) const { return dot(*this, execution); }  // |f|_H^2
  double over_targets(const Execution& execution) const;                            // sum_i p_i f(x_i)

  /// Whether every weight and every vector is of finite numbers.
  bool finite() const;
  Arrays to_arrays() const;
  void set_arrays(const Arrays& arrays);

 private:
  /// The sums at embedded points, derivatives too in embedded coordinates.
  Points at(const Points& embedded, kernels::Sums sums, const Execution& execution) const;
  kernels::Sources sources() const;
  kernels::DipoleBlock dipoles() const { return {dipoles_.data(), dipoles_.weights().data(), dipoles_.rows()}; }
  /// scale * sum_r weight_r f(point_r)
  double pair_with(const kernels::SourceBlock& block, const Execution& execution) const;

  std::shared_ptr<const Space> space_;
  double tolerance_;
  double target_weight_ = 0.0;
  Clouds charges_;  // points (rows, d), embedded
  Clouds dipoles_;  // points and vectors behind them (rows, 2 d), embedded
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
