#pragma once

#include "gandyn/core/fields.hpp"
#include "gandyn/core/lanes.hpp"

namespace gandyn::methods {

template <class Real = double>
struct RatesOf {
  static constexpr std::string_view name = "Rates";
  static constexpr std::string_view prose = "The step sizes of the two players.";

  Real generator = constant<Real>(0.1);
  Real discriminator = constant<Real>(0.1);

  static constexpr auto fields() {
    return std::tuple{
        Field{"generator", &RatesOf::generator, nonnegative, "step size eta_g of the min player"},
        Field{"discriminator", &RatesOf::discriminator, nonnegative, "step size eta_d of the max player"}};
  }
};
using Rates = RatesOf<>;

}  // namespace gandyn::methods
