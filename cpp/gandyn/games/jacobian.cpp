#include "gandyn/games/vector_game.hpp"

namespace gandyn::games {

Lanes jacobian(const LaneGame& lanes, const LaneGame::State& state) {
  const Eigen::Index n = state.generator.rows(), m = state.discriminator.rows(), size = n + m;
  Lanes out(size * size, state.generator.cols());
  const auto fill = [&](Eigen::Index column, const Lanes& top, const Lanes& bottom) {
    for (Eigen::Index i = 0; i < n; ++i) out.row(i * size + column) = top.row(i);
    for (Eigen::Index i = 0; i < m; ++i) out.row((n + i) * size + column) = bottom.row(i);
  };
  for (Eigen::Index j = 0; j < n; ++j) {
    Lanes unit = Lanes::Zero(n, state.generator.cols());
    unit.row(j) = 1.0;
    fill(j, lanes.gg(state, unit, {}), lanes.dg(state, unit, {}));
  }
  for (Eigen::Index j = 0; j < m; ++j) {
    Lanes unit = Lanes::Zero(m, state.generator.cols());
    unit.row(j) = 1.0;
    fill(n + j, lanes.gd(state, unit, {}), lanes.dd(state, unit, {}));
  }
  return out;
}

VectorGame population(VectorGame game) {
  if (auto* linear = std::get_if<LinearGAN>(&game)) linear->batch_size.reset();
  return game;
}

}  // namespace gandyn::games
