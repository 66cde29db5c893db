#pragma once

#include "gandyn/dynamics/options.hpp"
#include "gandyn/dynamics/trajectory.hpp"
#include "gandyn/games/kernel_gan.hpp"
#include "gandyn/methods/method.hpp"

namespace gandyn::dynamics {

/// Where a run begins: a fresh start has step 0 and no discriminator arrays (f = 0).
struct Start {
  Index step = 0;
  Points particles;  // (n, d)
  Arrays discriminator;
  Arrays memory;    // the method's
  Index first = 0;  // number of the first particle here, where they are spread over ranks
};

/// Plays `game` by `method` for options.num_steps steps. Throws std::invalid_argument for what cannot be played;
/// divergence and a wish to stop are statuses, with the last good state kept. Where execution.ranks is given, each rank
/// calls it with a game of its own particles, and gets their part of frames and state.
Trajectory simulate(const games::Game& game, const methods::Method& method, const methods::Rates& rates,
                    const Options& options, Start start, const Execution& execution);

/// One run of a batch of kernel GANs.
struct KernelRun {
  const games::Game* game;
  const methods::Method* method;
  methods::Rates rates;
  Start start;
};

/// Plays every run as if it were alone, each on one thread.
std::vector<Trajectory> simulate_each(const std::vector<KernelRun>& runs, const Options& options,
                                      const Execution& execution);

}  // namespace gandyn::dynamics
