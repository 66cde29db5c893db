#pragma once

#include <variant>

#include "gandyn/kernels/gaussian.hpp"
#include "gandyn/kernels/gaussian_mixture.hpp"
#include "gandyn/kernels/inverse_multiquadric.hpp"
#include "gandyn/kernels/laplace.hpp"
#include "gandyn/kernels/matern32.hpp"
#include "gandyn/kernels/matern52.hpp"
#include "gandyn/kernels/rational_quadratic.hpp"

namespace gandyn::kernels {

/// Every kernel. A new one is its header and its name in this list.
// clang-format off
using Kernel = std::variant<
    Gaussian,
    GaussianMixture,
    Laplace,
    Matern32,
    Matern52,
    RationalQuadratic,
    InverseMultiquadric>;
// clang-format on

inline const Metric& metric_of(const Kernel& kernel) {
  return std::visit([](const auto& k) -> const Metric& { return k.metric; }, kernel);
}

}  // namespace gandyn::kernels
