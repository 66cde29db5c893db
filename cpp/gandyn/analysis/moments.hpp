#pragma once

#include <array>
#include <vector>

#include "gandyn/core/fields.hpp"
#include "gandyn/core/parallel.hpp"
#include "gandyn/core/status.hpp"
#include "gandyn/kernels/kernel.hpp"
#include "gandyn/methods/rates.hpp"

namespace gandyn::analysis {

/// How mean and covariance of a cloud around its target, at 0, are closed:
/// smm              f quadratic, its source expanded to second order in the cloud's size
/// smm3             the same with the next term in the slope's source, for a Gaussian cloud
/// gaussian_source  f quadratic, its source that of a Gaussian cloud, exact
/// gaussian         a Gaussian cloud in the exact f that all earlier Gaussian clouds have left behind
enum class Closure { smm, smm3, gaussian_source, gaussian };

/// One target and N particles of equal mass.
struct Region {
  double target_weight;    // p
  double particle_weight;  // q
  double mass;             // P = N q
};

struct MomentsOptions {
  Closure closure = Closure::smm;
  bool alternating = true;  // AltGD, discriminator first; else SimGD
  Index num_steps = 0;
  double ridge = 0.0;
  methods::Rates rates;
};

struct Moments {
  std::vector<double> mean;           // (T, d), T = num_steps + 1
  std::vector<double> covariance;     // (T, d, d)
  Status status = Status::max_steps;  // diverged: nan after the last finite step
};

/// The moments of the cloud after 0, 1, ..., num_steps steps from f = 0; mean (d,), covariance (d, d). O(T d^3), the
/// gaussian closure O(T^2 d^3). Throws std::invalid_argument for a kernel without what the closure needs.
Moments moments(const kernels::Kernel& kernel, const Region& region, const Vector& mean, const Points& covariance,
                const MomentsOptions& options, const Execution& execution);

}  // namespace gandyn::analysis

template <>
struct gandyn::EnumNames<gandyn::analysis::Closure> {
  static constexpr std::array<std::string_view, 4> names{"smm", "smm3", "gaussian_source", "gaussian"};
};
