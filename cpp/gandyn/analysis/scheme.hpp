#pragma once

#include "gandyn/core/fields.hpp"
#include "gandyn/methods/rates.hpp"

namespace gandyn {

namespace analysis {
/// What moves the two players, where the matrix of it is known.
enum class Order { alternating, simultaneous, generator_first, continuous, best_response, jare, con_opt };
}  // namespace analysis

template <>
struct EnumNames<analysis::Order> {
  static constexpr std::array<std::string_view, 7> names{
      "alternating", "simultaneous", "generator_first", "continuous", "best_response", "jare", "con_opt"};
};

namespace analysis {

/// An order and the weights of its penalties: JARE has one a player, and ConOpt the same for both.
struct Scheme {
  Order order = Order::alternating;
  double generator_gamma = 0.0, discriminator_gamma = 0.0;

  bool penalised() const { return order == Order::jare || order == Order::con_opt; }
  /// How functions that no particle sees change in a step; the exponent of the flow, a unit being a step over eta_d.
  double decay(const methods::Rates& rates, double ridge) const {
    switch (order) {
      case Order::best_response: return 0.0;
      case Order::continuous: return -ridge;
      case Order::con_opt: return 1.0 - rates.discriminator * ridge * (1.0 + discriminator_gamma * ridge);
      default: return 1.0 - rates.discriminator * ridge;
    }
  }
};

}  // namespace analysis
}  // namespace gandyn
