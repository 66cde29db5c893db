#include "gandyn/dynamics/simulate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "gandyn/core/large_pages.hpp"
#include "gandyn/dynamics/arrangement.hpp"
#include "gandyn/dynamics/memory_arrays.hpp"

namespace gandyn::dynamics {
namespace {

/// What a step did to the particles, of all ranks.
struct Inspection {
  double displacement = 0.0;  // longest way of a particle
  /// Of the first particle j of n that is no longer admissible, 2 (n - j), and 1 more where it is beyond the bound but
  /// finite; 0 while there is none. The earlier the particle, the larger: the worst of two inspections is the maximum.
  double fault = 0.0;
  bool stop = false;  // whether anybody wishes to

  std::string words(Index n) const {
    const auto code = static_cast<Index>(fault);
    return "particle " + std::to_string(n - code / 2) + (code % 2 == 0 ? " is not finite" : " is beyond the bound");
  }
};

/// Of the first particle that is no longer admissible; `behind`: how many there are from the first one here on, those
/// of the ranks that follow among them.
double fault(const Points& particles, Index behind, double bound) {
  for (Index j = 0; j < particles.rows(); ++j) {
    const double code = 2.0 * static_cast<double>(behind - j);
    if (!particles.row(j).allFinite()) return code;
    if (particles.row(j).cwiseAbs().maxCoeff() > bound) return code + 1.0;
  }
  return 0.0;
}

void include(Travel& all, const Travel& some) {
  all.longest2 = std::max(all.longest2, some.longest2);
  all.farthest = std::max(all.farthest, some.farthest);
}

/// Of `count` particles with D coordinates each, or d where D is 0; eight at a time, so that none waits for another.
template <int D>
Travel travel(const double* before, const double* after, Index count, Index d) {
  constexpr Index together = 8;
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if constexpr (D != 0) d = D;
  double longest2[together] = {}, farthest[together] = {};
  const auto visit = [&](Index k) {
    double length2 = 0.0;
    for (Index a = 0; a < d; ++a) {
      const double x = after[k * d + a], way = x - before[k * d + a];
      const double size = std::abs(x) < infinite ? std::abs(x) : infinite;  // for NaN too
      farthest[k] = size > farthest[k] ? size : farthest[k];
      length2 += way * way;
    }
    longest2[k] = length2 > longest2[k] ? length2 : longest2[k];
  };
  for (; count >= together; count -= together, after += together * d, before += together * d) {
    for (Index k = 0; k < together; ++k) visit(k);
  }
  for (Index k = 0; k < count; ++k) visit(k);
  Travel all;
  for (Index k = 0; k < together; ++k) include(all, {longest2[k], farthest[k]});
  return all;
}

Travel travel(const Points& before, const Points& after, const Execution& execution) {
  constexpr Index together = 16384;
  const Index n = after.rows(), d = after.cols(), blocks = (n + together - 1) / together;
  const auto some = d == 1 ? travel<1> : d == 2 ? travel<2> : d == 3 ? travel<3> : travel<0>;
  std::vector<Travel> parts(static_cast<std::size_t>(blocks));
  parallel_for(blocks, worth_threads(execution, n, 1'000'000), [&](Index b) {
    const Index first = b * together, count = std::min(n - first, together);
    parts[static_cast<std::size_t>(b)] = some(before.data() + first * d, after.data() + first * d, count, d);
  });
  Travel all;
  for (const Travel& part : parts) include(all, part);
  return all;
}

/// What a step to `after` did, whose particles have travelled; `first` is the number of the first one here.
Inspection inspect(const Travel& travel, const Points& after, Index first, double bound, const Execution& execution) {
  Inspection whole{.displacement = std::sqrt(travel.longest2)};
  if (travel.farthest > std::min(bound, std::numeric_limits<double>::max())) {
    whole.fault = fault(after, execution.in_all(after.rows()) - first, bound);
  }
  if (execution.ranks == nullptr) return whole;
  const bool wish = execution.monitor != nullptr && execution.monitor->stop_wished();
  std::vector<double> worst{whole.displacement, whole.fault, wish ? 1.0 : 0.0};
  execution.ranks->largest(worst);
  return {worst[0], worst[1], worst[2] > 0.0};
}

/// For all frames that there can be, so that none is moved when others come.
void make_room(Trajectory& run, const Options& options, const Points& particles) {
  const auto frames = static_cast<std::size_t>(2 + options.num_steps / options.save_every);
  run.particles.reserve(frames * static_cast<std::size_t>(particles.size()));
  wish_for_large_pages(run.particles.data(), run.particles.capacity() * sizeof(double));
}

template <class Game>
void record(Trajectory& run, Index step, const Points& particles, const Arrangement<Game>& arrangement) {
  run.steps.push_back(step);
  const std::size_t end = run.particles.size();
  run.particles.resize(end + static_cast<std::size_t>(particles.size()));
  arrangement.outward(particles, Eigen::Map<Points>(run.particles.data() + end, particles.rows(), particles.cols()));
}

template <class Game, class Method>
Trajectory play(const Game& game, const Method& method, const methods::Rates& rates, const Options& options,
                Start start, const Execution& execution) {
  std::string reason = methods::refusal(game, method);
  const std::string not_apart = methods::refusal_of_ranks(method);
  if (reason.empty() && execution.ranks != nullptr) reason = not_apart;
  if (!reason.empty()) throw std::invalid_argument(reason);
  typename Game::State state = start.discriminator.empty()
                                   ? game.initial(std::move(start.particles))
                                   : game.restored(std::move(start.particles), start.discriminator);

  Trajectory run;
  run.message = "made all the steps asked for";
  run.time_step = methods::time_step(game, method, rates);
  make_room(run, options, state.generator);
  Arrangement<Game> arrangement(game, not_apart.empty(), execution);
  methods::Memory<Game> memory = from_arrays(game, start.memory, Method::name), before;
  bool in_step = false;  // what an interrupted step did to the memory is undone
  Index step = start.step;
  record(run, step, state.generator, arrangement);
  typename Game::State next{{}, state.discriminator};  // a step that fails or is interrupted leaves `state` alone
  // A rank that gave up amid a step would leave the others waiting: all stop after one step, or none does.
  if (execution.ranks != nullptr && execution.monitor != nullptr) execution.monitor->defer();
  bool stop = false;
  try {
    while (run.num_steps < options.num_steps) {
      if (execution.monitor != nullptr) execution.monitor->set_step(run.num_steps);
      if (execution.stop_requested() || stop) throw Interrupted();
      arrangement.keep_up(run.num_steps, state.generator, memory, next.generator, execution);
      before = memory;
      state.way = next.way = {};
      in_step = true;
      method.step(arrangement.game(), state, next, memory, rates, execution);
      in_step = false;
      const bool travelled = next.way && next.way->from == state.generator.data();
      const Travel way = travelled ? next.way->travel : travel(state.generator, next.generator, execution);
      Inspection seen = inspect(way, next.generator, start.first, options.bound, execution);
      if (seen.fault > 0.0) {  // who it was, as the user counts
        seen = inspect(way, arrangement.outward(next.generator), start.first, options.bound, execution);
      }
      stop = seen.stop;
      std::string why = seen.fault > 0.0 ? seen.words(execution.in_all(next.generator.rows())) : "";
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
      if (step % options.save_every == 0) record(run, step, state.generator, arrangement);
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
  if (run.steps.back() != step) record(run, step, state.generator, arrangement);
  next.generator.resize(0, 0);  // at most three copies of the particles at a time
  const auto numbers = static_cast<std::size_t>(state.generator.size());
  run.state_particles = in_large_pages(Eigen::Map<const Points>(run.particles.data() + (run.particles.size() - numbers),
                                                                state.generator.rows(), state.generator.cols()));
  run.state_step = step;
  run.state_discriminator = game.arrays(state);
  run.state_memory = to_arrays(game, arrangement.outward(std::move(memory)), Method::name);
  return run;
}

}  // namespace

Trajectory simulate(const games::Game& game, const methods::Method& method, const methods::Rates& rates,
                    const Options& options, Start start, const Execution& execution) {
  check(rates);
  check(options);
  return std::visit(
      [&](const auto& g, const auto& m) { return play(g, m, rates, options, std::move(start), execution); }, game,
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
