#pragma once

#include <cmath>

#include "gandyn/kernels/kernel.hpp"

/// Dipoles and charges summed slowly, in long double, from closed forms of the kernels' derivatives in r2.
namespace gandyn::tests {

using Real = long double;
using RealVector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;
using RealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;

/// A kernel and its first three derivatives in s = r2.
struct Radials {
  Real value, first, second, third;
};

inline Radials gaussian_radials(Real bandwidth, Real s) {
  const Real c = -0.5L / (bandwidth * bandwidth), value = std::exp(c * s);
  return {value, c * value, c * c * value, c * c * c * value};
}
inline Radials power_radials(Real rate, Real m, Real s) {  // (1 + rate s)^-m
  const Real u = 1.0L + rate * s, value = std::pow(u, -m), f = -rate / u;
  return {value, m * f * value, m * (m + 1) * f * f * value, m * (m + 1) * (m + 2) * f * f * f * value};
}
inline Radials radials(const kernels::Gaussian& k, Real s) { return gaussian_radials(k.bandwidth, s); }
inline Radials radials(const kernels::GaussianMixture& k, Real s) {
  Radials sum{0, 0, 0, 0};
  for (const kernels::Component& part : k.components()) {
    const Radials r = gaussian_radials(part.bandwidth, s);
    const Real w = part.weight;
    sum = {sum.value + w * r.value, sum.first + w * r.first, sum.second + w * r.second, sum.third + w * r.third};
  }
  return sum;
}
inline Radials radials(const kernels::Laplace& k, Real s) {
  const Real a = 1.0L / k.bandwidth, r = std::sqrt(s), e = std::exp(-a * r);
  return {e, -a / (2 * r) * e, a / 4 * (1 / (r * r * r) + a / (r * r)) * e,
          -a / 8 * (3 / (s * s * r) + 3 * a / (s * s) + a * a / (s * r)) * e};
}
inline Radials radials(const kernels::Matern32& k, Real s) {
  const Real a = std::sqrt(3.0L) / k.bandwidth, r = std::sqrt(s), e = std::exp(-a * r);
  return {(1 + a * r) * e, -a * a / 2 * e, a * a * a / (4 * r) * e, -a * a * a / 8 * (1 / (s * r) + a / s) * e};
}
inline Radials radials(const kernels::Matern52& k, Real s) {
  const Real a = std::sqrt(5.0L) / k.bandwidth, r = std::sqrt(s), e = std::exp(-a * r), a4 = a * a * a * a;
  return {(1 + a * r + a * a * s / 3) * e, -a * a / 6 * (1 + a * r) * e, a4 / 12 * e, -a4 * a / (24 * r) * e};
}
inline Radials radials(const kernels::RationalQuadratic& k, Real s) {
  const Real mixing = k.mixing, bandwidth = k.bandwidth;
  return power_radials(1 / (2 * mixing * bandwidth * bandwidth), mixing, s);
}
inline Radials radials(const kernels::InverseMultiquadric& k, Real s) {
  const Real bandwidth = k.bandwidth;
  return power_radials(1 / (bandwidth * bandwidth), 0.5L, s);
}

/// M in full.
inline RealMatrix metric_matrix(const kernels::Metric& metric, Index dimension) {
  if (metric.euclidean()) return RealMatrix::Identity(dimension, dimension);
  RealMatrix full = RealMatrix::Zero(dimension, dimension);
  for (Index a = 0; a < dimension; ++a) {
    for (Index b = 0; b < dimension; ++b) {
      if (!metric.diagonal()) full(a, b) = metric.entries[static_cast<std::size_t>(a * dimension + b)];
    }
    if (metric.diagonal()) full(a, a) = metric.entries[static_cast<std::size_t>(a)];
  }
  return full;
}

/// One function at one point, with the sizes of what was added up.
struct Slow {
  Real value = 0, value_size = 0;
  RealVector gradient;
  RealMatrix hessian;
  Real gradient_size = 0, hessian_size = 0;
};

/// out += v . grad_y K(x, y), M the metric of the kernel.
inline void add_dipole(Slow& out, const kernels::Kernel& kernel, const RealMatrix& M, const RealVector& x,
                       const RealVector& y, const RealVector& v) {
  const RealVector delta = M * (x - y), turned = M * v;
  const Real along = v.dot(delta);
  const Radials k = std::visit([&](const auto& own) { return radials(own, (x - y).dot(delta)); }, kernel);
  const auto count = [](auto& total, Real& size, const auto& term) {
    total += term;
    size += term.cwiseAbs().maxCoeff();
  };
  out.value += -2 * k.first * along;
  out.value_size += std::abs(2 * k.first * along);
  count(out.gradient, out.gradient_size, RealVector(-2 * k.first * turned));
  count(out.gradient, out.gradient_size, RealVector(-4 * k.second * along * delta));
  count(out.hessian, out.hessian_size, RealMatrix(-4 * k.second * along * M));
  count(out.hessian, out.hessian_size,
        RealMatrix(-4 * k.second * (turned * delta.transpose() + delta * turned.transpose())));
  count(out.hessian, out.hessian_size, RealMatrix(-8 * k.third * along * delta * delta.transpose()));
}

/// out += weight K(x, y), value and gradient.
inline void add_charge(Slow& out, const kernels::Kernel& kernel, const RealMatrix& M, const RealVector& x,
                       const RealVector& y, Real weight) {
  const RealVector delta = M * (x - y);
  const Radials k = std::visit([&](const auto& own) { return radials(own, (x - y).dot(delta)); }, kernel);
  out.value += weight * k.value;
  out.gradient += 2 * weight * k.first * delta;
}

inline Slow nothing(Index dimension) {
  Slow slow;
  slow.gradient = RealVector::Zero(dimension);
  slow.hessian = RealMatrix::Zero(dimension, dimension);
  return slow;
}

}  // namespace gandyn::tests
