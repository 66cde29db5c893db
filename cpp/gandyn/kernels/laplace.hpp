#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct Laplace {
  static constexpr std::string_view name = "Laplace";
  static constexpr std::string_view prose =
      "K = exp(-r / bandwidth); it has a kink at r = 0, where its gradient counts as 0";
  static constexpr bool kink = true;

  double bandwidth = 1.0;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{Field{"bandwidth", &Laplace::bandwidth, positive, "length of the kernel, in units of the points"},
                      metric_field<Laplace>()};
  }

  /// Of a wave of the kernel, see frequencies.hpp: omega is Student t with 1 degree of freedom.
  double frequency_scale(random::Draws& draws) const { return 1.0 / std::sqrt(draws.chi_squared(1)) / bandwidth; }

  struct Profile {
    double rate;            // 1 / bandwidth
    double exponent;        // K = 2^(exponent r)
    double slope_unit;      // -rate / 2
    double curvature_unit;  // rate / 4

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P r = sqrt(r2);
      const P inverse_r = inverse_distance(r2, r);
      const P value = exp2(r, P(exponent));
      const P slope = value * inverse_r;
      return {value, slope, slope * inverse_r * (inverse_r + rate)};
    }
  };
  Profile profile() const {
    const double rate = finite(1.0 / bandwidth);
    return {rate, finite(-rate * simd::log2e), -0.5 * rate, 0.25 * rate};
  }
  double length() const { return bandwidth; }
};

}  // namespace gandyn::kernels
