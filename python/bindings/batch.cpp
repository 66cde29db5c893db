#include "gandyn/dynamics/batch.hpp"

#include <algorithm>
#include <limits>

#include "bindings.hpp"
#include "games.hpp"
#include "gandyn/dynamics/simulate.hpp"
#include "sweeps.hpp"

namespace gandyn::bindings {
namespace {

using games::VectorGame;
using methods::Method;

py::typing::List<Status> statuses(const std::vector<Status>& status) {
  py::typing::List<Status> out;
  for (const Status one : status) out.append(one);
  return out;
}

template <class T>
py::array_t<T> moved(std::vector<T>&& values, const std::vector<py::ssize_t>& shape) {
  auto* kept = new std::vector<T>(std::move(values));
  const py::capsule owner(kept, [](void* pointer) { delete static_cast<std::vector<T>*>(pointer); });
  return py::array_t<T>(shape, kept->data(), owner);
}

py::typing::Dict<py::str, py::object> to_dict(dynamics::BatchOutcome&& batch) {
  py::typing::Dict<py::str, py::object> out;
  const auto runs = static_cast<py::ssize_t>(batch.final.rows());
  const auto frames = static_cast<py::ssize_t>(batch.frames.size());
  const auto size = static_cast<py::ssize_t>(batch.final.cols());
  out["status"] = statuses(batch.status);
  out["steps"] = moved(std::move(batch.steps), {runs});
  out["displacement"] = moved(std::move(batch.displacement), {runs});
  out["time_step"] = moved(std::move(batch.time_step), {runs});
  out["frames"] = moved(std::move(batch.frames), {frames});
  out["states"] = moved(std::move(batch.states), {runs, frames, size});
  out["final"] = std::move(batch.final);
  out["memory"] = std::move(batch.memory);
  return out;
}

/// The runs' ends and frames as one array each; a frame is NaN after its run's end.
py::typing::Dict<py::str, py::object> to_dict(std::vector<dynamics::Trajectory>&& runs, bool record,
                                              const dynamics::Options& options) {
  const auto count = static_cast<py::ssize_t>(runs.size());
  const py::ssize_t n = runs.front().state_particles.rows(), d = runs.front().state_particles.cols();
  std::vector<Index> frames;
  if (record) {
    for (Index step = 0; step < options.num_steps; step += options.save_every) frames.push_back(step);
    frames.push_back(options.num_steps);
  }
  const auto size = static_cast<std::size_t>(n * d);
  std::vector<double> final(runs.size() * size);
  std::vector<double> states(runs.size() * frames.size() * size, std::numeric_limits<double>::quiet_NaN());
  std::vector<Status> status;
  std::vector<Index> steps;
  for (std::size_t b = 0; b < runs.size(); ++b) {
    const dynamics::Trajectory& run = runs[b];
    std::copy_n(run.state_particles.data(), size, final.data() + b * size);
    status.push_back(run.status);
    steps.push_back(run.state_step);
    for (std::size_t t = 0; t < run.steps.size(); ++t) {
      const auto frame = std::lower_bound(frames.begin(), frames.end(), run.steps[t]);
      if (frame == frames.end() || *frame != run.steps[t]) continue;
      const auto place = b * frames.size() + static_cast<std::size_t>(frame - frames.begin());
      std::copy_n(run.particles.data() + t * size, size, states.data() + place * size);
    }
  }
  const auto num_frames = static_cast<py::ssize_t>(frames.size());
  py::typing::Dict<py::str, py::object> out;
  out["status"] = statuses(status);
  out["steps"] = moved(std::move(steps), {count});
  out["frames"] = moved(std::move(frames), {num_frames});
  out["states"] = moved(std::move(states), {count, num_frames, n, d});
  out["final"] = moved(std::move(final), {count, n, d});
  return out;
}

}  // namespace

void bind_batch(py::module_& module) {
  module.def(
      "simulate_batch",
      [](const std::vector<VectorGame>& games, const std::vector<Method>& methods, const Points& rates,
         const dynamics::Options& options, const Points& initial, const std::vector<Sweep>& game_sweeps,
         const std::vector<Sweep>& method_sweeps, std::uint64_t seed, Index first_step, const Arrays& memory,
         bool record, int num_threads, const py::object& progress, const py::object& stop) {
        PythonMonitor monitor(OnInterrupt::stop, progress, stop);
        dynamics::BatchOutcome outcome;
        {
          const py::gil_scoped_release release;
          const auto own_games = spread(games, game_sweeps, initial.rows());
          const auto own_methods = spread(methods, method_sweeps, initial.rows());
          const dynamics::Batch batch{
              pointers(own_games), pointers(own_methods), rates, initial, seed, first_step, memory, record};
          outcome = dynamics::simulate(batch, options, monitor.execution(num_threads));
        }
        return to_dict(std::move(outcome));
      },
      py::arg("games"), py::arg("methods"), py::arg("rates"), py::arg("options"), py::arg("initial"),
      py::arg("game_sweeps"), py::arg("method_sweeps"), py::arg("seed"), py::arg("first_step"), py::arg("memory"),
      py::arg("record"), py::arg("num_threads"), py::arg("progress"), py::arg("stop"));
  module.def(
      "simulate_kernel_batch",
      [](const std::vector<const KernelGAN*>& games, const std::vector<Method>& methods, const Points& rates,
         dynamics::Options options, const std::vector<Points>& initial, bool record, int num_threads,
         const py::object& progress, const py::object& stop) {
        PythonMonitor monitor(OnInterrupt::stop, progress, stop);
        std::vector<dynamics::Trajectory> runs;
        {
          const py::gil_scoped_release release;
          std::vector<dynamics::KernelRun> each;
          for (std::size_t b = 0; b < initial.size(); ++b) {
            const auto row = static_cast<Eigen::Index>(b);
            each.push_back({&games[b]->game, &methods[b], {rates(row, 0), rates(row, 1)}, {0, initial[b], {}, {}}});
          }
          dynamics::Options own = options;
          if (!record) own.save_every = std::max<Index>(1, options.num_steps);  // the ends alone
          runs = dynamics::simulate_each(each, own, monitor.execution(num_threads));
        }
        return to_dict(std::move(runs), record, options);
      },
      py::arg("games"), py::arg("methods"), py::arg("rates"), py::arg("options"), py::arg("initial"), py::arg("record"),
      py::arg("num_threads"), py::arg("progress"), py::arg("stop"));
  module.def(
      "refusal", [](const VectorGame& game, const Method& method) { return dynamics::refusal(game, method); },
      py::arg("game"), py::arg("method"), "Why this game cannot be played by this method; empty when it can.");
  module.def(
      "refusal",
      [](const KernelGAN& game, const Method& method) {
        return std::visit([](const auto& g, const auto& m) { return methods::refusal(g, m); }, game.game, method);
      },
      py::arg("game"), py::arg("method"));
}

}  // namespace gandyn::bindings
