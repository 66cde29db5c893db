#include "gandyn/analysis/moments.hpp"

#include "bindings.hpp"
#include "gandyn/analysis/kernel_shape.hpp"
#include "gandyn/analysis/laws.hpp"
#include "gandyn/analysis/traps.hpp"

namespace gandyn::bindings {
namespace {

using kernels::Kernel;

/// Numbers moved into NumPy without a copy.
py::array_t<double> array(std::vector<double>&& numbers, const std::vector<py::ssize_t>& shape) {
  auto* values = new std::vector<double>(std::move(numbers));
  const py::capsule owner(values, [](void* pointer) { delete static_cast<std::vector<double>*>(pointer); });
  return py::array_t<double>(shape, values->data(), owner);
}

std::tuple<py::array_t<double>, py::array_t<double>, Status> moments(const Kernel& kernel, double target_weight,
                                                                     double particle_weight, double mass,
                                                                     const Vector& mean, const Points& covariance,
                                                                     double ridge, const methods::Rates& rates,
                                                                     Index num_steps, const std::string& closure,
                                                                     bool alternating, int num_threads) {
  const analysis::MomentsOptions options{parse_enum<analysis::Closure>("closure", closure), alternating, num_steps,
                                         ridge, rates};
  PythonMonitor monitor(OnInterrupt::raise);
  analysis::Moments out;
  {
    const py::gil_scoped_release release;
    out = analysis::moments(kernel, {target_weight, particle_weight, mass}, mean, covariance, options,
                            monitor.execution(num_threads));
  }
  const py::ssize_t frames = num_steps + 1, d = mean.size();
  return {array(std::move(out.mean), {frames, d}), array(std::move(out.covariance), {frames, d, d}), out.status};
}

}  // namespace

void bind_moments(py::module_& module) {
  module.def("moments", &moments, py::arg("kernel"), py::arg("target_weight"), py::arg("particle_weight"),
             py::arg("mass"), py::arg("mean"), py::arg("covariance"), py::arg("ridge"), py::arg("rates"),
             py::arg("num_steps"), py::arg("closure"), py::arg("alternating"), py::arg("num_threads"),
             "mean (T, d) and covariance (T, d, d) of a cloud around its target after every step, and how it ended");
  module.def(
      "kernel_shape",
      [](const Kernel& kernel) {
        const auto [value, gamma, gamma2] = analysis::kernel_shape(kernel);
        return std::tuple{value, gamma, gamma2};
      },
      py::arg("kernel"), "k(0), -k'(0) and k''(0) of K = k(r2 / 2); inf where there is none");
  module.def("trap_radius", &analysis::trap_radius, py::arg("kernel"), py::arg("target_weight"), py::arg("mass"));
  module.def(
      "trap_modes",
      [](const Kernel& kernel, double target_weight, double mass, double rates_ratio) {
        const auto [radius, line, rotation, held] = analysis::trap_modes(kernel, target_weight, mass, rates_ratio);
        return std::tuple{radius, line, rotation, held};
      },
      py::arg("kernel"), py::arg("target_weight"), py::arg("mass"), py::arg("rates_ratio"),
      "radius, ridges above which the pair neither swings nor rotates, and whether it is held along the line");
  module.def("runaway_speed", &analysis::runaway_speed, py::arg("kernel"), py::arg("particle_weight"), py::arg("ridge"),
             py::arg("rates_ratio"), py::call_guard<py::gil_scoped_release>());
  module.def(
      "envelope",
      [](double amplitude, double ridge, double pull, double gain, const Vector& times) {
        PythonMonitor monitor(OnInterrupt::raise);
        const py::gil_scoped_release release;
        return analysis::envelope({amplitude, ridge, pull, gain}, times, monitor.execution(1));
      },
      py::arg("amplitude"), py::arg("ridge"), py::arg("pull"), py::arg("gain"), py::arg("times"),
      "amplitude and curvature at every time, (T, 2)");
  module.def("lowest_bound", &analysis::lowest_bound, py::arg("variance"), py::arg("decay"), py::arg("slope"));
}

}  // namespace gandyn::bindings
