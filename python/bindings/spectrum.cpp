#include <complex>

#include "bindings.hpp"
#include "games.hpp"
#include "gandyn/analysis/kernel_spectrum.hpp"

namespace gandyn::bindings {
namespace {

using analysis::Complex, analysis::LinearStep, analysis::Scheme;

Scheme scheme(const std::string& order, double generator_gamma, double discriminator_gamma) {
  return {parse_enum<analysis::Order>("order", order), generator_gamma, discriminator_gamma};
}

/// The step of a game around a state, for products as long as it lives.
struct Linearised {
  KernelGAN game;
  LinearStep step;
};

/// One row a spectrum, as `stability` of analysis.cpp.
Points rows(const std::vector<analysis::Stability>& all) {
  Points out(static_cast<Index>(all.size()), 8);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& s = all[i];
    out.row(static_cast<Index>(i)) << s.spectral_radius, s.abscissa, s.phase_factor, s.conditioning_factor, s.period,
        s.max_stable_step, static_cast<double>(s.num_neutral), static_cast<double>(s.phase);
  }
  return out;
}

void bind_linear_step(py::module_& module) {
  py::class_<Linearised>(module, "LinearStep", "One step of a kernel GAN linearised around a state.")
      .def(py::init([](const KernelGAN& game, const Points& particles, const Arrays& discriminator,
                       const Scheme& scheme, const methods::Rates& rates, bool dense, int num_threads) {
             PythonMonitor monitor(OnInterrupt::raise);
             const py::gil_scoped_release release;
             return Linearised{game, analysis::linear_step(game.game, particles, discriminator, scheme, rates, dense,
                                                           monitor.execution(num_threads))};
           }),
           py::arg("game"), py::arg("particles"), py::arg("discriminator"), py::arg("scheme"), py::arg("rates"),
           py::arg("dense"), py::arg("num_threads"))
      .def_property_readonly(
          "size", [](const Linearised& self) { return self.step.size(); }, "2 n d, and n d under best response.")
      .def(
          "matrix",
          [](const Linearised& self, int num_threads) {
            PythonMonitor monitor(OnInterrupt::raise);
            const py::gil_scoped_release release;
            return analysis::matrix(self.game.game, self.step, monitor.execution(num_threads));
          },
          py::arg("num_threads"), "The matrix of (dy, g), (size, size)")
      .def(
          "apply",
          [](const Linearised& self, const Vector& x, int num_threads) {
            PythonMonitor monitor(OnInterrupt::raise);
            const py::gil_scoped_release release;
            return analysis::apply(self.game.game, self.step, x, monitor.execution(num_threads));
          },
          py::arg("x"), py::arg("num_threads"), "The matrix times a vector (size,)");
}

}  // namespace

void bind_spectrum(py::module_& module) {
  py::class_<Scheme>(module, "Scheme", "An order of moves, and the weights of its penalties.")
      .def(py::init(&scheme), py::arg("order"), py::arg("generator_gamma"), py::arg("discriminator_gamma"))
      .def_property_readonly(
          "order", [](const Scheme& self) { return std::string(enum_name(self.order)); }, "The order in a word.")
      .def("decay", &Scheme::decay, py::arg("rates"), py::arg("ridge"),
           "The eigenvalue of functions that no particle sees");
  bind_linear_step(module);
  module.def(
      "is_flat",
      [](const KernelGAN& game, const Points& particles, const Arrays& discriminator,
         const std::vector<Scheme>& schemes, int num_threads) {
        PythonMonitor monitor(OnInterrupt::raise);
        const py::gil_scoped_release release;
        const auto bends = analysis::bends(game.game, particles, discriminator, monitor.execution(num_threads));
        std::vector<bool> out;
        for (const Scheme& scheme : schemes) {
          out.push_back(bends.flat(scheme.order) && analysis::no_blocks(game.game, scheme).empty());
        }
        return out;
      },
      py::arg("game"), py::arg("particles"), py::arg("discriminator"), py::arg("schemes"), py::arg("num_threads"),
      "Whether the eigenvalues of D G D tell the spectrum of each scheme");
  module.def(
      "coupling",
      [](const KernelGAN& game, const Points& particles, int num_threads) {
        PythonMonitor monitor(OnInterrupt::raise);
        const py::gil_scoped_release release;
        return analysis::coupling(game.game, particles, monitor.execution(num_threads));
      },
      py::arg("game"), py::arg("particles"), py::arg("num_threads"), "The eigenvalues of D G D, increasing (n d,)");
  module.def(
      "flat_eigenvalues",
      [](const KernelGAN& game, const Vector& coupling, const Scheme& scheme, const methods::Rates& rates,
         double ridge) {
        const auto values = analysis::flat_eigenvalues(analysis::blocks_of(game.game, coupling), scheme, rates, ridge);
        return py::array_t<Complex>(static_cast<py::ssize_t>(values.size()), values.data());
      },
      py::arg("game"), py::arg("coupling"), py::arg("scheme"), py::arg("rates"), py::arg("ridge"),
      "Every eigenvalue of the step, sorted");
  module.def(
      "flat_sweep",
      [](const KernelGAN& game, const Vector& coupling, const Scheme& scheme, VectorRef generator,
         VectorRef discriminator, VectorRef ridge, double tolerance, int num_threads) {
        PythonMonitor monitor(OnInterrupt::raise);
        const py::gil_scoped_release release;
        const std::string reason = analysis::no_blocks(game.game, scheme);
        if (!reason.empty()) throw std::invalid_argument("order: " + reason);
        std::vector<analysis::Setting> settings;
        for (Eigen::Index i = 0; i < ridge.size(); ++i)
          settings.push_back({{generator[i], discriminator[i]}, ridge[i]});
        return rows(analysis::sweep(analysis::blocks_of(game.game, coupling), scheme, settings, tolerance,
                                    monitor.execution(num_threads)));
      },
      py::arg("game"), py::arg("coupling"), py::arg("scheme"), py::arg("generator"), py::arg("discriminator"),
      py::arg("ridge"), py::arg("tolerance"), py::arg("num_threads"),
      "What the spectra at settings (B,) say, as `stability`; (B, 8)");
  module.def(
      "eigenvector",
      [](const Points& matrix, Complex eigenvalue) {
        const py::gil_scoped_release release;
        return analysis::eigenvector(matrix, eigenvalue);
      },
      py::arg("matrix"), py::arg("eigenvalue"), "An eigenvector of length 1, its largest entry real and positive");
}

}  // namespace gandyn::bindings
