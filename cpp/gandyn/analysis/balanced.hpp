#pragma once

#include "gandyn/games/kernel_gan.hpp"
#include "gandyn/methods/method.hpp"

namespace gandyn::analysis {

/// The one-step spectrum around a balanced state, where f = 0 because the particles have met their targets. There every
/// eigenvalue kappa of S = D G D (without mass factor of D^1/2 G D^1/2), G_jl = d_x d_y K(y_j, y_l), D = diag(q_j),
/// closes a 2 x 2 block of its own. Directions with kappa = 0 are neutral: to first order nothing moves them back.
struct BalancedSpectrum {
  double spectral_radius = 0.0;  // largest |rho| of all directions that are not neutral
  bool oscillates = false;       // some rho is not real
  Index num_neutral = 0;         // of the n d directions
};

/// particles (n, d), particle_weights (n,). Costs O((n d)^3). Throws std::invalid_argument for a kernel that is not
/// smooth where points coincide: it has no local spectrum.
BalancedSpectrum balanced_spectrum(const kernels::Kernel& kernel, const Points& particles,
                                   const Vector& particle_weights, const games::KernelGANParameters& parameters,
                                   const methods::Method& method, const methods::Rates& rates,
                                   const Execution& execution);

}  // namespace gandyn::analysis
