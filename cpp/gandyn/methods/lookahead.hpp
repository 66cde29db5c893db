#pragma once

#include <variant>

#include "gandyn/methods/alt_gd.hpp"
#include "gandyn/methods/con_opt.hpp"
#include "gandyn/methods/extra_gradient.hpp"
#include "gandyn/methods/jare.hpp"
#include "gandyn/methods/momentum.hpp"
#include "gandyn/methods/optimistic.hpp"
#include "gandyn/methods/sga.hpp"
#include "gandyn/methods/sim_gd.hpp"

namespace gandyn::methods {

/// What may stand inside a Lookahead.
template <class Real>
using InnerMethod = std::variant<SimGD<Real>, AltGD<Real>, ExtraGradient<Real>, Optimistic<Real>, Momentum<Real>,
                                 ConOpt<Real>, JARE<Real>, SGA<Real>>;

template <class Real = double>
struct Lookahead {
  static constexpr std::string_view name = "Lookahead";
  static constexpr std::string_view prose =
      "k steps of an inner method, of which only a share alpha is kept (Chavdarova et al. 2021).";

  Index k = 5;
  Real alpha = constant<Real>(0.5);
  InnerMethod<Real> inner;

  static constexpr auto fields() {
    return std::tuple{Field{"k", &Lookahead::k, {1.0, 1e9, false, false}, "inner steps a step"},
                      Field{"alpha", &Lookahead::alpha, {0.0, 1.0, true, false}, "share of the way that is kept"},
                      Field{"inner", &Lookahead::inner, {}, "the inner method"}};
  }

  template <class Game>
  std::string refusal(const Game& game) const {
    return std::visit(
        [&](const auto& method) -> std::string {
          if constexpr (requires { method.refusal(game); }) return method.refusal(game);
          return {};
        },
        inner);
  }

  /// w+ = w + alpha (w_k - w), w_k after k steps of the inner method from w
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    typename Game::State fast = state;
    std::visit(
        [&](const auto& method) {
          for (Index i = 0; i < k; ++i) {
            method.step(game, fast, next, memory, rates, execution);
            std::swap(fast, next);
          }
        },
        inner);
    axpy(-1.0, state.generator, fast.generator);
    axpy(-1.0, state.discriminator, fast.discriminator);
    next = state;
    game.shift_generator(alpha, fast.generator, next);
    game.shift_discriminator(alpha, fast.discriminator, next);
  }
};

}  // namespace gandyn::methods
