#pragma once

#include <algorithm>
#include <numeric>

#include "gandyn/core/random.hpp"
#include "gandyn/kernels/metric.hpp"
#include "gandyn/kernels/profile.hpp"

namespace gandyn::kernels {

struct GaussianMixture {
  static constexpr std::string_view name = "GaussianMixture";
  static constexpr std::string_view prose = "K = sum_m weight_m exp(-r2 / (2 bandwidth_m^2)): several scales at once";

  std::vector<double> bandwidths{0.5, 1.0, 2.0};
  std::vector<double> weights;
  Metric metric;

  static constexpr auto fields() {
    return std::tuple{Field{"bandwidths", &GaussianMixture::bandwidths, positive,
                            "lengths of the components, in units of the points"},
                      Field{"weights", &GaussianMixture::weights, positive,
                            "weights of the components, K(0) is their sum; none: equal, summing to 1"},
                      metric_field<GaussianMixture>()};
  }

  void check_together() const {
    if (bandwidths.empty()) throw std::invalid_argument("GaussianMixture: bandwidths must have at least one entry");
    if (bandwidths.size() > Profile::capacity) {
      throw std::invalid_argument("GaussianMixture: bandwidths must have at most 32 entries, got " +
                                  std::to_string(bandwidths.size()));
    }
    if (!weights.empty() && weights.size() != bandwidths.size()) {
      throw std::invalid_argument("GaussianMixture: weights must have one entry a bandwidth (" +
                                  std::to_string(bandwidths.size()) + "), got " + std::to_string(weights.size()));
    }
  }

  struct Profile {
    static constexpr int capacity = 32;
    int count;
    double rate[capacity];   // a component is 2^(rate r2)
    double inner[capacity];  // -1 / (2 bandwidth^2)
    double weight[capacity];

    template <class P>
    GANDYN_INLINE Radial<P> operator()(P r2) const {
      Radial<P> sum{0.0, 0.0, 0.0};
      for (int m = 0; m < count; ++m) {
        const P value = exp2(r2, P(rate[m])) * weight[m];
        const P slope = value * inner[m];
        sum.value += value;
        sum.slope += slope;
        sum.curvature += slope * inner[m];
      }
      return sum;
    }
  };
  Profile profile() const {
    Profile profile{};
    profile.count = static_cast<int>(bandwidths.size());
    const std::vector<Component> parts = components();
    for (std::size_t m = 0; m < parts.size(); ++m) {
      profile.inner[m] = finite(-0.5 / parts[m].bandwidth / parts[m].bandwidth);
      profile.rate[m] = finite(profile.inner[m] * simd::log2e);
      profile.weight[m] = parts[m].weight;
    }
    return profile;
  }
  double length() const { return *std::min_element(bandwidths.begin(), bandwidths.end()); }
  double steepness() const { return 0.5; }
  /// The Gaussians of which it is the sum.
  std::vector<Component> components() const {
    std::vector<Component> parts;
    for (std::size_t m = 0; m < bandwidths.size(); ++m) {
      parts.push_back({bandwidths[m], weights.empty() ? 1.0 / static_cast<double>(bandwidths.size()) : weights[m]});
    }
    return parts;
  }
  /// Of a wave of the kernel, see frequencies.hpp: that of a component drawn by its weight.
  double frequency_scale(random::Draws& draws) const {
    const std::vector<Component> parts = components();
    double left = draws.uniform() * std::accumulate(weights.begin(), weights.end(), weights.empty() ? 1.0 : 0.0);
    std::size_t m = 0;
    while (m + 1 < parts.size() && (left -= parts[m].weight) > 0.0) ++m;
    return 1.0 / parts[m].bandwidth;
  }
};

}  // namespace gandyn::kernels
