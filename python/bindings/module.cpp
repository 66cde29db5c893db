#include "bindings.hpp"
#include "gandyn/core/isa.hpp"
#include "gandyn/core/random.hpp"

namespace py = pybind11;
using namespace gandyn;

PYBIND11_MODULE(_core, module) {
  module.doc() = "The C++ core of gandyn.";
  module.attr_with_type_hint<py::str>("__version__") = GANDYN_VERSION;
  bindings::bind_field_info(module);
  bindings::bind_kernels(module);
  bindings::bind_mesh(module);
  bindings::bind_games(module);
  bindings::bind_vector_games(module);
  bindings::bind_dynamics(module);
  bindings::bind_batch(module);
  bindings::bind_metrics(module);
  bindings::bind_analysis(module);
  bindings::bind_moments(module);
  bindings::bind_isolated(module);
  bindings::bind_spectrum(module);

  module.def(
      "instruction_set", [] { return std::string(name(chosen_isa())); },
      "The instruction set of the pair loops: x86-64-v4, x86-64-v3 or baseline.");
  module.def(
      "has_openmp",
      [] {
#ifdef _OPENMP
        return true;
#else
        return false;
#endif
      },
      "Whether the core was compiled with OpenMP.");
  module.def(
      "available_threads", [](int num_threads) { return available_threads(num_threads); }, py::arg("num_threads"),
      "The threads that a request means here: 1 in a child forked after the first parallel computation.");
  module.def(
      "philox",
      [](const random::Block& counter, const std::array<std::uint32_t, 2>& key) {
        return random::philox(counter, key);
      },
      py::arg("counter"), py::arg("key"), "One block of Philox4x32-10.");
  const auto numbers = [](auto draw) {
    return [draw](std::uint64_t seed, std::uint32_t stream, Index count) {
      Vector out(count);
      for (Index i = 0; i < count; ++i) {
        out[i] = draw(seed, static_cast<random::Stream>(stream), static_cast<std::uint64_t>(i));
      }
      return out;
    };
  };
  module.def("uniform", numbers(&random::uniform), py::arg("seed"), py::arg("stream"), py::arg("count"),
             "Uniform numbers 0 .. count - 1 of a stream.");
  module.def("normal", numbers(&random::normal), py::arg("seed"), py::arg("stream"), py::arg("count"),
             "Normal numbers 0 .. count - 1 of a stream.");
}
