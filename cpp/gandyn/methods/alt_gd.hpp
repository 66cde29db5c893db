#pragma once

#include "gandyn/methods/optimizer.hpp"

namespace gandyn {

namespace methods {
enum class Player { discriminator, generator };
}

template <>
struct EnumNames<methods::Player> {
  static constexpr std::array<std::string_view, 2> names{"discriminator", "generator"};
};

namespace methods {

template <class Real = double>
struct AltGD {
  static constexpr std::string_view name = "AltGD";
  static constexpr std::string_view prose =
      "Alternating gradient descent-ascent: the second player answers the move of the first.";

  Player first = Player::discriminator;
  Index generator_steps = 1;
  Index discriminator_steps = 1;
  Optimizer<Real> optimizer;

  static constexpr auto fields() {
    return std::tuple{
        Field{"first", &AltGD::first, {}, "the player that moves first in a step"},
        Field{"generator_steps", &AltGD::generator_steps, {1.0, 1e9, false, false}, "moves of the generator a step"},
        Field{"discriminator_steps",
              &AltGD::discriminator_steps,
              {1.0, 1e9, false, false},
              "moves of the discriminator a step"},
        optimizer_field<AltGD>()};
  }

  template <class Game>
  std::string refusal(const Game&) const {
    return refusal_of<Game>(optimizer);
  }

  /// discriminator first: f+ = f + eta_d v_f(f, y), then y+ = y + eta_g v_y(f+, y); generator first: the reverse
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    if (generator_steps > 1 || discriminator_steps > 1 || optimizer.index() != 0) {
      next = state;
      if (first == Player::discriminator) move_discriminator(game, next, memory, rates, execution);
      move_generator(game, next, memory, rates, execution);
      if (first == Player::generator) move_discriminator(game, next, memory, rates, execution);
    } else if (first == Player::discriminator) {  // each move in one pass, without a copy of the state
      game.ascend(state, state.discriminator, rates.discriminator, next, execution);
      game.descend(state, next.discriminator, rates.generator, next, execution);
    } else {
      game.descend(state, state.discriminator, rates.generator, next, execution);
      game.ascend(next, state.discriminator, rates.discriminator, next, execution);
    }
  }

 private:
  template <class Game>
  void move_generator(const Game& game, typename Game::State& state, Memory<Game>& memory, const RatesOf<Real>& rates,
                      const Execution& execution) const {
    for (Index i = 0; i < generator_steps; ++i) {
      auto v = game.generator_field(state, execution);
      transform(optimizer, v, memory.generator);
      game.move_generator(rates.generator, v, state);
    }
  }

  template <class Game>
  void move_discriminator(const Game& game, typename Game::State& state, Memory<Game>& memory,
                          const RatesOf<Real>& rates, const Execution& execution) const {
    for (Index i = 0; i < discriminator_steps; ++i) {
      auto v = game.discriminator_field(state, execution);
      transform(optimizer, v, memory.discriminator);
      game.move_discriminator(rates.discriminator, v, state);
    }
  }
};

}  // namespace methods
}  // namespace gandyn
