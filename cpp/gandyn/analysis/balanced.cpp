#include "gandyn/analysis/balanced.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>

namespace gandyn::analysis {
namespace {

/// S (n d, n d): masses^power scaling of -2 slope I - 4 curvature delta delta', the mixed derivatives of K.
Eigen::MatrixXd coupling_matrix(const kernels::Kernel& kernel, const Points& particles, const Vector& scale) {
  const kernels::Embedding embedding(kernels::metric_of(kernel), particles.row(0).transpose());
  const Points u = embedding.embed(particles);
  const Eigen::Index n = u.rows(), d = u.cols();
  Eigen::MatrixXd coupling(n * d, n * d);
  for (Eigen::Index j = 0; j < n; ++j) {
    Vector r2 = (u.rowwise() - u.row(j)).rowwise().squaredNorm();
    const Points radial = kernels::radial(kernel, r2);
    for (Eigen::Index l = 0; l < n; ++l) {
      const Vector delta = (u.row(j) - u.row(l)).transpose();
      Points block = -4.0 * radial(l, 2) * delta * delta.transpose();
      block.diagonal().array() -= 2.0 * radial(l, 1);
      // Both sides of a block are derivatives, pulled back like a Hessian.
      const Points flat = Eigen::Map<const Points>(block.data(), 1, d * d);
      const Points pulled = embedding.pull_hessian(flat);
      coupling.block(j * d, l * d, d, d) = scale[j] * scale[l] * Eigen::Map<const Points>(pulled.data(), d, d);
    }
  }
  return coupling;
}

/// The roots of z^2 - trace z + determinant = 0; rho = 1 - z.
std::array<std::complex<double>, 2> roots(double trace, double determinant) {
  const std::complex<double> half = trace / 2;
  const std::complex<double> distance = std::sqrt(half * half - determinant);
  return {half + distance, half - distance};
}

}  // namespace

BalancedSpectrum balanced_spectrum(const kernels::Kernel& kernel, const Points& particles, const Vector& masses,
                                   const games::KernelGANParameters& parameters, const methods::Method& method,
                                   const methods::Rates& rates) {
  const Vector scale = parameters.mass_factor ? masses : Vector(masses.cwiseSqrt());
  const Eigen::MatrixXd coupling = coupling_matrix(kernel, particles, scale);
  const Vector kappas = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(coupling, Eigen::EigenvaluesOnly).eigenvalues();
  const double decay = rates.discriminator * parameters.ridge;
  const bool best_response = std::holds_alternative<methods::BestResponse>(method);
  const bool simultaneous = std::holds_alternative<methods::SimGD>(method);

  BalancedSpectrum spectrum;
  spectrum.spectral_radius = best_response ? 0.0 : std::abs(1.0 - decay);
  const double neutral = 1e-12 * kappas.cwiseAbs().maxCoeff();
  for (const double kappa : kappas) {
    if (kappa <= neutral) continue;
    const double product = rates.generator * rates.discriminator * kappa;
    const auto zs = best_response ? roots(1.0 + rates.generator / parameters.ridge * kappa,
                                          rates.generator / parameters.ridge * kappa)  // z = 1 and that of the MMD flow
                    : simultaneous ? roots(decay, product)
                                   : roots(decay + product, product);
    for (const std::complex<double> z : zs) {
      spectrum.spectral_radius = std::max(spectrum.spectral_radius, std::abs(1.0 - z));
      spectrum.oscillates |= std::abs(z.imag()) > 1e-9 * std::abs(z);
    }
  }
  return spectrum;
}

}  // namespace gandyn::analysis
