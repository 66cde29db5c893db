#include "bindings.hpp"
#include "gandyn/metrics/coverage.hpp"
#include "gandyn/metrics/mmd.hpp"
#include "gandyn/metrics/wasserstein.hpp"

namespace gandyn::bindings {
namespace {

/// A metric as a Python function: its last argument becomes a number of threads, the GIL is free.
template <class... Args>
struct Metric {
  double (*function)(Args..., const Execution&);

  double operator()(Args... args, int num_threads) const {
    PythonMonitor monitor(OnInterrupt::raise);
    const py::gil_scoped_release release;
    return function(args..., monitor.execution(num_threads));
  }
};

}  // namespace

void bind_metrics(py::module_& module) {
  module.def("squared_mmd",
             Metric<const kernels::Kernel&, PointsRef, VectorRef, PointsRef, VectorRef>{&metrics::squared_mmd},
             py::arg("kernel"), py::arg("x"), py::arg("p"), py::arg("y"), py::arg("q"), py::arg("num_threads"));
  module.def("squared_wasserstein2_exact", Metric<PointsRef, PointsRef>{&metrics::squared_wasserstein2_exact},
             py::arg("x"), py::arg("y"), py::arg("num_threads"));
  module.def("squared_wasserstein2_line", &metrics::squared_wasserstein2_line, py::arg("x"), py::arg("p"), py::arg("y"),
             py::arg("q"), py::call_guard<py::gil_scoped_release>());
  module.def(
      "squared_wasserstein2_sliced",
      Metric<PointsRef, VectorRef, PointsRef, VectorRef, Index, std::uint64_t>{&metrics::squared_wasserstein2_sliced},
      py::arg("x"), py::arg("p"), py::arg("y"), py::arg("q"), py::arg("num_projections"), py::arg("seed"),
      py::arg("num_threads"));
  module.def("coverage", Metric<PointsRef, VectorRef, PointsRef, double>{&metrics::coverage}, py::arg("targets"),
             py::arg("weights"), py::arg("particles"), py::arg("radius"), py::arg("num_threads"));
}

}  // namespace gandyn::bindings
