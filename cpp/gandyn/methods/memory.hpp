#pragma once

#include <vector>

#include "gandyn/core/parallel.hpp"
#include "gandyn/methods/rates.hpp"

namespace gandyn::methods {

/// What an optimiser remembers of one player: its moves, and its running means.
template <class Player>
struct Moments {
  Index moves = 0;
  std::vector<Player> means;
};

/// What a method remembers from step to step, apart from its parameters: exactly its part of the restart state.
template <class Game>
struct Memory {
  std::vector<typename Game::Direction> kept;  // the method's own: earlier fields, earlier moves
  Moments<typename Game::Generator> generator;
  Moments<typename Game::Discriminator> discriminator;
};

/// x and y moved along a direction, each at its own rate.
template <class Game, class Real>
void move(const Game& game, const RatesOf<Real>& rates, const typename Game::Direction& along,
          typename Game::State& state) {
  game.move_generator(rates.generator, along.generator, state);
  game.move_discriminator(rates.discriminator, along.discriminator, state);
}

}  // namespace gandyn::methods
