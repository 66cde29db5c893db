#pragma once

#include "gandyn/methods/optimizer.hpp"

namespace gandyn::methods {

template <class Real = double>
struct SimGD {
  static constexpr std::string_view name = "SimGD";
  static constexpr std::string_view prose =
      "Simultaneous gradient descent-ascent: both players move from the same old state.";

  Optimizer<Real> optimizer;

  static constexpr auto fields() { return std::tuple{optimizer_field<SimGD>()}; }

  template <class Game>
  std::string refusal(const Game&) const {
    return refusal_of<Game>(optimizer);
  }

  /// w+ = w + eta v(w)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    if (optimizer.index() == 0) return game.advance(state, rates.generator, rates.discriminator, next, execution);
    auto v = game.field(state, execution);
    transform(optimizer, v, memory);
    next = state;
    move(game, rates, v, next);
  }
};

}  // namespace gandyn::methods
