#include "gandyn/kernels/embedding.hpp"

#include <Eigen/Cholesky>
#include <sstream>
#include <string>
#include <utility>

namespace gandyn::kernels {
namespace {

/// M (d, d) in full.
Eigen::MatrixXd full_matrix(const Metric& metric) {
  const Eigen::Index d = metric.dimension;
  if (metric.diagonal()) {
    return Eigen::Map<const Vector>(metric.entries.data(), d).asDiagonal();
  }
  return Eigen::Map<const Points>(metric.entries.data(), d, d);
}

/// rows * matrix, each row alone: in a product of matrices a row's bits may depend on how many others there are.
Points each_times(const Points& rows, const Points& matrix) {
  Points out = Points::Zero(rows.rows(), matrix.cols());
  for (Index i = 0; i < rows.rows(); ++i) {
    for (Index a = 0; a < rows.cols(); ++a) out.row(i) += rows(i, a) * matrix.row(a);
  }
  return out;
}

}  // namespace

void check_metric(std::string_view owner, const Metric& metric) {
  if (metric.euclidean()) return;
  const Eigen::MatrixXd matrix = full_matrix(metric);
  const bool symmetric = matrix.allFinite() && (matrix - matrix.transpose()).norm() <= 1e-12 * matrix.norm();
  if (symmetric && Eigen::LLT<Eigen::MatrixXd>(matrix).info() == Eigen::Success) return;
  std::ostringstream message;
  message << owner << ": metric must be None, d positive numbers or a symmetric positive definite (d, d) matrix, got\n"
          << matrix;
  throw std::invalid_argument(message.str());
}

Embedding::Embedding(const Metric& metric, const Vector& centre) : centre_(centre) {
  if (metric.euclidean()) return;
  if (metric.dimension != centre.size()) {
    throw std::invalid_argument("kernel: metric must match the points' dimension " + std::to_string(centre.size()) +
                                ", got dimension " + std::to_string(metric.dimension));
  }
  factor_ = Eigen::LLT<Eigen::MatrixXd>(full_matrix(metric)).matrixL();
}

Points Embedding::frame() const {
  if (identity()) return Points(0, centre_.size());
  Points frame(1 + factor_.rows(), factor_.cols());
  frame << centre_.transpose(), factor_;
  return frame;
}

Points Embedding::embed(Points points) const {
  if (identity()) return points;
  points.rowwise() -= centre_.transpose();
  return each_times(points, factor_);
}

Points Embedding::embed_vectors(Points vectors) const {
  if (identity()) return vectors;
  return each_times(vectors, factor_);
}

Points Embedding::pull_gradient(Points gradients) const {
  if (identity()) return gradients;
  return each_times(gradients, factor_.transpose());  // grad_x = L grad_u
}

Points Embedding::pull_hessian(Points hessians) const {
  if (identity()) return hessians;
  const Eigen::Index d = factor_.rows();
  for (Eigen::Index i = 0; i < hessians.rows(); ++i) {
    Eigen::Map<Points> hessian(hessians.row(i).data(), d, d);
    hessian = (factor_ * hessian * factor_.transpose()).eval();
  }
  return hessians;
}

}  // namespace gandyn::kernels
