#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct Gaussian {
  static constexpr std::string_view name = "Gaussian";
  static constexpr std::string_view prose = "K = exp(-r2 / (2 bandwidth^2))";

  double bandwidth = 1.0;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{
        Field{"bandwidth", &Gaussian::bandwidth, positive, "length of the kernel, in units of the points"},
        metric_field<Gaussian>()};
  }

  /// Of a wave of the kernel; see frequencies.hpp.
  double frequency_scale(random::Draws&) const { return 1.0 / bandwidth; }

  struct Profile {
    double rate;  // -1 / (2 bandwidth^2)

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P value = exp(r2 * rate);
      const P slope = value * rate;
      return {value, slope, slope * rate};
    }
  };
  Profile profile() const { return {finite(-0.5 / bandwidth / bandwidth)}; }
  /// The Gaussians of which it is the sum.
  std::vector<Component> components() const { return {{bandwidth, 1.0}}; }
};

}  // namespace gandyn::kernels
