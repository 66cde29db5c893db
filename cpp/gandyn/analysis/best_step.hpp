#pragma once

#include "gandyn/analysis/quadratic.hpp"

namespace gandyn::analysis {

/// The step eta > 0 that minimises max |1 + eta lambda|, exactly: of a maximum of parabolas in eta the least value lies
/// at a vertex or where two meet. eta = 0 where no step makes all of them smaller than 1.
struct BestStep {
  double step, radius;
};
BestStep best_step(const Complex* eigenvalues, Index n);

/// Eigenvalues of the field's Jacobian at the equilibrium of a linear GAN, which decouples into 2 x 2 blocks [[0, -p],
/// [p, q]] with q = s2 b, of an n x n covariance with eigenvalues b (theory of the linear GAN, section 3.1).
struct LinearBlock {
  double p, q;
};
enum class BlockMethod { sim_gd, con_opt, jare, one_sided };
Pair block_eigenvalues(const LinearBlock& block, BlockMethod method, double strength);

}  // namespace gandyn::analysis
