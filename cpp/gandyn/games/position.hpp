#pragma once

#include <cstdint>
#include <vector>

#include "gandyn/core/lanes.hpp"

namespace gandyn::games {

/// What a minibatch is drawn from: every evaluation of a step has its own.
struct Draw {
  std::uint64_t seed = 0;
  const Index* runs = nullptr;  // (W,) the number of each run
  Index step = 0;
  Index stage = 0;  // moves made since the step began
};

/// Where a game of two vectors is evaluated.
struct Position {
  const Lanes& generator;      // (n, W) x
  const Lanes& discriminator;  // (m, W) y
  Draw draw = {};

  Eigen::Index runs() const { return generator.cols(); }
};

/// An element of the space in which the two players move.
template <class Generator, class Discriminator>
struct DirectionOf {
  Generator generator;
  Discriminator discriminator;
};
using LaneDirection = DirectionOf<Lanes, Lanes>;

/// The blocks of A, the Jacobian of the field (v_g, v_d): `gd` maps the discriminator's directions to the generator's.
enum class Block { gg, gd, dg, dd };

/// One number of every run's game, side by side.
template <class Game, class Get>
Row gather(const std::vector<const Game*>& runs, Get get) {
  Row row(static_cast<Eigen::Index>(runs.size()));
  for (std::size_t i = 0; i < runs.size(); ++i) row[static_cast<Eigen::Index>(i)] = get(*runs[i]);
  return row;
}

}  // namespace gandyn::games
