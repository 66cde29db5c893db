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
    double rate;  // 1 / bandwidth^2

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P inverse = P(1.0) / (r2 * rate + P(1.0));
      const P value = sqrt(inverse);
      const P slope = value * inverse * (-0.5 * rate);
      return {value, slope, slope * inverse * (-1.5 * rate)};
    }
  };
  Profile profile() const { return {finite(1.0 / bandwidth / bandwidth)}; }
};

}  // namespace gandyn::kernels
