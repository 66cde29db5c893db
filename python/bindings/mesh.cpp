#include "gandyn/discriminators/mesh.hpp"

#include "bindings.hpp"

namespace gandyn::bindings {

void bind_mesh(py::module_& module) {
  using discriminators::MeshLayout;
  py::class_<MeshLayout>(module, "MeshLayout", "What a mesh is made of; times of one thread.")
      .def_readonly("spacing", &MeshLayout::spacing)
      .def_readonly("width", &MeshLayout::width, "nodes that a window covers along an axis")
      .def_readonly("taps", &MeshLayout::taps, "of the filter, a side")
      .def_readonly("brick_side", &MeshLayout::brick_side, "nodes along the edge of a brick")
      .def_readonly("brick_nodes", &MeshLayout::brick_nodes)
      .def_readonly("polynomials", &MeshLayout::polynomials, "numbers a brick, where its cells are crowded")
      .def_readonly("tile_nodes", &MeshLayout::tile_nodes, "of a brick with what windows reach behind it")
      .def_readonly("point_seconds", &MeshLayout::point_seconds, "a step")
      .def_readonly("node_seconds", &MeshLayout::node_seconds, "a step");
  module.def("mesh_layout", &discriminators::mesh_layout, py::arg("kernel"), py::arg("dimension"), py::arg("tolerance"),
             "the meshes that Mesh(tolerance) makes for a kernel, the finest first");
  const auto bind_mesh_sum = [&](const char* name, kernels::Sums sums, const char* prose) {
    module.def(
        name,
        [sums](const kernels::Kernel& kernel, const Points& points, const Points& sources, const Vector& weights,
               int num_threads, double tolerance) {
          PythonMonitor monitor(OnInterrupt::raise);
          const py::gil_scoped_release release;
          return discriminators::mesh_sum(kernel, points, sources, weights, sums, tolerance,
                                          monitor.execution(num_threads));
        },
        py::arg("kernel"), py::arg("points"), py::arg("sources"), py::arg("weights"), py::arg("num_threads"),
        py::arg("tolerance"), prose);
  };
  bind_mesh_sum("mesh_sum", kernels::Sums::value, "kernel_sum by a mesh, (M, 1)");
  bind_mesh_sum("mesh_sum_gradient", kernels::Sums::gradient, "its gradient, (M, d)");
  bind_mesh_sum("mesh_sum_hessian", kernels::Sums::hessian, "its Hessian, (M, d*d)");
  bind_mesh_sum("mesh_sum_with_gradient", kernels::Sums::value_and_gradient, "sum and gradient, (M, 1 + d)");
}

}  // namespace gandyn::bindings
