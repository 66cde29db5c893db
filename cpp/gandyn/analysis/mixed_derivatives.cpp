#include "gandyn/analysis/mixed_derivatives.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "gandyn/kernels/dipoles.hpp"
#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::analysis {
namespace {

/// Gradients of the features cos and sin omega_k . (x - origin), without their amplitude, for frequencies (D, d); rows
/// (j, a), (n d, 2 D).
Points slopes_of_features(const Points& omega, const Points& points, const Points& origin) {
  const Eigen::Index n = points.rows(), d = points.cols(), count = omega.rows();
  const Points phases = (points.rowwise() - origin.row(0)) * omega.transpose();  // (n, D)
  Points out(n * d, 2 * count);
  for (Eigen::Index j = 0; j < n; ++j) {
    const auto sine = phases.row(j).array().sin().eval(), cosine = phases.row(j).array().cos().eval();
    for (Eigen::Index a = 0; a < d; ++a) {
      out.row(j * d + a).head(count) = -omega.col(a).transpose().array() * sine;
      out.row(j * d + a).tail(count) = omega.col(a).transpose().array() * cosine;
    }
  }
  return out;
}

}  // namespace

Points mixed_derivatives(const kernels::Kernel& kernel, const Points& y, const Points& z, const Execution& execution) {
  if (!kernels::has_dipoles(kernel)) {
    std::string message = "kernel must be smooth where points coincide, got ";
    message += std::visit([](const auto& k) { return std::string(k.name); }, kernel);
    throw std::invalid_argument(message);
  }
  const kernels::Embedding embedding(kernels::metric_of(kernel), y.row(0).transpose());
  const Points u = embedding.embed(y), v = embedding.embed(z);
  const Eigen::Index n = u.rows(), l = v.rows(), d = u.cols();
  Points mixed(n * d, l * d);
  // d_x d_y K = -2 slope I - 4 curvature delta delta', delta = u_j - v_l
  parallel_for(n, execution, [&](Index j) {
    const Points delta = (-v).rowwise() + u.row(j);
    const Points radial = kernels::radial(kernel, delta.rowwise().squaredNorm());
    Points block(1, d * d);
    Eigen::Map<Points> square(block.data(), d, d);
    for (Eigen::Index i = 0; i < l; ++i) {
      square = -4.0 * radial(i, 2) * delta.row(i).transpose() * delta.row(i);
      square.diagonal().array() -= 2.0 * radial(i, 1);
      // Both sides of a block are derivatives, pulled back like a Hessian.
      const Points pulled = embedding.pull_hessian(block);
      mixed.block(j * d, i * d, d, d) = Eigen::Map<const Points>(pulled.data(), d, d);
    }
  });
  return mixed;
}

Points mixed_derivatives(const kernels::Kernel& kernel, const discriminators::RandomFeatures& features, const Points& y,
                         const Points& z, const Execution& execution) {
  constexpr Index frequencies_at_once = 512, rows_at_once = 64;  // of matrices that fit into a cache or two
  const Points omega = features.frequencies(kernel, y.cols());
  const double at_zero = kernels::radial(kernel, Vector::Zero(1))(0, 0);
  const Index rows = y.size();
  Points mixed = Points::Zero(rows, z.size());
  for (Index first = 0; first < omega.rows(); first += frequencies_at_once) {
    const Points some = omega.middleRows(first, std::min(frequencies_at_once, Index(omega.rows()) - first));
    const Points left = slopes_of_features(some, y, y), right = slopes_of_features(some, z, y);
    parallel_for((rows + rows_at_once - 1) / rows_at_once, execution, [&](Index task) {
      const Index begin = task * rows_at_once, count = std::min(rows_at_once, rows - begin);
      mixed.middleRows(begin, count).noalias() += left.middleRows(begin, count) * right.transpose();
    });
  }
  return at_zero / static_cast<double>(omega.rows()) * mixed;
}

}  // namespace gandyn::analysis
