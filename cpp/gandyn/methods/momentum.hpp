#pragma once

#include "gandyn/methods/memory.hpp"

namespace gandyn::methods {

template <class Real = double>
struct Momentum {
  static constexpr std::string_view name = "Momentum";
  static constexpr std::string_view prose =
      "Heavy ball: beta times the last move is added, also negative beta (Gidel et al. 2019).";

  Real beta = constant<Real>(-0.5);
  bool alternating = true;

  static constexpr auto fields() {
    return std::tuple{
        Field{"beta", &Momentum::beta, {-1.0, 1.0, false, false}, "share of the last move that is made again"},
        Field{"alternating",
              &Momentum::alternating,
              {},
              "whether the discriminator answers the generator's move, or both use the old state"}};
  }

  /// x+ = x + eta v_g + beta (x - x_before), and y+ like it, against the old x or the new
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    next = state;
    game.move_generator(rates.generator, game.generator_field(state, execution), next);
    if (!memory.kept.empty()) game.shift_generator(beta, memory.kept.front().generator, next);
    game.move_discriminator(rates.discriminator, game.discriminator_field(alternating ? next : state, execution), next);
    if (!memory.kept.empty()) game.shift_discriminator(beta, memory.kept.front().discriminator, next);
    typename Game::Direction moved{next.generator, next.discriminator};
    axpy(-1.0, state.generator, moved.generator);
    axpy(-1.0, state.discriminator, moved.discriminator);
    memory.kept.assign(1, std::move(moved));
  }
};

}  // namespace gandyn::methods
