#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct Matern32 {
  static constexpr std::string_view name = "Matern32";
  static constexpr std::string_view prose =
      "K = (1 + a r) exp(-a r), a = sqrt(3) / bandwidth: once differentiable sample paths";

  double bandwidth = 1.0;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{
        Field{"bandwidth", &Matern32::bandwidth, positive, "length of the kernel, in units of the points"},
        metric_field<Matern32>()};
  }

  /// Of a wave of the kernel, see frequencies.hpp: omega is Student t with 3 degrees of freedom.
  double frequency_scale(random::Draws& draws) const { return std::sqrt(3.0 / draws.chi_squared(3)) / bandwidth; }

  struct Profile {
    double a;               // sqrt(3) / bandwidth
    double slope_unit;      // -a^2 / 2
    double curvature_unit;  // a^3 / 4

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P r = sqrt(r2);
      const P ar = min(r * a, P(farthest));
      const P decay = exp2(ar, P(-simd::log2e));
      return {decay * ar + decay, decay, decay * inverse_distance(r2, r)};
    }
  };
  Profile profile() const {
    const double a = finite(1.7320508075688772 / bandwidth);
    return {a, finite(-0.5 * a * a), finite(0.25 * a * a * a)};
  }
  double length() const { return bandwidth; }
};

}  // namespace gandyn::kernels
