#pragma once

#include "gandyn/core/for_packs.hpp"

/// Compiled once an instruction set, see lane_routines.cpp.
namespace gandyn::games::loops {

using simd::Pack;

/// sqrt(2 pi) times the standard normal density, 0 beyond +-37.
template <class P>
GANDYN_INLINE P normal_bell(P x) {
  return simd::exp2(x * x, P(-0.5 * simd::log2e));
}

template <class P>
GANDYN_INLINE P max(P a, P b) {
  return simd::where_less(a, b, b, a);
}

template <class P>
GANDYN_INLINE P bounded_end(P x) {
  return max(simd::min(x, P(1e100)), P(-1e100));
}

/// The field of the mixture GAN under total variation, for `count` runs: rows mu_1, mu_2; ends l_1, l_2, r_1, r_2;
/// parameters mu*_1, mu*_2, weight_1, weight_2.
///   v_mu_j = -weight_j sum_i (phi(r_i - mu_j) - phi(l_i - mu_j)),  v_l = -F(l),  v_r = F(r),
///   F(x) = sum_k weight_k (phi(x - mu*_k) - phi(x - mu_k))        (Li et al. 2018, section 2)
template <int W>
void mixture_field(const double* mu, const double* ends, const double* parameters, std::int64_t count, double* to_mu,
                   double* to_ends) {
  using P = Pack<W>;
  simd::for_packs<W>(count, [&](std::int64_t run, auto lanes) __attribute__((always_inline)) {
    const auto in = [&](const double* rows, int row)
                        __attribute__((always_inline)) { return P::load(rows + row * count + run, lanes); };
    const auto out = [&](P numbers, double* rows, int row)
                         __attribute__((always_inline)) { numbers.store(rows + row * count + run, lanes); };
    const P height = 0.3989422804014326779;  // 1 / sqrt(2 pi)
    const P weight1 = height * in(parameters, 2), weight2 = height * in(parameters, 3);
    const P true1 = in(parameters, 0), true2 = in(parameters, 1), mu1 = in(mu, 0), mu2 = in(mu, 1);
    const auto means = simd::join(true1, true2, mu1, mu2, true1, true2, mu1, mu2);
    P pull1 = 0.0, pull2 = 0.0;
    for (int i = 0; i < 2; ++i) {
      // An infinite end must not meet an infinite difference: there the densities are 0 all the same.
      const P l = bounded_end(in(ends, i)), r = bounded_end(in(ends, 2 + i));
      const auto bells = normal_bell(simd::join(l, l, l, l, r, r, r, r) - means);
      const auto at = [&](int k) __attribute__((always_inline)) { return bells.part(k); };
      P at_l = 0.0, at_r = 0.0;  // -F(l), F(r); from 0: each product has one sum to be fused with
      at_l += weight1 * (at(2) - at(0)), at_l += weight2 * (at(3) - at(1));
      at_r += weight1 * (at(4) - at(6)), at_r += weight2 * (at(5) - at(7));
      out(at_l, to_ends, i);
      out(at_r, to_ends, 2 + i);
      pull1 += at(2) - at(6), pull2 += at(3) - at(7);  // an empty interval's cancel exactly
    }
    out(weight1 * pull1, to_mu, 0);
    out(weight2 * pull2, to_mu, 1);
  });
}

/// The nearest ends with l_1 <= r_1 <= l_2 <= r_2 (isotonic regression): each number of four is the largest over a <= i
/// of the smallest over b >= i of the means of numbers a..b. Ordered ends stay as they are, bit for bit, also infinite
/// ones.
template <int W>
void order_ends(double* ends, std::int64_t count) {
  using P = Pack<W>;
  simd::for_packs<W>(count, [&](std::int64_t run, auto lanes) __attribute__((always_inline)) {
    double* const at[4] = {ends + run, ends + 2 * count + run, ends + count + run, ends + 3 * count + run};
    const P x0 = P::load(at[0], lanes), x1 = P::load(at[1], lanes);
    const P x2 = P::load(at[2], lanes), x3 = P::load(at[3], lanes);
    const P half = 0.5, third = 1.0 / 3.0;
    const P m01 = half * (x0 + x1), m12 = half * (x1 + x2), m23 = half * (x2 + x3);
    const P m02 = third * (x0 + x1 + x2), m13 = third * (x1 + x2 + x3), m03 = half * (m01 + m23);
    const P low0 = simd::min(x0, simd::min(m01, simd::min(m02, m03)));
    const P from0 = simd::min(m01, simd::min(m02, m03)), from1 = simd::min(x1, simd::min(m12, m13));
    const P y1 = max(from0, from1);
    const P y2 = max(simd::min(m02, m03), max(simd::min(m12, m13), simd::min(x2, m23)));
    const P y3 = max(max(m03, m13), max(m23, x3));
    const P gap = simd::min(x1 - x0, simd::min(x2 - x1, x3 - x2));  // negative where they cross; NaN counts as ordered
    simd::where_less(gap, P(0.0), low0, x0).store(at[0], lanes);
    simd::where_less(gap, P(0.0), y1, x1).store(at[1], lanes);
    simd::where_less(gap, P(0.0), y2, x2).store(at[2], lanes);
    simd::where_less(gap, P(0.0), y3, x3).store(at[3], lanes);
  });
}

}  // namespace gandyn::games::loops
