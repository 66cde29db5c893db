#pragma once

#include <variant>

#include "gandyn/methods/alt_gd.hpp"
#include "gandyn/methods/best_response.hpp"
#include "gandyn/methods/competitive_gd.hpp"
#include "gandyn/methods/con_opt.hpp"
#include "gandyn/methods/extra_gradient.hpp"
#include "gandyn/methods/follow_the_ridge.hpp"
#include "gandyn/methods/jare.hpp"
#include "gandyn/methods/kstep.hpp"
#include "gandyn/methods/lookahead.hpp"
#include "gandyn/methods/momentum.hpp"
#include "gandyn/methods/optimistic.hpp"
#include "gandyn/methods/past_extra_gradient.hpp"
#include "gandyn/methods/sga.hpp"
#include "gandyn/methods/sim_gd.hpp"
#include "gandyn/methods/unrolled.hpp"

namespace gandyn::methods {

/// Every method, with its numbers of type Real: one each, or one a run. A new one is its header and its name here.
// clang-format off
template <class Real>
using MethodOf = std::variant<
    SimGD<Real>,
    AltGD<Real>,
    ExtraGradient<Real>,
    PastExtraGradient<Real>,
    Optimistic<Real>,
    Momentum<Real>,
    ConOpt<Real>,
    JARE<Real>,
    SGA<Real>,
    CompetitiveGD<Real>,
    FollowTheRidge<Real>,
    Unrolled<Real>,
    KStep<Real>,
    BestResponse<Real>,
    Lookahead<Real>>;
// clang-format on
using Method = MethodOf<double>;

/// Why this game cannot be played by this method; empty when it can.
template <class Game, class M>
std::string refusal(const Game& game, const M& method) {
  if constexpr (requires { method.refusal(game); }) {
    const std::string reason = method.refusal(game);
    if (!reason.empty()) return std::string(M::name) + ": " + reason;
  }
  return {};
}

/// Why this method cannot be played where the particles are spread over several processes; empty when it can.
template <class M>
std::string refusal_of_ranks(const M& method) {
  if constexpr (requires { method.adds_up_particles(); }) {
    if (method.adds_up_particles()) {
      return std::string(M::name) + ": its steps need lengths over all particles, which MPI ranks do not have";
    }
  }
  return {};
}

/// Natural time a step: eta_d, unless the method says otherwise.
template <class Game, class M, class Real>
Real time_step(const Game& game, const M& method, const RatesOf<Real>& rates) {
  if constexpr (requires { method.time_step(game, rates); }) {
    return method.time_step(game, rates);
  } else {
    return rates.discriminator;
  }
}

}  // namespace gandyn::methods
