#include "gandyn/analysis/balanced.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

namespace gandyn::analysis {
namespace {

/// S (n d, n d): blocks scale_j scale_l (-2 slope I - 4 curvature delta delta'), the mixed derivatives of K.
Eigen::MatrixXd coupling_matrix(const kernels::Kernel& kernel, const Points& particles, const Vector& scale,
                                const Execution& execution) {
  const kernels::Embedding embedding(kernels::metric_of(kernel), particles.row(0).transpose());
  const Points u = embedding.embed(particles);
  const Eigen::Index n = u.rows(), d = u.cols();
  Eigen::MatrixXd coupling(n * d, n * d);
  parallel_for(n, execution, [&](Index j) {
    const Vector r2 = (u.rowwise() - u.row(j)).rowwise().squaredNorm();
    const Points radial = kernels::radial(kernel, r2);
    for (Eigen::Index l = 0; l < n; ++l) {
      const Vector delta = (u.row(j) - u.row(l)).transpose();
      Points block = -4.0 * radial(l, 2) * delta * delta.transpose();
      block.diagonal().array() -= 2.0 * radial(l, 1);
      // Both sides of a block are derivatives, pulled back like a Hessian.
      const Points pulled = embedding.pull_hessian(Eigen::Map<const Points>(block.data(), 1, d * d));
      coupling.block(j * d, l * d, d, d) = scale[j] * scale[l] * Eigen::Map<const Points>(pulled.data(), d, d);
    }
  });
  return coupling;
}

/// The two multipliers rho = 1 - z of z^2 - trace z + determinant = 0.
struct Multipliers {
  double largest;  // max |rho|
  bool real;
};

Multipliers multipliers(double trace, double determinant) {
  const double half = trace / 2, discriminant = half * half - determinant;
  const double rounding = 8 * std::numeric_limits<double>::epsilon() * (half * half + std::abs(determinant));
  if (discriminant < -rounding) return {std::hypot(1 - half, std::sqrt(-discriminant)), false};
  const double distance = std::sqrt(std::max(discriminant, 0.0));
  return {std::max(std::abs(1 - half - distance), std::abs(1 - half + distance)), true};
}

/// One block of the spectrum: theory of the kernel GAN, H = 0, with a = eta_d ridge and Q = eta_d eta_g kappa.
struct Block {
  methods::Rates rates;
  double ridge, kappa;

  double decay() const { return rates.discriminator * ridge; }
  double product() const { return rates.generator * rates.discriminator * kappa; }

  Multipliers operator()(const methods::SimGD<>&) const { return multipliers(decay(), product()); }
  Multipliers operator()(const methods::AltGD<>& method) const {
    if (method.generator_steps != 1 || method.discriminator_steps != 1) return unknown(method);
    return multipliers(decay() + product(), product());
  }
  Multipliers operator()(const methods::BestResponse<>&) const {
    return {std::abs(1 - rates.generator / ridge * kappa), true};
  }
  template <class M>
  Multipliers operator()(const M& method) const {
    return unknown(method);
  }

 private:
  template <class M>
  static Multipliers unknown(const M&) {
    throw std::invalid_argument("phase: known for SimGD, AltGD with one move each and BestResponse, not for " +
                                std::string(M::name));
  }
};

}  // namespace

BalancedSpectrum balanced_spectrum(const kernels::Kernel& kernel, const Points& particles,
                                   const Vector& particle_weights, const games::KernelGANParameters& parameters,
                                   const methods::Method& method, const methods::Rates& rates,
                                   const Execution& execution) {
  if (std::holds_alternative<kernels::Laplace>(kernel)) {
    throw std::invalid_argument("phase: kernel must be smooth where points coincide, got Laplace");
  }
  const Vector scale = parameters.mass_factor ? particle_weights : Vector(particle_weights.cwiseSqrt());
  const Eigen::MatrixXd coupling = coupling_matrix(kernel, particles, scale, execution);
  const Vector kappas = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(coupling, Eigen::EigenvaluesOnly).eigenvalues();
  // Where they are rounding, eigenvalues are below this.
  const double neutral = 1e-13 * static_cast<double>(kappas.size()) * kappas.cwiseAbs().maxCoeff();

  BalancedSpectrum spectrum;
  const bool has_memory = !std::holds_alternative<methods::BestResponse<>>(method);
  if (has_memory) spectrum.spectral_radius = std::abs(1.0 - rates.discriminator * parameters.ridge);
  for (const double kappa : kappas) {
    if (kappa <= neutral) {
      ++spectrum.num_neutral;
      continue;
    }
    const Multipliers rho = std::visit(Block{rates, parameters.ridge, kappa}, method);
    spectrum.spectral_radius = std::max(spectrum.spectral_radius, rho.largest);
    spectrum.oscillates |= !rho.real;
  }
  return spectrum;
}

}  // namespace gandyn::analysis
