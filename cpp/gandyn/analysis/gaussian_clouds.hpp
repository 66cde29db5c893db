#pragma once

#include <cmath>
#include <vector>

#include "gandyn/core/types.hpp"
#include "gandyn/kernels/profile.hpp"

/// Gaussian clouds seen through kernels that are sums of Gaussians; D is the dimension or Eigen::Dynamic.
namespace gandyn::analysis {

template <int D>
using VectorOf = Eigen::Matrix<double, D, 1>;
template <int D>
using SquareOf = Eigen::Matrix<double, D, D>;

template <int D>
struct Cloud {
  VectorOf<D> mean;        // (d,)
  SquareOf<D> covariance;  // (d, d)

  bool finite() const { return mean.allFinite() && covariance.allFinite(); }
};

/// Value, gradient and Hessian of a function at a point.
template <int D>
struct Jet {
  double value;
  VectorOf<D> gradient;
  SquareOf<D> hessian;

  explicit Jet(Index d) : value(0.0), gradient(VectorOf<D>::Zero(d)), hessian(SquareOf<D>::Zero(d, d)) {}
  void add(double weight, const Jet& other) {
    value += weight * other.value;
    gradient += weight * other.gradient;
    hessian += weight * other.hessian;
  }
};

/// The kernel seen by Gaussian clouds. With r2 = (x-y)'M(x-y), R = bandwidth^2 M^-1 + spread and A = R^-1,
///     E K(x, X) = Phi = sqrt(det(bandwidth^2 M^-1) det A) exp(-delta'A delta / 2),   delta = x - E X, spread = Cov X
/// and the gradient in x is -A delta Phi, the Hessian (A delta delta'A - A) Phi.
template <int D>
class Blur {
 public:
  Blur(std::vector<kernels::Component> components, const SquareOf<D>& metric)
      : components_(std::move(components)),
        inverse_metric_(metric.llt().solve(SquareOf<D>::Identity(metric.rows(), metric.cols()))),
        half_log_metric_(half_log_determinant(metric.llt())),
        root_metric_(std::exp(half_log_metric_)) {}

  /// Adds weight * (value, gradient, Hessian) at the offset delta to a sum.
  void add(double weight, const VectorOf<D>& delta, const SquareOf<D>& spread, Jet<D>& sum) const {
    for (const kernels::Component& part : components_) {
      const double scale = 1.0 / (part.bandwidth * part.bandwidth);
      const SquareOf<D> stretched = inverse_metric_ + scale * spread;  // R / bandwidth^2
      SquareOf<D> A;
      const double root = invert(stretched, A);
      const VectorOf<D> u = scale * (A * delta);
      const double phi = weight * part.weight * root * std::exp(-0.5 * delta.dot(u));
      sum.value += phi;
      sum.gradient.noalias() -= phi * u;
      sum.hessian.noalias() += phi * u * u.transpose();
      sum.hessian -= (phi * scale) * A;
    }
  }

  Index num_components() const { return static_cast<Index>(components_.size()); }

 private:
  template <class Factor>
  static double half_log_determinant(const Factor& factor) {
    return factor.matrixLLT().diagonal().array().log().sum();
  }

  /// The inverse, and (det M^-1 / det stretched)^(1/2).
  double invert(const SquareOf<D>& stretched, SquareOf<D>& inverse) const {
    if constexpr (D == Eigen::Dynamic) {
      const Eigen::LLT<SquareOf<D>> factor(stretched);
      inverse = factor.solve(SquareOf<D>::Identity(stretched.rows(), stretched.cols()));
      return std::exp(-half_log_metric_ - half_log_determinant(factor));
    } else {
      inverse = stretched.inverse();
      return 1.0 / (root_metric_ * std::sqrt(stretched.determinant()));
    }
  }

  std::vector<kernels::Component> components_;
  SquareOf<D> inverse_metric_;
  double half_log_metric_, root_metric_;
};

}  // namespace gandyn::analysis
