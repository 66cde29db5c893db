#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct RationalQuadratic {
  static constexpr std::string_view name = "RationalQuadratic";
  static constexpr std::string_view prose =
      "K = (1 + r2 / (2 mixing bandwidth^2))^-mixing: Gaussians of many bandwidths, with a heavy tail";

  double bandwidth = 1.0;
  double mixing = 1.0;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{
        Field{"bandwidth", &RationalQuadratic::bandwidth, positive, "length of the kernel, in units of the points"},
        Field{"mixing", &RationalQuadratic::mixing, positive, "exponent; the Gaussian kernel is its limit at infinity"},
        metric_field<RationalQuadratic>()};
  }

  /// Of a wave of the kernel, see frequencies.hpp: its square times bandwidth^2 is Gamma of shape and rate `mixing`.
  double frequency_scale(random::Draws& draws) const { return std::sqrt(draws.gamma(mixing) / mixing) / bandwidth; }

  struct Profile {
    double rate;  // 1 / (2 mixing bandwidth^2)
    double mixing;
    double slope_unit;      // -mixing rate
    double curvature_unit;  // mixing (mixing + 1) rate^2

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P u = min(r2 * rate, P(P::huge));
      const P value = exp2(log1p(u), P(-mixing * simd::log2e));
      const P inverse = P(1.0) / (u + P(1.0));
      const P slope = value * inverse;
      return {value, slope, slope * inverse};
    }
  };
  Profile profile() const {
    const double rate = finite(0.5 / mixing / bandwidth / bandwidth);
    return {rate, mixing, finite(-mixing * rate), finite(mixing * (mixing + 1.0) * rate * rate)};
  }
  double length() const { return bandwidth; }
  double steepness() const { return 0.5 + 0.5 / mixing; }
};

}  // namespace gandyn::kernels
