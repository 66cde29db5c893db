#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/methods/rates.hpp"

namespace gandyn::methods {

/// In the kernel GAN this is gradient descent on MMD^2 / 2 with step eta_g / ridge: the MMD flow.
struct BestResponse {
  static constexpr std::string_view name = "BestResponse";
  static constexpr std::string_view prose =
      "The generator descends against the discriminator that is optimal at each step.";

  static constexpr std::tuple<> fields() { return {}; }

  /// Throws std::invalid_argument for a game in which no discriminator is best.
  template <class Game>
  void require(const Game& game) const {
    if (game.parameters().ridge > 0.0) return;
    throw std::invalid_argument("BestResponse: ridge must be > 0, for without it no discriminator is best; got 0");
  }

  /// f+ = argmax_f L(f, y),  y+ = y + eta_g v_y(f+, y)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, const Rates& rates,
            const Execution& execution) const {
    next.discriminator = game.best_response(state, execution);
    game.descend(state, next.discriminator, rates.generator, next, execution);
  }

  /// The time of the MMD flow.
  template <class Game>
  double time_step(const Game& game, const Rates& rates) const {
    return rates.generator / game.parameters().ridge;
  }
};

}  // namespace gandyn::methods
