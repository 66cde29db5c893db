#pragma once

#include <vector>

#include "gandyn/analysis/linear_step.hpp"
#include "gandyn/analysis/stability.hpp"

/// The spectrum of a whole kernel GAN where no Hessian bends the step, as in every balanced state (f = 0, w = 0). There
/// every eigenvalue kappa of S = D G D (without mass factor of D^1/2 G D^1/2) closes a 2 x 2 block of its own, for
/// every order, any rates and any ridge: one symmetric eigen-decomposition serves them all.
namespace gandyn::analysis {

/// The eigenvalues of S, increasing; what is 0 to rounding is 0. Costs O((n d)^3).
Vector coupling(const games::Game& game, const Points& particles, const Execution& execution);

/// Why S does not tell all for this scheme; empty where it does. The penalties of unequal masses meet D twice.
std::string no_blocks(const games::Game& game, const Scheme& scheme);

/// What the blocks of S need beside kappa.
struct Blocks {
  Vector kappas;  // (M,)
  double mass;    // of G D^2 = mass S: 1, or without mass factor that of every particle
};
Blocks blocks_of(const games::Game& game, Vector kappas);

/// All multipliers rho = 1 - z (exponents s = -z for the flow), sorted: 2 a kappa, and one under best response.
std::vector<Complex> flat_eigenvalues(const Blocks& blocks, const Scheme& scheme, const methods::Rates& rates,
                                      double ridge);

/// One combination of numbers of a sweep.
struct Setting {
  methods::Rates rates;
  double ridge;
};
/// What `stability` says of the spectrum at every setting, with the functions that no particle sees; they are not
/// counted among what is neutral. The work is linear in the number of kappas a setting.
std::vector<Stability> sweep(const Blocks& blocks, const Scheme& scheme, const std::vector<Setting>& settings,
                             double tolerance, const Execution& execution);

/// An eigenvector of a real matrix (n, n) for an eigenvalue known to rounding: inverse iteration from a fixed start.
/// Length 1, the largest entry (the first of equals) real and positive.
Eigen::VectorXcd eigenvector(const Points& matrix, Complex eigenvalue);

}  // namespace gandyn::analysis
