#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/methods/rates.hpp"

namespace gandyn::methods {

struct SimGD {
  static constexpr std::string_view name = "SimGD";
  static constexpr std::string_view prose =
      "Simultaneous gradient descent-ascent: both players move from the same old state.";

  static constexpr std::tuple<> fields() { return {}; }

  /// y+ = y + eta_g v_y(f, y),  f+ = f + eta_d v_f(f, y)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, const Rates& rates,
            const Execution& execution) const {
    game.descend(state, state.discriminator, rates.generator, next, execution);
    next.discriminator = game.ascend(state, state.discriminator, rates.discriminator, execution);
  }

  template <class Game>
  double time_step(const Game&, const Rates& rates) const {
    return rates.discriminator;
  }
};

}  // namespace gandyn::methods
