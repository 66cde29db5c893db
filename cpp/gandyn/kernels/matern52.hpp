#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct Matern52 {
  static constexpr std::string_view name = "Matern52";
  static constexpr std::string_view prose =
      "K = (1 + a r + a^2 r^2 / 3) exp(-a r), a = sqrt(5) / bandwidth: twice differentiable sample paths";

  double bandwidth = 1.0;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{
        Field{"bandwidth", &Matern52::bandwidth, positive, "length of the kernel, in units of the points"},
        metric_field<Matern52>()};
  }

  /// Of a wave of the kernel, see frequencies.hpp: omega is Student t with 5 degrees of freedom.
  double frequency_scale(random::Draws& draws) const { return std::sqrt(5.0 / draws.chi_squared(5)) / bandwidth; }

  struct Profile {
    double a;               // sqrt(5) / bandwidth
    double slope_unit;      // -a^2 / 6
    double curvature_unit;  // a^4 / 12

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P ar = min(sqrt(r2) * a, P(farthest));
      const P decay = exp2(ar, P(-simd::log2e));
      const P linear = ar + P(1.0);
      return {(ar * ar * (1.0 / 3.0) + linear) * decay, linear * decay, decay};
    }
  };
  Profile profile() const {
    const double a = finite(2.23606797749979 / bandwidth);
    return {a, finite(a * a / -6.0), finite(a * a * a * a / 12.0)};
  }
  double length() const { return bandwidth; }
  double steepness() const { return 2.5; }
};

}  // namespace gandyn::kernels
