#include <pybind11/complex.h>

#include "bindings.hpp"
#include "gandyn/analysis/best_step.hpp"
#include "gandyn/analysis/oscillation_window.hpp"
#include "gandyn/analysis/point_map.hpp"
#include "gandyn/analysis/prescribe.hpp"

namespace gandyn::bindings {
namespace {

using analysis::Complex;
using analysis::PointModel;
using analysis::PointNumbers;
using Numbers = std::array<double, analysis::num_point_numbers>;
using Grid = std::array<py::array_t<double>, analysis::num_point_numbers>;
using Map = py::typing::Dict<py::str, py::object>;

PointModel model_of(const Vector& weights, double mass, const std::string& order, const std::string& regularizer,
                    bool mass_factor) {
  using analysis::Regularizer;
  using analysis::UpdateOrder;
  const auto when = order == "alternating"    ? UpdateOrder::alternating
                    : order == "simultaneous" ? UpdateOrder::simultaneous
                                              : UpdateOrder::continuous;
  const auto how = regularizer == "JARE"     ? Regularizer::jare
                   : regularizer == "ConOpt" ? Regularizer::con_opt
                                             : Regularizer::none;
  return {weights, mass, when, how, mass_factor};
}

PointNumbers numbers_of(const Numbers& n) { return {n[0], n[1], n[2], n[3], n[4], n[5], n[6]}; }

Numbers list_of(const PointNumbers& n) {
  return {n.target_weight, n.mass, n.gamma, n.ridge, n.generator, n.discriminator, n.strength};
}

/// Arrays of one shape (rows, columns), broadcast ones by their strides.
analysis::PointGrid grid_of(const Grid& arrays) {
  analysis::PointGrid grid{arrays[0].shape(0), arrays[0].shape(1), {}};
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const py::array_t<double>& array = arrays[i];
    if (array.ndim() != 2 || array.shape(0) != grid.rows || array.shape(1) != grid.columns) {
      throw std::invalid_argument("numbers must be arrays of one shape (rows, columns)");
    }
    constexpr auto size = static_cast<py::ssize_t>(sizeof(double));
    grid.numbers[i] = {array.data(), array.strides(0) / size, array.strides(1) / size};
  }
  return grid;
}

Map map_points(const PointModel& model, const Grid& numbers, int num_threads) {
  const analysis::PointGrid grid = grid_of(numbers);
  const py::ssize_t rows = grid.rows, columns = grid.columns, count = analysis::relative_modes(model);
  py::array_t<double> radius({rows, columns}), abscissa({rows, columns}), period({rows, columns}), a({rows, columns});
  py::array_t<std::uint8_t> phase({rows, columns});
  py::array_t<Complex> b({rows, columns, count}), c({rows, columns, py::ssize_t{2}});
  const analysis::PointMap to{radius.mutable_data(), abscissa.mutable_data(), period.mutable_data(),
                              phase.mutable_data(),  a.mutable_data(),        b.mutable_data(),
                              c.mutable_data()};
  PythonMonitor monitor(OnInterrupt::raise);
  {
    const py::gil_scoped_release release;
    analysis::map_points(model, grid, to, monitor.execution(num_threads));
  }
  Map out;
  out["spectral_radius"] = radius;
  out["abscissa"] = abscissa;
  out["period"] = period;
  out["phase"] = phase;
  out["rho_a"] = a;
  out["rho_b"] = b;
  out["rho_c"] = c;
  return out;
}

py::array_t<double> map_coefficients(const PointModel& model, const Grid& numbers, int num_threads) {
  const analysis::PointGrid grid = grid_of(numbers);
  py::array_t<double> out({py::ssize_t{grid.rows}, py::ssize_t{grid.columns}, py::ssize_t{4}});
  double* to = out.mutable_data();
  PythonMonitor monitor(OnInterrupt::raise);
  const py::gil_scoped_release release;
  analysis::map_coefficients(model, grid, to, monitor.execution(num_threads));
  return out;
}

analysis::Free free_of(const std::string& what) {
  using analysis::Free;
  return what == "rates"   ? Free::rates
         : what == "ridge" ? Free::ridge
         : what == "ratio" ? Free::ratio
                           : Free::ridge_and_step;
}

std::array<Complex, 2> block_eigenvalues(double p, double q, const std::string& method, double strength) {
  using analysis::BlockMethod;
  const auto of = method == "SimGD"    ? BlockMethod::sim_gd
                  : method == "ConOpt" ? BlockMethod::con_opt
                  : method == "JARE"   ? BlockMethod::jare
                                       : BlockMethod::one_sided;
  const analysis::Pair pair = analysis::block_eigenvalues({p, q}, of, strength);
  return {pair.first, pair.second};
}

}  // namespace

void bind_isolated(py::module_& module) {
  py::class_<PointModel>(module, "PointModel", "What does not change over a diagram of one target's neighbourhood.")
      .def(py::init(&model_of), py::arg("weights"), py::arg("mass"), py::arg("order"), py::arg("regularizer"),
           py::arg("mass_factor"))
      .def(
          "jacobian",
          [](const PointModel& model, const Numbers& numbers) {
            return analysis::PointSolver(model).jacobian(numbers_of(numbers));
          },
          py::arg("numbers"), "Of one step, or of the flow; (N + 1, N + 1)")
      .def(
          "spectrum",
          [](const PointModel& model, const Numbers& numbers) {
            analysis::PointSolver solve(model);
            const analysis::PointSpectrum& found = solve(numbers_of(numbers));
            return std::tuple{found.a, found.b, std::array{found.c[0], found.c[1]}};
          },
          py::arg("numbers"), "The modes a, b and c")
      .def(
          "window",
          [](const PointModel& model, const Numbers& numbers) -> std::optional<std::pair<double, double>> {
            const auto window = analysis::oscillation_window(model, numbers_of(numbers));
            if (!window) return std::nullopt;
            return std::pair{window->low, window->high};
          },
          py::arg("numbers"), "The ridges between which c is not real")
      .def(
          "fastest",
          [](const PointModel& model, const Numbers& numbers, const std::string& free, int num_threads) {
            PythonMonitor monitor(OnInterrupt::raise);
            const py::gil_scoped_release release;
            const auto [found, objective] =
                analysis::fastest(model, numbers_of(numbers), free_of(free), monitor.execution(num_threads));
            return std::pair{list_of(found), objective};
          },
          py::arg("numbers"), py::arg("free"), py::arg("num_threads"),
          "The numbers whose slowest mode is fastest, and max |rho| or max Re s")
      .def("map", &map_points, py::arg("numbers"), py::arg("num_threads"), "Modes and stability over a grid")
      .def("coefficients", &map_coefficients, py::arg("numbers"), py::arg("num_threads"),
           "a, h, Q and a h + Q over a grid, (rows, columns, 4)");

  module.def("block_eigenvalues", &block_eigenvalues, py::arg("p"), py::arg("q"), py::arg("method"),
             py::arg("strength"), "Of one 2 x 2 block of a linear GAN's field under a method");
  module.def(
      "best_step",
      [](const std::vector<Complex>& eigenvalues) {
        const auto [step, radius] = analysis::best_step(eigenvalues.data(), static_cast<Index>(eigenvalues.size()));
        return std::pair{step, radius};
      },
      py::arg("eigenvalues"), "The step that minimises max |1 + step lambda|, and that number");
}

}  // namespace gandyn::bindings
