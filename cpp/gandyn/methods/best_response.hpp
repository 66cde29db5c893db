#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/methods/rates.hpp"

namespace gandyn::methods {

/// The generator descends against the discriminator that is optimal at each step. In the kernel GAN this is gradient
/// descent on MMD^2 / 2 with step eta_g / ridge: the MMD flow.
struct BestResponse {
  static constexpr std::string_view name = "BestResponse";

  static constexpr std::tuple<> fields() { return {}; }

  /// f+ = argmax_f L(f, y),  y+ = y + eta_g v_y(f+, y)
  template <class Game>
  void step(const Game& game, typename Game::State& state, const Rates& rates, const Execution& execution) const {
    game.best_response(state);
    state.generator += rates.generator * game.generator_field(state, execution);
  }

  /// The time of the MMD flow.
  template <class Game>
  double time_step(const Game& game, const Rates& rates) const {
    return rates.generator / game.parameters().ridge;
  }
};

}  // namespace gandyn::methods
