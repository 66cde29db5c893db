#pragma once

#include "gandyn/methods/memory.hpp"

namespace gandyn::methods {

/// In the kernel GAN this is gradient descent on MMD^2 / 2 with step eta_g / ridge: the MMD flow.
template <class Real = double>
struct BestResponse {
  static constexpr std::string_view name = "BestResponse";
  static constexpr std::string_view prose =
      "The generator descends against the discriminator that is optimal at each step.";

  static constexpr std::tuple<> fields() { return {}; }

  template <class Game>
  std::string refusal(const Game& game) const {
    return game.no_best_response();
  }

  /// f+ = argmax_f L(f, y),  y+ = y + eta_g v_y(f+, y)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>&,
            const RatesOf<Real>& rates, const Execution& execution) const {
    next.discriminator = game.best_response(state, execution);
    game.descend(state, next.discriminator, rates.generator, next, execution);
  }

  /// In the kernel GAN the time of the MMD flow.
  template <class Game>
  Real time_step(const Game& game, const RatesOf<Real>& rates) const {
    return game.best_response_time(rates.generator);
  }
};

}  // namespace gandyn::methods
