#pragma once

#include "gandyn/methods/products.hpp"

namespace gandyn::methods {

template <class Real = double>
struct FollowTheRidge {
  static constexpr std::string_view name = "FollowTheRidge";
  static constexpr std::string_view prose =
      "The discriminator also undoes what the generator's move does to its own gradient (Wang, Zhang and Ba 2020).";

  static constexpr std::tuple<> fields() { return {}; }

  template <class Game>
  std::string refusal(const Game& game) const {
    for (const std::string& reason :
         {refusal_of_two_losses(game), game.no_mixed_derivatives(), game.no_inverse_curvature()}) {
      if (!reason.empty()) return reason;
    }
    return {};
  }

  /// x+ = x - eta_g f_x,  y+ = y + eta_d f_y + eta_g D^-1 C' f_x,  C = f_xy, D = f_yy
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>&,
            const RatesOf<Real>& rates, const Execution& execution) const {
    const auto v = game.field(state, execution);
    const auto drift = game.dg(state, v.generator, execution);  // -C' f_x
    const auto ridge = game.solve_discriminator(state, drift, execution);
    next = state;
    auto towards = v.discriminator;
    scale(rates.discriminator, towards);
    axpy(Real(-rates.generator), ridge, towards);
    game.move_generator(rates.generator, v.generator, next);
    game.shift_discriminator(1.0, towards, next);
  }
};

}  // namespace gandyn::methods
