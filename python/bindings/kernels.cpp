#include "bindings.hpp"
#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::bindings {

using kernels::Kernel;

namespace {

/// A sum over pairs as a Python function: Ctrl-C interrupts it, the GIL is free. `More` are what it takes beside the
/// pairs and the threads.
template <class... More, class Sum, class... Names>
void bind_sum(py::module_& module, const char* name, const char* prose, Sum sum, const Names&... names) {
  module.def(
      name,
      [sum](const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights, int num_threads,
            More... more) {
        PythonMonitor monitor(OnInterrupt::raise);
        const py::gil_scoped_release release;
        return sum(kernel, points, sources, weights, monitor.execution(num_threads), more...);
      },
      py::arg("kernel"), py::arg("points"), py::arg("sources"), py::arg("weights"), py::arg("num_threads"), names...,
      prose);
}

/// The same with the choice of `precision`.
template <class Sum>
void bind_precise_sum(py::module_& module, const char* name, const char* prose, Sum sum) {
  const auto chosen = [sum](const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                            const Execution& execution, bool float32) {
    const kernels::Precision precision = float32 ? kernels::Precision::float32 : kernels::Precision::float64;
    return sum(kernel, points, sources, weights, execution, precision);
  };
  bind_sum<bool>(module, name, prose, chosen, py::arg("float32"));
}

using Numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// One column of `kernels::radial` at squared distances of any shape; a number for a number.
template <class T>
py::typing::Union<double, py::array_t<double>> radial_column(const T& kernel, const Numbers& r2, Eigen::Index column) {
  const Eigen::Map<const Vector> flat(r2.data(), r2.size());
  if ((flat.array() < 0.0).any()) throw std::invalid_argument("r2 must be >= 0: it is a squared distance");
  const Vector values = kernels::radial(kernel, flat).col(column);
  const std::vector<py::ssize_t> shape(r2.shape(), r2.shape() + r2.ndim());
  return py::object(py::array_t<double>(shape, values.data())[py::tuple()]);
}

/// The radial profile of a kernel as methods.
struct BindProfile {
  template <class T>
  void operator()(py::class_<T>& type) const {
    const auto bind = [&](const char* name, Eigen::Index column, const char* prose) {
      type.def(
          name, [column](const T& kernel, const Numbers& r2) { return radial_column(kernel, r2, column); },
          py::arg("r2"), prose);
    };
    bind("value", 0, "K at squared distances r2 of any shape.");
    bind("slope", 1, "dK/d(r2) at squared distances r2 of any shape.");
    bind("curvature", 2, "d2K/d(r2)2 at squared distances r2 of any shape.");
    if constexpr (requires(const T& kernel) { kernel.components(); }) {
      type.def(
          "components",
          [](const T& kernel) {
            std::vector<std::pair<double, double>> parts;
            for (const kernels::Component& part : kernel.components()) parts.emplace_back(part.bandwidth, part.weight);
            return parts;
          },
          "(bandwidth, weight) of the Gaussians of which it is the sum.");
    }
  }
};

}  // namespace

void bind_kernels(py::module_& module) {
  bind_all(module, "KERNELS", static_cast<Kernel*>(nullptr), BindProfile{});
  bind_precise_sum(module, "kernel_sum", "sum_j w_j K(point_i, source_j), (M,)", &kernels::sum);
  bind_precise_sum(module, "kernel_sum_gradient", "its gradient in the point, (M, d)", &kernels::sum_gradient);
  bind_sum(module, "kernel_sum_hessian", "its Hessian in the point, (M, d*d)", &kernels::sum_hessian);
  bind_precise_sum(module, "kernel_sum_with_gradient", "sum and gradient, (M, 1 + d)", &kernels::sum_with_gradient);
  module.def(
      "kernel_matrix",
      [](const Kernel& kernel, PointsRef x, PointsRef y, int num_threads) {
        PythonMonitor monitor(OnInterrupt::raise);
        const py::gil_scoped_release release;
        return kernels::matrix(kernel, x, y, monitor.execution(num_threads));
      },
      py::arg("kernel"), py::arg("x"), py::arg("y"), py::arg("num_threads"), "K(x_i, y_j), (M, N)");
  module.def("radial", &kernels::radial, py::arg("kernel"), py::arg("r2"), "value, slope, curvature at r2, (n, 3)");
}

}  // namespace gandyn::bindings
