#include <pybind11/native_enum.h>

#include "bindings.hpp"
#include "games.hpp"
#include "gandyn/core/large_pages.hpp"
#include "gandyn/dynamics/simulate.hpp"
#include "ranks.hpp"

namespace gandyn::bindings {
namespace {

using dynamics::Trajectory;

/// (T, n, d) frames, moved into NumPy without a copy.
py::array_t<double> frames(Trajectory& run) {
  auto* values = new std::vector<double>(std::move(run.particles));
  const py::capsule owner(values, [](void* pointer) { delete static_cast<std::vector<double>*>(pointer); });
  return py::array_t<double>(
      {static_cast<py::ssize_t>(run.steps.size()), run.state_particles.rows(), run.state_particles.cols()},
      values->data(), owner);
}

py::typing::Dict<py::str, py::object> to_dict(Trajectory&& run) {
  py::typing::Dict<py::str, py::object> out;
  out["steps"] = py::array_t<Index>(static_cast<py::ssize_t>(run.steps.size()), run.steps.data());
  out["particles"] = frames(run);
  out["status"] = run.status;
  out["message"] = run.message;
  out["num_steps"] = run.num_steps;
  out["last_displacement"] = run.last_displacement;
  out["time_step"] = run.time_step;
  out["state_step"] = run.state_step;
  out["state_particles"] = std::move(run.state_particles);
  out["state_discriminator"] = std::move(run.state_discriminator);
  out["state_memory"] = std::move(run.state_memory);
  return out;
}

}  // namespace

void bind_dynamics(py::module_& module) {
  bind_parameters<methods::Adam<>>(module);
  bind_parameters<methods::RMSProp<>>(module);
  bind_all(module, "METHODS", static_cast<methods::Method*>(nullptr));
  bind_parameters<methods::Rates>(module);
  bind_parameters<dynamics::Options>(module);
  py::native_enum<Status>(module, "Status", "enum.Enum", "How a run ended.")
      .value("converged", Status::converged)
      .value("max_steps", Status::max_steps)
      .value("diverged", Status::diverged)
      .value("stopped", Status::stopped)
      .finalize();
  module.def(
      "simulate",
      [](const KernelGAN& game, const methods::Method& method, const methods::Rates& rates,
         const dynamics::Options& options, Index step, const PointsRef& particles, Arrays discriminator, Arrays memory,
         int num_threads, const py::object& progress, const py::object& stop, Index first, const py::object& ranks) {
        PythonMonitor monitor(OnInterrupt::stop, progress, stop);
        std::optional<PythonRanks> others;
        if (!ranks.is_none()) others.emplace(ranks);
        Execution execution = monitor.execution(num_threads);
        execution.ranks = others ? &*others : nullptr;
        Trajectory run;
        {
          const py::gil_scoped_release release;
          run = dynamics::simulate(
              game.game, method, rates, options,
              {step, in_large_pages(particles), std::move(discriminator), std::move(memory), first}, execution);
        }
        return to_dict(std::move(run));
      },
      py::arg("game"), py::arg("method"), py::arg("rates"), py::arg("options"), py::arg("step"), py::arg("particles"),
      py::arg("discriminator"), py::arg("memory"), py::arg("num_threads"), py::arg("progress"), py::arg("stop"),
      py::arg("first") = 0, py::arg("ranks") = py::none());
  module.def(
      "share_of",
      [](Index total, Index rank, Index size) {
        const Share share = share_of(total, rank, size);
        return py::typing::Tuple<Index, Index>(py::make_tuple(share.first, share.first + share.count));
      },
      py::arg("total"), py::arg("rank"), py::arg("size"), "The particles of one rank: [begin, end).");
}

}  // namespace gandyn::bindings
