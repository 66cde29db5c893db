#pragma once

#include "gandyn/methods/optimizer.hpp"

namespace gandyn::methods {

template <class Real = double>
struct ExtraGradient {
  static constexpr std::string_view name = "ExtraGradient";
  static constexpr std::string_view prose =
      "A trial step, then a step from the old state along the field found there (Korpelevich 1976).";

  Optimizer<Real> optimizer;

  static constexpr auto fields() { return std::tuple{optimizer_field<ExtraGradient>()}; }

  template <class Game>
  std::string refusal(const Game&) const {
    return refusal_of<Game>(optimizer);
  }

  /// w' = w + eta v(w),  w+ = w + eta v(w'); an optimiser sees both fields
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    auto v = game.field(state, execution);
    transform(optimizer, v, memory);
    typename Game::State trial = state;
    move(game, rates, v, trial);
    v = game.field(trial, execution);
    transform(optimizer, v, memory);
    next = state;
    move(game, rates, v, next);
  }
};

}  // namespace gandyn::methods
