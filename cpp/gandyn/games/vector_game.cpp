#include "gandyn/games/vector_game.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "gandyn/games/lane_routines.hpp"

namespace gandyn::games {
namespace {

/// The model of a game's runs.
template <class Game>
struct ModelOf;
template <>
struct ModelOf<QuadraticGame> {
  using type = QuadraticModel;
};
template <>
struct ModelOf<DiracGAN> {
  using type = DiracModel;
};
template <>
struct ModelOf<LinearGAN> {
  using type = LinearModel;
};
template <>
struct ModelOf<GeneralGAN> {
  using type = GeneralModel;
};
template <>
struct ModelOf<MixtureGAN> {
  using type = MixtureModel;
};

Model make_model(std::span<const VectorGame* const> games, std::size_t runs) {
  return std::visit(
      [&]<class Game>(const Game& first) -> Model {
        std::vector<const Game*> lanes;
        for (std::size_t w = 0; w < runs; ++w) lanes.push_back(&std::get<Game>(*games[games.size() == 1 ? 0 : w]));
        if constexpr (std::is_same_v<Game, LinearGAN>) {
          if (first.batch_size) return SampledLinearModel(lanes);
        }
        return typename ModelOf<Game>::type(lanes);
      },
      *games.front());
}

/// What the first game that complains says.
std::string first_complaint(const std::vector<const VectorGame*>& games, std::string (*why)(const VectorGame&)) {
  for (const VectorGame* game : games) {
    if (std::string reason = why(*game); !reason.empty()) return reason;
  }
  return {};
}

}  // namespace

bool zero_sum(const VectorGame& game) {
  return std::visit(
      []<class Game>(const Game& g) {
        if constexpr (requires { ModelOf<Game>::type::zero_sum(g); }) return ModelOf<Game>::type::zero_sum(g);
        return true;
      },
      game);
}

std::string no_best(const VectorGame& game) {
  return std::visit([]<class Game>(const Game& g) { return ModelOf<Game>::type::no_best(g); }, game);
}

std::string no_ridge(const VectorGame& game) {
  return std::visit(
      []<class Game>(const Game& g) -> std::string {
        if constexpr (requires { ModelOf<Game>::type::no_ridge(g); }) return ModelOf<Game>::type::no_ridge(g);
        return {};
      },
      game);
}

std::pair<Eigen::Index, Eigen::Index> sizes(const VectorGame& game) {
  const VectorGame* one = &game;
  const LaneGame lanes({&one, 1}, 0, {0});
  return {lanes.generator_size(), lanes.discriminator_size()};
}

LaneGame::LaneGame(std::span<const VectorGame* const> games, std::uint64_t seed, std::vector<Index> runs)
    : model_(make_model(games, runs.size())),
      games_(games.begin(), games.end()),
      zero_sum_(games::zero_sum(*games.front())),
      seed_(seed),
      runs_(std::move(runs)) {}

Eigen::Index LaneGame::generator_size() const {
  return std::visit([](const auto& model) { return model.generator_size(); }, model_);
}

Eigen::Index LaneGame::discriminator_size() const {
  return std::visit([](const auto& model) { return model.discriminator_size(); }, model_);
}

Position LaneGame::position(const State& state) const {
  return {state.generator, state.discriminator, {seed_, runs_.data(), state.step, state.stage}};
}

std::string LaneGame::no_best_response() const { return first_complaint(games_, games::no_best); }

std::string LaneGame::no_inverse_curvature() const { return first_complaint(games_, games::no_ridge); }

auto LaneGame::field(const State& state, const Execution&) const -> Direction {
  Direction out;
  std::visit([&](const auto& model) { model.field(position(state), out); }, model_);
  return out;
}

Lanes LaneGame::generator_field(const State& state, const Execution& execution) const {
  return field(state, execution).generator;
}

Lanes LaneGame::discriminator_field(const State& state, const Execution& execution) const {
  return field(state, execution).discriminator;
}

void LaneGame::advance(const State& state, const Row& generator_rate, const Row& discriminator_rate, State& to,
                       const Execution&) const {
  Direction v{std::move(to.generator), std::move(to.discriminator)};  // their memory: none is taken at each step
  std::visit([&](const auto& model) { model.field(position(state), v); }, model_);
  const auto move = [](const Lanes& before, const Row& rate, Lanes& direction) {
    lane_routines().move(before.data(), rate.data(), before.rows(), before.cols(), direction.data());
  };
  move(state.generator, generator_rate, v.generator);
  move(state.discriminator, discriminator_rate, v.discriminator);
  project(v.discriminator);
  to.generator = std::move(v.generator);
  to.discriminator = std::move(v.discriminator);
  to.step = state.step;
  to.stage = state.stage + 2;
}

auto LaneGame::seen(const State& at, const Lanes& f) -> State {
  return {at.generator, f, at.step, at.stage + (&f == &at.discriminator ? 0 : 1)};
}

void LaneGame::descend(const State& at, const Lanes& f, const Row& rate, State& to, const Execution& execution) const {
  State moved = seen(at, f);
  move_generator(rate, generator_field(moved, execution), moved);
  to.generator = std::move(moved.generator);
  to.step = moved.step, to.stage = moved.stage;
}

void LaneGame::ascend(const State& at, const Lanes& f, const Row& rate, State& to, const Execution& execution) const {
  State moved = seen(at, f);
  move_discriminator(rate, discriminator_field(moved, execution), moved);
  to.discriminator = std::move(moved.discriminator);
  to.step = moved.step, to.stage = moved.stage;
}

void LaneGame::project(Lanes& discriminator) const {
  std::visit(
      [&](const auto& model) {
        if constexpr (requires { model.project(discriminator); }) model.project(discriminator);
      },
      model_);
}

Lanes LaneGame::product(Block block, const State& state, const Lanes& u) const {
  return std::visit([&](const auto& model) { return model.product(block, position(state), u); }, model_);
}

Lanes LaneGame::transposed(Block block, const State& state, const Lanes& u) const {
  return std::visit(
      [&](const auto& model) -> Lanes {
        if constexpr (requires { model.transposed(block, position(state), u); }) {
          return model.transposed(block, position(state), u);
        } else {  // zero-sum: A_gd = -C, A_dg = C'
          return -model.product(block == Block::dg ? Block::gd : Block::dg, position(state), u);
        }
      },
      model_);
}

Lanes LaneGame::cross_to_generator(const State& state, const Lanes& u, const Execution&) const {
  return transposed(Block::dg, state, u);
}

Lanes LaneGame::cross_to_discriminator(const State& state, const Lanes& u, const Execution&) const {
  return transposed(Block::gd, state, u);
}

Eigen::MatrixXd LaneGame::curvature(const State& state, Eigen::Index w) const {
  const Eigen::Index m = state.discriminator.rows();
  Eigen::MatrixXd out(m, m);
  for (Eigen::Index j = 0; j < m; ++j) {
    Lanes unit = Lanes::Zero(m, state.discriminator.cols());
    unit(j, w) = 1.0;
    out.col(j) = product(Block::dd, state, unit).col(w).matrix();
  }
  return out;
}

Lanes LaneGame::solve_discriminator(const State& state, const Lanes& u, const Execution&) const {
  Lanes out(u.rows(), u.cols());
  for (Eigen::Index w = 0; w < u.cols(); ++w) {
    out.col(w) = curvature(state, w).partialPivLu().solve(u.col(w).matrix()).array();
  }
  return out;
}

Lanes LaneGame::best_response(const State& state, const Execution& execution) const {
  const auto* mixture = std::get_if<MixtureModel>(&model_);
  if (mixture != nullptr) return mixture->best(state.generator);
  // Newton's method for a strictly concave loss, each run by itself, with steps that must shorten the gradient.
  State at = state;
  Lanes gradient = discriminator_field(at, execution);
  for (Eigen::Index w = 0; w < state.generator.cols(); ++w) {
    constexpr int most = 200;
    for (int round = 0; round < most; ++round) {
      const double length = gradient.col(w).matrix().norm();
      const Eigen::VectorXd step = curvature(at, w).partialPivLu().solve(gradient.col(w).matrix());
      const Eigen::ArrayXd before = at.discriminator.col(w);
      bool better = false;
      for (double share = 1.0; share > 1e-10 && !better; share *= 0.5) {
        at.discriminator.col(w) = before - share * step.array();
        const Lanes there = discriminator_field(at, execution);
        better = there.col(w).matrix().norm() < length;
        if (better) gradient.col(w) = there.col(w);
      }
      if (better) continue;
      at.discriminator.col(w) = before;  // nothing is shorter: this is the maximum, to rounding
      break;
    }
  }
  return at.discriminator;
}

Arrays LaneGame::arrays(const Direction& direction) {
  return {{"generator", direction.generator.matrix()}, {"discriminator", direction.discriminator.matrix()}};
}

auto LaneGame::direction(const Arrays& arrays) const -> Direction {
  const auto find = [&](const std::string& name, Eigen::Index rows) -> Lanes {
    const auto found = arrays.find(name);
    if (found == arrays.end() || found->second.rows() != rows) {
      throw std::invalid_argument("state: memory must be that of this game and method, '" + name + "' does not fit");
    }
    return found->second.array();
  };
  return {find("generator", generator_size()), find("discriminator", discriminator_size())};
}

Lanes LaneGame::generator_slope(const State& state, const Execution& execution) const {
  return std::visit(
      [&](const auto& model) -> Lanes {
        if constexpr (requires { model.generator_slope(position(state)); }) {
          return model.generator_slope(position(state));
        } else {
          return discriminator_field(state, execution);
        }
      },
      model_);
}

Row LaneGame::loss(const State& state) const {
  return std::visit([&](const auto& model) { return model.loss(position(state)); }, model_);
}

Row LaneGame::generator_loss(const State& state) const {
  return std::visit(
      [&](const auto& model) {
        if constexpr (requires { model.generator_loss(position(state)); }) return model.generator_loss(position(state));
        return model.loss(position(state));
      },
      model_);
}

}  // namespace gandyn::games
