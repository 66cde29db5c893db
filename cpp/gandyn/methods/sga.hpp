#pragma once

#include "gandyn/methods/optimizer.hpp"
#include "gandyn/methods/products.hpp"

namespace gandyn::methods {

template <class Real = double>
struct SGA {
  static constexpr std::string_view name = "SGA";
  static constexpr std::string_view prose =
      "Symplectic gradient adjustment by the Jacobian's antisymmetric part (Balduzzi et al. 2018); JARE on every "
      "zero-sum game.";

  Real gamma = constant<Real>(1.0);
  bool align = false;
  Optimizer<Real> optimizer;

  static constexpr auto fields() {
    return std::tuple{Field{"gamma", &SGA::gamma, nonnegative, "weight of the adjustment"},
                      Field{"align", &SGA::align, {}, "whether its sign turns towards stable and from unstable points"},
                      optimizer_field<SGA>()};
  }

  template <class Game>
  std::string refusal(const Game& game) const {
    const std::string reason = refusal_of<Game>(optimizer);
    return reason.empty() ? game.no_mixed_derivatives() : reason;
  }

  /// Whether a step needs lengths of directions.
  bool adds_up_particles() const { return align; }

  /// w+ = w + eta (v - l (A' - A) v / 2), l = gamma or, aligned, gamma sign(-<v, A'v> <(A' - A) v / 2, A'v> / 2 + 0.1)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    auto v = game.field(state, execution);
    typename Game::Direction turn{game.cross_to_generator(state, v.discriminator, execution),
                                  game.cross_to_discriminator(state, v.generator, execution)};
    if (!game.zero_sum()) {  // else A_gd = -A_dg', and these are the halves' sums already
      halve_difference(turn.generator, game.gd(state, v.discriminator, execution));
      halve_difference(turn.discriminator, game.dg(state, v.generator, execution));
    }
    Real weight = gamma;
    if (align) {
      const auto slope = transposed_product(game, state, v, execution);
      weight *= sign_of(Real(-0.5 * inner(game, v, slope, execution) * inner(game, turn, slope, execution) + 0.1));
    }
    axpy(Real(-weight), turn.generator, v.generator);
    axpy(Real(-weight), turn.discriminator, v.discriminator);
    transform(optimizer, v, memory);
    next = state;
    move(game, rates, v, next);
  }

 private:
  /// a = (a - b) / 2
  template <class Player>
  static void halve_difference(Player& a, const Player& b) {
    axpy(-1.0, b, a);
    scale(0.5, a);
  }
};

}  // namespace gandyn::methods
