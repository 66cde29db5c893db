#pragma once

#include "gandyn/methods/optimizer.hpp"
#include "gandyn/methods/products.hpp"

namespace gandyn::methods {

template <class Real = double>
struct ConOpt {
  static constexpr std::string_view name = "ConOpt";
  static constexpr std::string_view prose =
      "Consensus optimisation: both players also descend gamma |v|^2 / 2 (Mescheder et al. 2017).";

  Real gamma = constant<Real>(1.0);
  Optimizer<Real> optimizer;

  static constexpr auto fields() {
    return std::tuple{Field{"gamma", &ConOpt::gamma, nonnegative, "weight of the field's squared length"},
                      optimizer_field<ConOpt>()};
  }

  template <class Game>
  std::string refusal(const Game& game) const {
    const std::string reason = refusal_of<Game>(optimizer);
    return reason.empty() ? game.no_mixed_derivatives() : reason;
  }

  /// w+ = w + eta (v - gamma A'v), A the Jacobian of the field v, so that A'v = grad |v|^2 / 2
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    auto v = game.field(state, execution);
    auto slope = transposed_product(game, state, v, execution);
    axpy(Real(-gamma), slope.generator, v.generator);
    axpy(Real(-gamma), slope.discriminator, v.discriminator);
    transform(optimizer, v, memory);
    next = state;
    move(game, rates, v, next);
  }
};

}  // namespace gandyn::methods
