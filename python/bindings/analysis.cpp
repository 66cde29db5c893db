#include <complex>

#include "bindings.hpp"
#include "gandyn/analysis/eigenvalues.hpp"
#include "gandyn/analysis/stability.hpp"

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
  module.def("stability", &stability, py::arg("spectra"), py::arg("kind"), py::arg("step"), py::arg("tolerance"),
             "What spectra (B, n) say: radius, abscissa, zeta, tau, period, largest step, neutral ones, phase; (B, 8)");

  module.def("non_normality", &non_normality, py::arg("matrices"), py::arg("spectra"),
             "Numerical abscissa and departure from normality of matrices (B, n, n) with spectra (B, n); (B, 2)");
}

}  // namespace gandyn::bindings
