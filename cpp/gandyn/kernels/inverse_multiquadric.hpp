#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct InverseMultiquadric {
  static constexpr std::string_view name = "InverseMultiquadric";
  static constexpr std::string_view prose = "K = (1 + r2 / bandwidth^2)^(-1/2)";

  double bandwidth = 1.0;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{
        Field{"bandwidth", &InverseMultiquadric::bandwidth, positive, "length of the kernel, in units of the points"},
        metric_field<InverseMultiquadric>()};
  }

  /// Of a wave of the kernel, see frequencies.hpp: its square times bandwidth^2 is chi-squared with 1 degree of
  /// freedom.
  double frequency_scale(random::Draws& draws) const { return std::sqrt(draws.chi_squared(1)) / bandwidth; }

  struct Profile {
    double rate;            // 1 / bandwidth^2
    double slope_unit;      // -rate / 2
    double curvature_unit;  // 3 rate^2 / 4

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P inverse = P(1.0) / (r2 * rate + P(1.0));
      const P value = sqrt(inverse);
      const P slope = value * inverse;
      return {value, slope, slope * inverse};
    }
  };
  Profile profile() const {
    const double rate = finite(1.0 / bandwidth / bandwidth);
    return {rate, -0.5 * rate, finite(0.75 * rate * rate)};
  }
  double length() const { return bandwidth; }
  double steepness() const { return 1.5; }
};

}  // namespace gandyn::kernels
