#pragma once

#include <cstddef>
#include <vector>

namespace gandyn::games {

/// S(x) = sum_k s_k exp(a_k x + b_k) with s_k = +-1 and a_1 < a_2 < ..., kept by the differences of neighbours, so that
/// neighbours which all but cancel are told apart to full precision.
class ExponentialSum {
 public:
  struct Term {
    double mean, coefficient;
  };
  /// sum_k coefficient_k exp(mean_k x - mean_k^2 / 2): a sum of unit normal densities over that of mean 0. Terms of one
  /// mean are added.
  explicit ExponentialSum(std::vector<Term> terms);

  bool empty() const { return signs_.empty(); }
  /// The sign of S far to the left.
  double first_sign() const { return signs_.front(); }
  /// Where S changes its sign, increasing.
  std::vector<double> sign_changes() const;

 private:
  ExponentialSum() = default;
  /// The derivative of exp(-a_2 x) S, of three terms or more: one term less. Its sign changes lie between those of S
  /// (Rolle), and well between them: without the first term a turn could all but meet a zero.
  ExponentialSum derivative() const;
  /// S(x) over the largest of its terms' sizes.
  double value(double x) const;
  /// The one sign change in [low, high], whose values have opposite signs.
  double bisect(double low, double high) const;
  /// A point beyond `from` in this direction (-1, 1) where S has its asymptotic sign.
  double outermost(double from, double direction) const;

  std::vector<double> signs_;
  std::vector<double> slopes_;   // a_{k+1} - a_k
  std::vector<double> offsets_;  // b_{k+1} - b_k
};

}  // namespace gandyn::games
