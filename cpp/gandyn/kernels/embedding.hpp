#pragma once

#include "gandyn/core/types.hpp"
#include "gandyn/kernels/kernel.hpp"

namespace gandyn::kernels {

/// The linear coordinates in which a kernel's metric is Euclidean: u = (x - centre) L with M = L L', so that
/// (x - y)'M(x - y) = |u - v|^2. Centring first keeps differences exact for points far from the origin.
class Embedding {
 public:
  Embedding() = default;
  /// `centre` (d,): any point amid the data. Throws std::invalid_argument when the metric is not of dimension d.
  Embedding(const Metric& metric, const Vector& centre);

  bool identity() const { return factor_.size() == 0; }
  /// (1 + d, d): centre and L; (0, d) for the Euclidean metric. Equal frames give equal coordinates.
  Points frame() const;
  Points embed(Points points) const;             // (n, d)
  Points embed_vectors(Points vectors) const;    // (n, d): differences of points
  Points pull_gradient(Points gradients) const;  // (n, d): gradients in u -> gradients in x
  Points pull_hessian(Points hessians) const;    // (n, d*d), likewise

 private:
  Vector centre_;           // (d,)
  Eigen::MatrixXd factor_;  // L (d, d); empty for the Euclidean metric
};

}  // namespace gandyn::kernels
