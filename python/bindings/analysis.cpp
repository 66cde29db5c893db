#include <complex>

#include "bindings.hpp"
#include "gandyn/analysis/eigenvalues.hpp"
#include "gandyn/analysis/stability.hpp"
#include "gandyn/analysis/step_jacobian.hpp"
#include "sweeps.hpp"

namespace gandyn::bindings {
namespace {

using analysis::Complex;
using Square = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Spectra = py::array_t<Complex, py::array::c_style | py::array::forcecast>;

/// eigenvalues (B, n) of matrices (B, n, n)
py::array_t<Complex> eigenvalues(const Square& matrices, int num_threads) {
  const py::ssize_t count = matrices.shape(0), n = matrices.shape(1);
  py::array_t<Complex> out({count, n});
  PythonMonitor monitor(OnInterrupt::raise);
  const double* from = matrices.data();
  Complex* to = out.mutable_data();
  const py::gil_scoped_release release;
  analysis::eigenvalues(from, count, n, to, monitor.execution(num_threads));
  return out;
}

/// The like with eigenvectors (B, n, n)
std::pair<py::array_t<Complex>, py::array_t<Complex>> eigenvectors(const Square& matrices, int num_threads) {
  const py::ssize_t count = matrices.shape(0), n = matrices.shape(1);
  py::array_t<Complex> values({count, n}), vectors({count, n, n});
  PythonMonitor monitor(OnInterrupt::raise);
  const double* from = matrices.data();
  Complex *to = values.mutable_data(), *to_vectors = vectors.mutable_data();
  {
    const py::gil_scoped_release release;
    analysis::eigenvectors(from, count, n, to, to_vectors, monitor.execution(num_threads));
  }
  return {values, vectors};
}

/// What every spectrum (B, n) says, one column a number of analysis::Stability.
Points stability(const Spectra& spectra, const std::string& kind, double step, double tolerance) {
  const Index count = spectra.shape(0), n = spectra.shape(1);
  const auto of = kind == "flow"    ? analysis::Spectrum::flow
                  : kind == "steps" ? analysis::Spectrum::steps
                                    : analysis::Spectrum::multipliers;
  const Complex* from = spectra.data();
  Points out(count, 8);
  const py::gil_scoped_release release;
  for (Index i = 0; i < count; ++i) {
    const auto s = analysis::stability(from + i * n, n, of, step, tolerance);
    out.row(i) << s.spectral_radius, s.abscissa, s.phase_factor, s.conditioning_factor, s.period, s.max_stable_step,
        static_cast<double>(s.num_neutral), static_cast<double>(s.phase);
  }
  return out;
}

/// numerical abscissa and departure from normality of every matrix; (B, 2)
Points non_normality(const Square& matrices, const Spectra& spectra) {
  const Index count = matrices.shape(0), n = matrices.shape(1);
  const double* from = matrices.data();
  const Complex* values = spectra.data();
  Points out(count, 2);
  const py::gil_scoped_release release;
  for (Index i = 0; i < count; ++i) {
    const auto [abscissa, departure] = analysis::non_normality(from + i * n * n, values + i * n, n);
    out.row(i) << abscissa, departure;
  }
  return out;
}

}  // namespace

void bind_analysis(py::module_& module) {
  module.def("eigenvalues", &eigenvalues, py::arg("matrices"), py::arg("num_threads"),
             "Sorted eigenvalues (B, n) of matrices (B, n, n)");
  module.def("eigenvectors", &eigenvectors, py::arg("matrices"), py::arg("num_threads"),
             "Sorted eigenvalues (B, n) of matrices (B, n, n), and the eigenvectors (B, n, n)");
  module.def(
      "step_jacobian",
      [](const games::VectorGame& game, const methods::Method& method, const methods::Rates& rates, const Vector& w,
         const Vector& memory) {
        const py::gil_scoped_release release;
        auto [matrix, exact, error] = analysis::step_jacobian(game, method, rates, w, memory);
        return std::tuple{std::move(matrix), exact, error};
      },
      py::arg("game"), py::arg("method"), py::arg("rates"), py::arg("w"), py::arg("memory"),
      "(Jacobian of one step's map, whether it is exact, estimated error)");
  module.def(
      "step_jacobians",
      [](const games::VectorGame& game, const methods::Method& method, const Points& rates, const Vector& w,
         const std::vector<Sweep>& game_sweeps, const std::vector<Sweep>& method_sweeps, int num_threads) {
        PythonMonitor monitor(OnInterrupt::raise);
        std::vector<Points> each(static_cast<std::size_t>(rates.rows()));
        {
          const py::gil_scoped_release release;
          const auto games = spread(std::vector{game}, game_sweeps, rates.rows());
          const auto methods = spread(std::vector{method}, method_sweeps, rates.rows());
          parallel_for(rates.rows(), monitor.execution(num_threads), [&](Index i) {
            const auto at = static_cast<std::size_t>(i);
            each[at] = analysis::step_jacobian(games[games.size() == 1 ? 0 : at], methods[methods.size() == 1 ? 0 : at],
                                               {rates(i, 0), rates(i, 1)}, w, {})
                           .matrix;
          });
        }
        if (each.empty()) throw std::invalid_argument("rates must have at least one row");
        const auto size = static_cast<py::ssize_t>(each.front().rows());
        for (const Points& one : each) {
          if (one.rows() != size) throw std::invalid_argument("step_jacobians: the steps must have one memory");
        }
        py::array_t<double> out({static_cast<py::ssize_t>(each.size()), size, size});
        for (std::size_t i = 0; i < each.size(); ++i) {
          std::copy_n(each[i].data(), size * size, out.mutable_data() + static_cast<py::ssize_t>(i) * size * size);
        }
        return out;
      },
      py::arg("game"), py::arg("method"), py::arg("rates"), py::arg("w"), py::arg("game_sweeps"),
      py::arg("method_sweeps"), py::arg("num_threads"), "Jacobians (B, N, N) of one step's map, one a row of rates");
  module.def("stability", &stability, py::arg("spectra"), py::arg("kind"), py::arg("step"), py::arg("tolerance"),
             "What spectra (B, n) say: radius, abscissa, zeta, tau, period, largest step, neutral ones, phase; (B, 8)");

  module.def("non_normality", &non_normality, py::arg("matrices"), py::arg("spectra"),
             "Numerical abscissa and departure from normality of matrices (B, n, n) with spectra (B, n); (B, 2)");
}

}  // namespace gandyn::bindings
