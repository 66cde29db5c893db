#pragma once

#include "gandyn/methods/alt_gd.hpp"

namespace gandyn::methods {

template <class Real = double>
struct KStep {
  static constexpr std::string_view name = "KStep";
  static constexpr std::string_view prose =
      "The discriminator makes inner_steps moves, then the generator one against the new discriminator.";

  Index inner_steps = 5;

  static constexpr auto fields() {
    return std::tuple{
        Field{"inner_steps", &KStep::inner_steps, {1.0, 1e9, false, false}, "moves of the discriminator"}};
  }

  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    AltGD<Real> play;
    play.discriminator_steps = inner_steps;
    play.step(game, state, next, memory, rates, execution);
  }
};

}  // namespace gandyn::methods
