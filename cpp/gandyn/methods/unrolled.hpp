#pragma once

#include <vector>

#include "gandyn/methods/products.hpp"

namespace gandyn {

namespace methods {
enum class Order { simultaneous, generator, discriminator };
}

template <>
struct EnumNames<methods::Order> {
  static constexpr std::array<std::string_view, 3> names{"simultaneous", "generator", "discriminator"};
};

namespace methods {

template <class Real = double>
struct Unrolled {
  static constexpr std::string_view name = "Unrolled";
  static constexpr std::string_view prose =
      "The generator descends the loss after inner_steps of the discriminator, through which it differentiates (Metz "
      "et al. 2017).";

  Index inner_steps = 5;
  Order order = Order::simultaneous;

  static constexpr auto fields() {
    return std::tuple{Field{"inner_steps", &Unrolled::inner_steps, {0.0, 1e6, false, false}, "steps looked ahead"},
                      Field{"order", &Unrolled::order, {}, "who moves first; the other answers"}};
  }

  template <class Game>
  std::string refusal(const Game& game) const {
    return inner_steps > 0 ? game.no_mixed_derivatives() : std::string();
  }

  /// x+ = x - eta_g d/dx f(x, y_K(x)),  y_(s+1) = y_s + eta_d f_y(x, y_s);  y+ = y + eta_d f_y
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>&,
            const RatesOf<Real>& rates, const Execution& execution) const {
    next = state;
    if (order == Order::discriminator) move_discriminator(game, next, rates, execution);
    const auto towards = total_descent(game, order == Order::discriminator ? next : state, rates, execution);
    if (order == Order::simultaneous) move_discriminator(game, next, rates, execution);
    game.move_generator(rates.generator, towards, next);
    if (order == Order::generator) move_discriminator(game, next, rates, execution);
  }

 private:
  template <class Game>
  static void move_discriminator(const Game& game, typename Game::State& state, const RatesOf<Real>& rates,
                                 const Execution& execution) {
    game.move_discriminator(rates.discriminator, game.discriminator_field(state, execution), state);
  }

  /// -d/dx f(x, y_K(x)), by the adjoint p_s = df/dy_s of the generator's loss f:  p_s = p_(s+1) + eta_d D p_(s+1), each
  /// adding eta_d C p_(s+1). The inner discriminators are free: no projection, nothing forgotten.
  template <class Game>
  typename Game::Generator total_descent(const Game& game, const typename Game::State& state,
                                         const RatesOf<Real>& rates, const Execution& execution) const {
    std::vector<typename Game::State> ahead{state};
    for (Index s = 0; s < inner_steps; ++s) {
      typename Game::State further = ahead.back();
      axpy(rates.discriminator, game.discriminator_field(ahead.back(), execution), further.discriminator);
      ahead.push_back(std::move(further));
    }
    auto descent = game.generator_field(ahead.back(), execution);
    auto adjoint = game.generator_slope(ahead.back(), execution);
    for (Index s = inner_steps; s-- > 0;) {
      const auto& at = ahead[static_cast<std::size_t>(s)];
      axpy(Real(-rates.discriminator), game.cross_to_generator(at, adjoint, execution), descent);
      axpy(rates.discriminator, game.dd(at, adjoint, execution), adjoint);
    }
    return descent;
  }
};

}  // namespace methods
}  // namespace gandyn
