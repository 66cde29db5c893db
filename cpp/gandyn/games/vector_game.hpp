#pragma once

#include <span>
#include <variant>

#include "gandyn/core/arrays.hpp"
#include "gandyn/core/parallel.hpp"
#include "gandyn/games/dirac_gan.hpp"
#include "gandyn/games/general_gan.hpp"
#include "gandyn/games/linear_gan.hpp"
#include "gandyn/games/linear_samples.hpp"
#include "gandyn/games/mixture_gan.hpp"
#include "gandyn/games/quadratic_game.hpp"

namespace gandyn::games {

/// Every game of two vectors, as its parameters. A new one is its header, its name here and its model below.
// clang-format off
using VectorGame = std::variant<
    QuadraticGame,
    DiracGAN,
    LinearGAN,
    GeneralGAN,
    MixtureGAN>;
// clang-format on

/// Runs side by side of one of them; each has this contract:
///   generator_size(), discriminator_size()
///   field(at, out)               out = (v_g, v_d) = (-grad_x of the generator's loss, -grad_y of the discriminator's)
///   product(block, at, u)        a block of the field's Jacobian times u
///   loss(at)                     what the discriminator maximises
/// and may have
///   transposed(block, at, u)     where the game is not zero-sum
///   generator_loss(at), generator_slope(at)   where that is not `loss`; its gradient in y
///   project(discriminator)       what follows each move of the discriminator
///   best(generator)              the discriminator that maximises the loss
using Model = std::variant<QuadraticModel, DiracModel, LinearModel, SampledLinearModel, GeneralModel, MixtureModel>;

/// What concerns one game, apart from its runs: why a method cannot have what it asks; empty where it can.
bool zero_sum(const VectorGame& game);
std::string no_best(const VectorGame& game);
std::string no_ridge(const VectorGame& game);
/// Sizes of x and y.
std::pair<Eigen::Index, Eigen::Index> sizes(const VectorGame& game);
/// The game as the whole population plays it: minibatches are for simulations alone.
VectorGame population(VectorGame game);

/// A game of two vectors as methods see it: W runs side by side, each with its own parameters.
class LaneGame {
 public:
  using Real = Row;
  using Generator = Lanes;
  using Discriminator = Lanes;
  using Direction = LaneDirection;
  static constexpr bool has_coordinates = true;

  struct State {
    Lanes generator;      // (n, W) x
    Lanes discriminator;  // (m, W) y
    Index step = 0;       // steps made
    Index stage = 0;      // moves since the step began
  };

  /// `games`: one a run, or one for all; one alternative, with the same sizes. Random numbers are those of (seed, run).
  LaneGame(std::span<const VectorGame* const> games, std::uint64_t seed, std::vector<Index> runs);

  Eigen::Index generator_size() const;
  Eigen::Index discriminator_size() const;
  bool zero_sum() const { return zero_sum_; }
  /// Why a method cannot have what it asks of this game; empty where it can.
  std::string no_best_response() const;
  std::string no_inverse_curvature() const;
  std::string no_mixed_derivatives() const { return {}; }
  std::string no_common_metric() const { return {}; }
  /// Whether a discriminator's number may be infinite.
  bool infinite_discriminators() const { return std::holds_alternative<MixtureModel>(model_); }

  /// (v_g, v_d)
  Direction field(const State& state, const Execution& execution) const;
  Lanes generator_field(const State& state, const Execution& execution) const;
  Lanes discriminator_field(const State& state, const Execution& execution) const;

  /// to = state, with both players moved along the field of `state`; `to` is another state
  void advance(const State& state, const Row& generator_rate, const Row& discriminator_rate, State& to,
               const Execution& execution) const;
  /// to.generator = at.generator + rate v_g(f, at.generator); to.discriminator is left alone
  void descend(const State& at, const Lanes& f, const Row& rate, State& to, const Execution& execution) const;
  /// to.discriminator = f + rate v_d(f, at.generator); to.generator is left alone
  void ascend(const State& at, const Lanes& f, const Row& rate, State& to, const Execution& execution) const;
  /// x += rate * direction, y += rate * direction
  void move_generator(const Row& rate, const Lanes& direction, State& state) const {
    shift_generator(rate, direction, state);
  }
  void move_discriminator(const Row& rate, const Lanes& direction, State& state) const {
    shift_discriminator(rate, direction, state);
  }
  /// The like for moves whose size is their own.
  template <class Number>
  void shift_generator(const Number& factor, const Lanes& move, State& state) const {
    axpy(factor, move, state.generator);
    ++state.stage;
  }
  template <class Number>
  void shift_discriminator(const Number& factor, const Lanes& move, State& state) const {
    axpy(factor, move, state.discriminator);
    project(state.discriminator);
    ++state.stage;
  }
  Row dot(const Lanes& a, const Lanes& b, const Execution&) const { return gandyn::dot(a, b); }

  /// Blocks of the field's Jacobian A times a direction; `gd` maps the discriminator's directions to the generator's.
  Lanes gg(const State& state, const Lanes& u, const Execution&) const { return product(Block::gg, state, u); }
  Lanes gd(const State& state, const Lanes& u, const Execution&) const { return product(Block::gd, state, u); }
  Lanes dg(const State& state, const Lanes& u, const Execution&) const { return product(Block::dg, state, u); }
  Lanes dd(const State& state, const Lanes& u, const Execution&) const { return product(Block::dd, state, u); }
  /// A_dg' u, which says how the generator changes |v_d|^2 / 2 where u = v_d
  Lanes cross_to_generator(const State& state, const Lanes& u, const Execution& execution) const;
  /// A_gd' u
  Lanes cross_to_discriminator(const State& state, const Lanes& u, const Execution& execution) const;
  /// A_dd^-1 u
  Lanes solve_discriminator(const State& state, const Lanes& u, const Execution& execution) const;
  /// argmax over y of the loss
  Lanes best_response(const State& state, const Execution& execution) const;

  /// A direction as arrays and back, for restart states.
  static Arrays arrays(const Direction& direction);
  Direction direction(const Arrays& arrays) const;

  /// The gradient of the generator's loss in the discriminator: v_d where the loss is shared.
  Lanes generator_slope(const State& state, const Execution& execution) const;

  Row best_response_time(const Row& rate) const { return rate; }

  Row loss(const State& state) const;
  Row generator_loss(const State& state) const;

 private:
  Position position(const State& state) const;
  /// at, with the discriminator f; one that has moved on from `at` brings a minibatch of its own
  static State seen(const State& at, const Lanes& f);
  void project(Lanes& discriminator) const;
  Lanes product(Block block, const State& state, const Lanes& u) const;
  /// A_dd of run w, dense
  Eigen::MatrixXd curvature(const State& state, Eigen::Index w) const;
  Lanes transposed(Block block, const State& state, const Lanes& u) const;

  Model model_;
  std::vector<const VectorGame*> games_;
  bool zero_sum_;
  std::uint64_t seed_;
  std::vector<Index> runs_;
};

/// The Jacobian of the field, by its products with unit vectors: (N * N, W), row by row
Lanes jacobian(const LaneGame& lanes, const LaneGame::State& state);

}  // namespace gandyn::games
