#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct Laplace {
  static constexpr std::string_view name = "Laplace";
  static constexpr std::string_view prose =
      "K = exp(-r / bandwidth); it has a kink at r = 0, where its gradient counts as 0";

  double bandwidth = 1.0;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{Field{"bandwidth", &Laplace::bandwidth, positive, "length of the kernel, in units of the points"},
                      metric_field<Laplace>()};
  }

  /// Of a wave of the kernel, see frequencies.hpp: omega is Student t with 1 degree of freedom.
  double frequency_scale(random::Draws& draws) const { return 1.0 / std::sqrt(draws.chi_squared(1)) / bandwidth; }

  struct Profile {
    double rate;  // 1 / bandwidth

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P r = sqrt(r2);
      const P inverse_r = inverse_distance(r2, r);
      const P value = exp(-(r * rate));
      const P slope = value * (-0.5 * rate) * inverse_r;
      return {value, slope, slope * -0.5 * inverse_r * (inverse_r + rate)};
    }
  };
  Profile profile() const { return {finite(1.0 / bandwidth)}; }
};

}  // namespace gandyn::kernels
