#include "gandyn/dynamics/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "gandyn/dynamics/memory_arrays.hpp"

namespace gandyn::dynamics {
namespace {

/// What a step did to the particles.
struct Inspection {
  double displacement = 0.0;  // longest way of a particle
  std::string fault;          // why they are no longer admissible; empty while they are
};

std::string fault(const Points& particles, Eigen::Index first, Eigen::Index last, double bound) {
  for (Eigen::Index j = first; j < last; ++j) {
    const std::string who = "particle " + std::to_string(j);
    if (!particles.row(j).allFinite()) return who + " is not finite";
    if (particles.row(j).cwiseAbs().maxCoeff() > bound) return who + " is beyond the bound";
  }
  return {};
}

/// Compares the particles before and after a step, in blocks.
Inspection inspect(const Points& before, const Points& after, double bound, const Execution& execution) {
  constexpr Index together = 16384;
  const Index n = after.rows(), d = after.cols(), blocks = (n + together - 1) / together;
  const double limit = std::min(bound, std::numeric_limits<double>::max());
  std::vector<Inspection> parts(static_cast<std::size_t>(blocks));
  parallel_for(blocks, worth_threads(execution, n, 1'000'000), [&](Index b) {
    const Index first = b * together, last = std::min(n, first + together);
    const double *now = after.data() + first * d, *then = before.data() + first * d;
    bool admissible = true;
    double longest = 0.0;
    for (Index j = first; j < last; ++j) {
      double length = 0.0;
      for (Index a = 0; a < d; ++a, ++now, ++then) {
        admissible &= std::abs(*now) <= limit;  // not for NaN
        length += (*now - *then) * (*now - *then);
      }
      longest = length > longest ? length : longest;
    }
    Inspection& part = parts[static_cast<std::size_t>(b)];
    part.displacement = std::sqrt(longest);
    if (!admissible) part.fault = fault(after, first, last, bound);
  });
  Inspection whole;
  for (const Inspection& part : parts) {
    whole.displacement = std::max(whole.displacement, part.displacement);
    if (whole.fault.empty()) whole.fault = part.fault;
  }
  return whole;
}

void record(Trajectory& run, Index step, const Points& particles) {
  run.steps.push_back(step);
  run.particles.insert(run.particles.end(), particles.data(), particles.data() + particles.size());
}

template <class Game, class Method>
Trajectory play(const Game& game, const Method& method, const methods::Rates& rates, const Options& options,
                const Start& start, const Execution& execution) {
  if (const std::string reason = methods::refusal(game, method); !reason.empty()) throw std::invalid_argument(reason);
  typename Game::State state =
      start.discriminator.empty() ? game.initial(start.particles) : game.restored(start.particles, start.discriminator);

  Trajectory run;
  run.message = "made all the steps asked for";
  run.time_step = methods::time_step(game, method, rates);
  methods::Memory<Game> memory = from_arrays(game, start.memory, Method::name), before;
  bool in_step = false;  // what an interrupted step did to the memory is undone
  Index step = start.step;
  record(run, step, state.generator);
  typename Game::State next{{}, state.discriminator};  // a step that fails or is interrupted leaves `state` alone
  try {
    while (run.num_steps < options.num_steps) {
      if (execution.monitor != nullptr) execution.monitor->set_step(run.num_steps);
      if (execution.stop_requested()) throw Interrupted();
      before = memory;
      in_step = true;
      method.step(game, state, next, memory, rates, execution);
      in_step = false;
      const Inspection seen = inspect(state.generator, next.generator, options.bound, execution);
      std::string why = seen.fault;
      if (why.empty() && !next.discriminator.finite()) why = "the discriminator is not finite";
      if (!why.empty()) {
        run.status = Status::diverged;
        memory = std::move(before);
        run.message =
            why + " after step " + std::to_string(step + 1) + "; the state is that of step " + std::to_string(step);
        break;
      }
      run.last_displacement = seen.displacement;
      std::swap(state, next);
      ++step;
      ++run.num_steps;
      if (step % options.save_every == 0) record(run, step, state.generator);
      // From f = 0 the very first step of some methods moves nothing yet.
      const bool waiting = step == 1 && run.last_displacement == 0.0;
      if (run.last_displacement < options.tolerance && !waiting) {
        run.status = Status::converged;
        run.message = "every particle moved less than the tolerance in step " + std::to_string(step);
        break;
      }
    }
  } catch (const Interrupted&) {
    if (in_step) memory = std::move(before);
    run.status = Status::stopped;
    run.message = "stopped on request after step " + std::to_string(step);
  }
  if (run.steps.back() != step) record(run, step, state.generator);
  run.state_step = step;
  run.state_discriminator = game.arrays(state);
  run.state_memory = to_arrays(game, memory, Method::name);
  run.state_particles = std::move(state.generator);
  return run;
}

}  // namespace

Trajectory simulate(const games::Game& game, const methods::Method& method, const methods::Rates& rates,
                    const Options& options, const Start& start, const Execution& execution) {
  check(rates);
  check(options);
  return std::visit([&](const auto& g, const auto& m) { return play(g, m, rates, options, start, execution); }, game,
                    method);
}

std::vector<Trajectory> simulate_each(const std::vector<KernelRun>& runs, const Options& options,
                                      const Execution& execution) {
  std::vector<Trajectory> out(runs.size());
  for (std::size_t b = 0; b < runs.size(); ++b) {  // what a run is that never began
    out[b].status = Status::stopped;
    out[b].state_particles = runs[b].start.particles;
  }
  try {
    parallel_for(static_cast<Index>(runs.size()), execution, [&](Index b) {
      const KernelRun& run = runs[static_cast<std::size_t>(b)];
      out[static_cast<std::size_t>(b)] =
          simulate(*run.game, *run.method, run.rates, options, run.start, {1, execution.monitor});
    });
  } catch (const Interrupted&) {
  }
  return out;
}

}  // namespace gandyn::dynamics
