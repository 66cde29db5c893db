#pragma once

#include "gandyn/methods/optimizer.hpp"

namespace gandyn {

namespace methods {
enum class FirstStep { plain, doubled };
}

template <>
struct EnumNames<methods::FirstStep> {
  static constexpr std::array<std::string_view, 2> names{"plain", "doubled"};
};

namespace methods {

template <class Real = double>
struct Optimistic {
  static constexpr std::string_view name = "Optimistic";
  static constexpr std::string_view prose =
      "Optimistic gradient descent-ascent: twice the field less the one before (Daskalakis et al. 2018).";

  FirstStep first_step = FirstStep::plain;
  Optimizer<Real> optimizer;

  static constexpr auto fields() {
    return std::tuple{Field{"first_step",
                            &Optimistic::first_step,
                            {},
                            "as if the field had been the same before, which makes a step of SimGD, or 0, which "
                            "doubles it"},
                      optimizer_field<Optimistic>()};
  }

  template <class Game>
  std::string refusal(const Game&) const {
    return refusal_of<Game>(optimizer);
  }

  /// w+ = w + 2 eta v_k - eta v_(k-1)
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>& memory,
            const RatesOf<Real>& rates, const Execution& execution) const {
    auto v = game.field(state, execution);
    transform(optimizer, v, memory);
    auto towards = v;
    scale(2.0, towards.generator);
    scale(2.0, towards.discriminator);
    if (memory.kept.empty() && first_step == FirstStep::plain) memory.kept.push_back(v);
    if (!memory.kept.empty()) {
      axpy(-1.0, memory.kept.front().generator, towards.generator);
      axpy(-1.0, memory.kept.front().discriminator, towards.discriminator);
    }
    memory.kept.assign(1, std::move(v));
    next = state;
    move(game, rates, towards, next);
  }
};

}  // namespace methods
}  // namespace gandyn
