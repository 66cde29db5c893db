#pragma once

#include <string>
#include <vector>

#include "gandyn/core/status.hpp"
#include "gandyn/core/types.hpp"
#include "gandyn/discriminators/history.hpp"

namespace gandyn::dynamics {

/// What a run left behind: its frames, how it ended and the state from which it goes on bit for bit.
struct Trajectory {
  std::vector<Index> steps;       // (T,) counted from the very first run
  std::vector<double> particles;  // (T, n, d)
  Status status = Status::max_steps;
  std::string message;             // for people: why it ended
  Index num_steps = 0;             // steps made by this call
  double last_displacement = 0.0;  // longest way of a particle in the last step
  double time_step = 0.0;          // natural time a step

  Index state_step = 0;
  Points state_particles;  // (n, d)
  Arrays state_discriminator;
  Arrays state_memory;  // the method's
};

}  // namespace gandyn::dynamics
