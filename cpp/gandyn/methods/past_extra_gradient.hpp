#pragma once

#include "gandyn/methods/memory.hpp"

namespace gandyn::methods {

template <class Real = double>
struct PastExtraGradient {
  static constexpr std::string_view name = "PastExtraGradient";
  static constexpr std::string_view prose =
      "Extragradient whose trial step uses the field of the trial before, one evaluation a step (Popov 1980).";

  static constexpr std::tuple<> fields() { return {}; }

  /// w' = w + eta v(w'_before),  w+ = w + eta v(w'); the first trial uses v(w)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    if (memory.kept.empty()) memory.kept.push_back(game.field(state, execution));
    auto& v = memory.kept.front();
    typename Game::State trial = state;
    move(game, rates, v, trial);
    v = game.field(trial, execution);
    next = state;
    move(game, rates, v, next);
  }
};

}  // namespace gandyn::methods
