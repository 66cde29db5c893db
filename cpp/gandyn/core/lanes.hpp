#pragma once

#include "gandyn/core/types.hpp"

/// Runs side by side: a row a component, a column a run. Every operation on them treats each run alone and in one
/// order, so that no run's bits depend on its neighbours.
namespace gandyn {

using Lanes = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// One number a run.
using Row = Eigen::Array<double, 1, Eigen::Dynamic>;

/// y += a x
inline void axpy(const Row& a, const Lanes& x, Lanes& y) {
  for (Eigen::Index i = 0; i < y.rows(); ++i) y.row(i) += a * x.row(i);
}

/// x *= a
inline void scale(const Row& a, Lanes& x) {
  for (Eigen::Index i = 0; i < x.rows(); ++i) x.row(i) *= a;
}

/// The like with one number for all runs.
inline void axpy(double a, const Lanes& x, Lanes& y) { y += a * x; }
inline void scale(double a, Lanes& x) { x *= a; }

/// The like for points.
inline void axpy(double a, const Points& x, Points& y) { y += a * x; }
inline void scale(double a, Points& x) { x *= a; }
inline double dot(const Points& x, const Points& y) { return x.cwiseProduct(y).sum(); }

/// sum_i x_i y_i, run by run
inline Row dot(const Lanes& x, const Lanes& y) {
  Row sum = Row::Zero(x.cols());
  for (Eigen::Index i = 0; i < x.rows(); ++i) sum += x.row(i) * y.row(i);
  return sum;
}

/// A number of a method or of its rates: one for a single run, one a run for runs side by side.
template <class Real>
Real constant(double value) {
  if constexpr (std::is_same_v<Real, double>) {
    return value;
  } else {
    return Row::Constant(1, value);
  }
}

}  // namespace gandyn
