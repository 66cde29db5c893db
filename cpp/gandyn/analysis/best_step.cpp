#include "gandyn/analysis/best_step.hpp"

#include <algorithm>
#include <cmath>

namespace gandyn::analysis {

BestStep best_step(const Complex* eigenvalues, Index n) {
  const auto radius = [&](double step) {
    double worst = 0.0;
    for (Index i = 0; i < n; ++i) worst = std::max(worst, std::abs(1.0 + step * eigenvalues[i]));
    return worst;
  };
  BestStep best{0.0, 1.0};
  const auto consider = [&](double step) {
    if (!(step > 0.0) || !std::isfinite(step)) return;
    const double found = radius(step);
    if (found < best.radius) best = {step, found};
  };
  for (Index i = 0; i < n; ++i) {
    const Complex& x = eigenvalues[i];
    consider(-x.real() / std::norm(x));
    for (Index j = 0; j < i; ++j) {
      const Complex& y = eigenvalues[j];
      consider(-2.0 * (x.real() - y.real()) / (std::norm(x) - std::norm(y)));
    }
  }
  return best;
}

Pair block_eigenvalues(const LinearBlock& block, BlockMethod method, double strength) {
  const double p2 = block.p * block.p, q = block.q, g = strength;
  switch (method) {
    case BlockMethod::sim_gd: return root_pair(q, p2);
    case BlockMethod::con_opt: return root_pair(q - 2.0 * g * p2 - g * q * q, p2 * (g * g * p2 - g * q + 1.0));
    case BlockMethod::jare: return root_pair(q - 2.0 * g * p2, p2 * (g * g * p2 + 1.0));
    case BlockMethod::one_sided: break;
  }
  return root_pair(q - g * p2, p2);
}

}  // namespace gandyn::analysis
