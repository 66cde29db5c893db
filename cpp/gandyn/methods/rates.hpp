#pragma once

#include "gandyn/core/fields.hpp"

namespace gandyn::methods {

struct Rates {
  static constexpr std::string_view name = "Rates";
  static constexpr std::string_view prose = "The step sizes of the two players.";

  double generator = 0.1;
  double discriminator = 0.1;

  static constexpr auto fields() {
    return std::tuple{Field{"generator", &Rates::generator, nonnegative, "step size eta_g of the min player"},
                      Field{"discriminator", &Rates::discriminator, nonnegative, "step size eta_d of the max player"}};
  }
};

}  // namespace gandyn::methods
