#pragma once

#include <string>
#include <vector>

#include "gandyn/core/arrays.hpp"
#include "gandyn/core/status.hpp"
#include "gandyn/dynamics/options.hpp"
#include "gandyn/games/vector_game.hpp"
#include "gandyn/methods/method.hpp"

namespace gandyn::dynamics {

/// What a batch of runs shares and what is each run's own. Pointers: one for all runs, or one a run.
struct Batch {
  std::vector<const games::VectorGame*> games;
  std::vector<const methods::Method*> methods;
  Points rates;    // (1 or B, 2) eta_g, eta_d
  Points initial;  // (B, n + m)
  std::uint64_t seed = 0;
  /// Where the runs begin: their first step, and for a single run the method's memory.
  Index first_step = 0;
  Arrays memory;
  bool record = true;

  std::size_t runs() const { return static_cast<std::size_t>(initial.rows()); }
  const games::VectorGame& game(std::size_t run) const { return *games[games.size() == 1 ? 0 : run]; }
  const methods::Method& method(std::size_t run) const { return *methods[methods.size() == 1 ? 0 : run]; }
};

/// How the runs of a batch ended.
struct BatchOutcome {
  Points final;                      // (B, n + m) the last good state
  std::vector<Status> status;        // (B,)
  std::vector<Index> steps;          // (B,) the step of that state
  std::vector<double> displacement;  // (B,) length of the last move
  std::vector<double> time_step;     // (B,) natural time a step
  std::vector<Index> frames;         // (T,) steps recorded
  std::vector<double> states;        // (B, T, n + m); NaN after a run's end
  Arrays memory;                     // of a single run: the method's part of its restart state
};

/// Plays every run as if it were alone, with the same bits, many at a time. A run that ends leaves the others alone; a
/// wish to stop ends all that are left with Status::stopped. Throws std::invalid_argument for what cannot be played.
BatchOutcome simulate(const Batch& batch, const Options& options, const Execution& execution);

/// Why this game cannot be played by this method; empty when it can.
std::string refusal(const games::VectorGame& game, const methods::Method& method);

}  // namespace gandyn::dynamics
