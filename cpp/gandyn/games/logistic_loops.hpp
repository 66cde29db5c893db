#pragma once

#include "gandyn/core/for_packs.hpp"

/// Compiled once an instruction set, see lane_routines.cpp.
namespace gandyn::games::loops {

using simd::Pack;

/// Adds weight * (S, S', S'', S''')(t) to sums; S the logistic function.
template <class P>
GANDYN_INLINE void add_logistic(P t, P weight, P* sums) {
  const P z = simd::exp(simd::where_less(t, P(0.0), t, -t));  // e^-|t|
  const P inverse = P(1.0) / (P(1.0) + z);
  const P near = z * inverse;  // S(-|t|)
  const P s = simd::where_less(t, P(0.0), near, inverse);
  const P s1 = near * inverse;
  const P tilt = (P(1.0) - z) * inverse;  // 1 - 2 S(-|t|)
  sums[0] += weight * s;
  sums[1] += weight * s1;
  sums[2] += weight * s1 * simd::where_less(t, P(0.0), tilt, -tilt);
  sums[3] += weight * s1 * (P(1.0) - P(6.0) * s1);
}

/// means[k][i] = E S^(k)(a_i + b_i e), e standard normal, k = 0..3, by the trapezoidal rule with nodes at multiples of
/// step_i up to steps_i of them on either side.
template <int W>
void logistic_means(const double* a, const double* b, const double* step, const double* steps, std::int64_t count,
                    double* const* means) {
  using P = Pack<W>;
  simd::for_packs<W>(count, [&](std::int64_t i, auto lanes) __attribute__((always_inline)) {
    const P mean = P::load(a + i, lanes), spread = P::load(b + i, lanes);
    const P h = P::load(step + i, lanes), last = P::load(steps + i, lanes);
    P sums[4] = {0.0, 0.0, 0.0, 0.0};
    P weight = h * P(0.3989422804014326779);
    add_logistic(mean, weight, sums);
    double most = 0.0;
    for (int lane = 0; lane < W; ++lane) most = last[lane] > most ? last[lane] : most;
    for (double k = 1.0; k <= most; k += 1.0) {
      const P e = h * P(k);
      P w = weight * simd::exp(P(-0.5) * e * e);
      w = simd::where_less(last, P(k), P(0.0), w);  // a run with fewer nodes adds zeros: its bits are its own
      add_logistic(mean + spread * e, w, sums);
      add_logistic(mean - spread * e, w, sums);
    }
    for (int k = 0; k < 4; ++k) sums[k].store(means[k] + i, lanes);
  });
}

}  // namespace gandyn::games::loops
