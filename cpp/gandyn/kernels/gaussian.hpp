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
    double rate;            // K = 2^(rate r2)
    double slope_unit;      // -1 / (2 bandwidth^2)
    double curvature_unit;  // its square

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      const P value = exp2(r2, P(rate));
      return {value, value, value};
    }
  };
  Profile profile() const {
    const double slope = finite(-0.5 / bandwidth / bandwidth);
    return {finite(slope * simd::log2e), slope, finite(slope * slope)};
  }
  double length() const { return bandwidth; }
  double steepness() const { return 0.5; }
  /// The Gaussians of which it is the sum.
  std::vector<Component> components() const { return {{bandwidth, 1.0}}; }
};

}  // namespace gandyn::kernels
