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
  discriminators::Arrays discriminator;
};

/// Plays `game` by `method` for options.num_steps steps. Throws std::invalid_argument for what cannot be played;
/// divergence and a wish to stop are statuses, with the last good state kept.
Trajectory simulate(const games::Game& game, const methods::Method& method, const methods::Rates& rates,
                    const Options& options, const Start& start, const Execution& execution);

}  // namespace gandyn::dynamics
