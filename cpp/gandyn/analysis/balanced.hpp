#pragma once

#include "gandyn/games/kernel_gan.hpp"
#include "gandyn/methods/method.hpp"

namespace gandyn::analysis {

/// The one-step spectrum around a balanced state, where f = 0 because the particles have met their targets. There every
/// eigenvalue kappa of S = D G D, G_jl = d_x d_y K(y_j, y_l), D = diag(q_j), closes a 2 x 2 block of its own.
struct BalancedSpectrum {
  double spectral_radius = 0.0;  // largest |rho|, apart from neutral directions (kappa = 0)
  bool oscillates = false;       // some rho is not real
};

/// particles (n, d), masses (n,). Costs O((n d)^3).
BalancedSpectrum balanced_spectrum(const kernels::Kernel& kernel, const Points& particles, const Vector& masses,
                                   const games::KernelGANParameters& parameters, const methods::Method& method,
                                   const methods::Rates& rates);

}  // namespace gandyn::analysis
