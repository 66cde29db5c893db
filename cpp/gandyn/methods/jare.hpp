#pragma once

#include "gandyn/methods/optimizer.hpp"

namespace gandyn {

namespace methods {
enum class Players { both, generator, discriminator };
}

template <>
struct EnumNames<methods::Players> {
  static constexpr std::array<std::string_view, 3> names{"both", "generator", "discriminator"};
};

namespace methods {

template <class Real = double>
struct JARE {
  static constexpr std::string_view name = "JARE";
  static constexpr std::string_view prose =
      "Jacobian regularisation: each player also descends gamma/2 times the other's squared gradient (Nie and Patel "
      "2019).";

  Real gamma = constant<Real>(1.0);
  Players players = Players::both;
  Optimizer<Real> optimizer;

  static constexpr auto fields() {
    return std::tuple{Field{"gamma", &JARE::gamma, nonnegative, "weight of the other player's squared gradient"},
                      Field{"players", &JARE::players, {}, "who is regularised: one player alone is an ablation"},
                      optimizer_field<JARE>()};
  }

  template <class Game>
  std::string refusal(const Game& game) const {
    const std::string reason = refusal_of<Game>(optimizer);
    return reason.empty() ? game.no_mixed_derivatives() : reason;
  }

  /// x+ = x + eta_g (v_g - gamma grad_x |v_d|^2 / 2),  y+ = y + eta_d (v_d - gamma grad_y |v_g|^2 / 2)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    auto v = game.field(state, execution);
    auto towards = v;
    if (players != Players::discriminator) {
      axpy(Real(-gamma), game.cross_to_generator(state, v.discriminator, execution), towards.generator);
    }
    if (players != Players::generator) {
      axpy(Real(-gamma), game.cross_to_discriminator(state, v.generator, execution), towards.discriminator);
    }
    transform(optimizer, towards, memory);
    next = state;
    move(game, rates, towards, next);
  }
};

}  // namespace methods
}  // namespace gandyn
