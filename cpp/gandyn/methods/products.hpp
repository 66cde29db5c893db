#pragma once

#include "gandyn/games/position.hpp"
#include "gandyn/methods/memory.hpp"

/// What several methods compute with the Jacobian A of the field.
namespace gandyn::methods {

/// A'v = (A_gg v_g + A_dg' v_d, A_gd' v_g + A_dd v_d); the blocks on the diagonal are symmetric.
template <class Game>
typename Game::Direction transposed_product(const Game& game, const typename Game::State& state,
                                            const typename Game::Direction& v, const Execution& execution) {
  typename Game::Direction out{game.gg(state, v.generator, execution), game.dd(state, v.discriminator, execution)};
  axpy(1.0, game.cross_to_generator(state, v.discriminator, execution), out.generator);
  axpy(1.0, game.cross_to_discriminator(state, v.generator, execution), out.discriminator);
  return out;
}

/// <a, b> over both players
template <class Game>
typename Game::Real inner(const Game& game, const typename Game::Direction& a, const typename Game::Direction& b,
                          const Execution& execution) {
  return dot(a.generator, b.generator) + game.dot(a.discriminator, b.discriminator, execution);
}

inline double sign_of(double x) { return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x; }
inline Row sign_of(const Row& x) { return x.sign(); }

/// What a method says of a game whose players do not share one loss; empty where they do.
template <class Game>
std::string refusal_of_two_losses(const Game& game) {
  return game.zero_sum() ? "" : "the game must be zero-sum, for the method plays one loss that both players share";
}

}  // namespace gandyn::methods
