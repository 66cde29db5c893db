#pragma once

#include "gandyn/games/vector_game.hpp"
#include "gandyn/methods/method.hpp"

namespace gandyn::analysis {

/// The Jacobian of one step's map of a game of two vectors.
struct StepJacobian {
  Points matrix;       // (N, N), N = n + m and the numbers of the method's memory
  bool exact = false;  // from the field's Jacobian, or of a map that is linear; else from differences
  double error = 0.0;  // of the largest entry, estimated; 0 where exact
};

/// At w (n + m,) and, for a method that remembers, its memory: the directions it keeps, one behind the other. Without,
/// the memory is that of a first step from w, which at a fixed point is the one that stays. Minibatches are left out:
/// the map is that of the population. Throws std::invalid_argument for what cannot be played, and for optimisers that
/// count their moves.
StepJacobian step_jacobian(const games::VectorGame& game, const methods::Method& method, const methods::Rates& rates,
                           const Vector& w, const Vector& memory);

}  // namespace gandyn::analysis
