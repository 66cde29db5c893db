#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/methods/rates.hpp"

namespace gandyn {

namespace methods {
enum class Player { discriminator, generator };
}

template <>
struct EnumNames<methods::Player> {
  static constexpr std::array<std::string_view, 2> names{"discriminator", "generator"};
};

namespace methods {

struct AltGD {
  static constexpr std::string_view name = "AltGD";
  static constexpr std::string_view prose =
      "Alternating gradient descent-ascent: the second player answers the move of the first.";

  Player first = Player::discriminator;

  static constexpr auto fields() {
    return std::tuple{Field{"first", &AltGD::first, {}, "the player that moves first in a step"}};
  }

  /// discriminator first: f+ = f + eta_d v_f(f, y), then y+ = y + eta_g v_y(f+, y); generator first: the reverse
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, const Rates& rates,
            const Execution& execution) const {
    if (first == Player::discriminator) {
      next.discriminator = game.ascend(state, state.discriminator, rates.discriminator, execution);
      game.descend(state, next.discriminator, rates.generator, next, execution);
    } else {
      game.descend(state, state.discriminator, rates.generator, next, execution);
      next.discriminator = game.ascend(next, state.discriminator, rates.discriminator, execution);
    }
  }

  template <class Game>
  double time_step(const Game&, const Rates& rates) const {
    return rates.discriminator;
  }
};

}  // namespace methods
}  // namespace gandyn
