#pragma once

#include "gandyn/core/simd.hpp"

/// Compiled once an instruction set, see lane_routines.cpp.
namespace gandyn::games::loops {

using simd::Pack;

/// The standard normal density, 0 beyond +-38.
template <class P>
GANDYN_INLINE P normal_density(P x) {
  return P(0.3989422804014326779) * simd::exp(P(-0.5) * x * x);
}

/// The field of the mixture GAN under total variation. Rows of `count` runs, a multiple of W:
/// w = (mu_1, mu_2, l_1, l_2, r_1, r_2), parameters = (mu*_1, mu*_2, weight_1, weight_2), field in the order of w.
///   v_mu_j = -weight_j sum_i (phi(r_i - mu_j) - phi(l_i - mu_j)),  v_l = -F(l),  v_r = F(r),
///   F(x) = sum_k weight_k (phi(x - mu*_k) - phi(x - mu_k))        (Li et al. 2018, section 2)
template <int W>
void mixture_field(const double* w, const double* parameters, std::int64_t count, double* field) {
  using P = Pack<W>;
  for (std::int64_t run = 0; run < count; run += W) {
    const auto in = [&](const double* rows, int row) { return P::load(rows + row * count + run); };
    const P weight[2] = {in(parameters, 2), in(parameters, 3)};
    P pull[2] = {0.0, 0.0}, at_left[2] = {0.0, 0.0};
    for (int i = 0; i < 4; ++i) {  // l1, r1, l2, r2: an empty interval's ends follow each other and cancel exactly
      const bool left = i % 2 == 0;
      const int end = i / 2 + (left ? 0 : 2);
      // An infinite end must not meet an infinite difference: there the densities are 0 all the same.
      const P x = simd::where_less(P(1e100), in(w, 2 + end), P(1e100),
                                   simd::where_less(in(w, 2 + end), P(-1e100), P(-1e100), in(w, 2 + end)));
      P difference = 0.0;
      for (int k = 0; k < 2; ++k) {
        const P own = normal_density(x - in(w, k));
        difference += weight[k] * (normal_density(x - in(parameters, k)) - own);
        if (left) {
          at_left[k] = own;
        } else {
          pull[k] += at_left[k] - own;
        }
      }
      (left ? -difference : difference).store(field + (2 + end) * count + run);
    }
    for (int k = 0; k < 2; ++k) (weight[k] * pull[k]).store(field + k * count + run);
  }
}

}  // namespace gandyn::games::loops
