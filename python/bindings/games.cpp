#include "games.hpp"

#include "bindings.hpp"

namespace gandyn::bindings {
namespace {

using discriminators::Arrays;

/// use(game, state) of whatever game it is, in a state with this discriminator.
template <class Use>
auto with_state(const KernelGAN& self, const Points& particles, const Arrays& discriminator, Use use) {
  return std::visit([&](const auto& game) { return use(game, game.restored(particles, discriminator)); }, self.game);
}

void bind_features(py::module_& module) {
  using discriminators::RandomFeatures;
  module.def(
      "frequencies",
      [](const kernels::Kernel& kernel, const RandomFeatures& features, Index dimension) {
        return features.frequencies(kernel, dimension);
      },
      py::arg("kernel"), py::arg("features"), py::arg("dimension"),
      "omega of K~(x, y) = K(0) / D sum_k cos(omega_k . (x - y)), (D, d)");
  module.def(
      "feature_sum_with_gradient",
      [](const kernels::Kernel& kernel, const RandomFeatures& features, PointsRef points, PointsRef sources,
         VectorRef weights, int num_threads) {
        PythonMonitor monitor(OnInterrupt::raise);
        const py::gil_scoped_release release;
        return discriminators::feature_sum_with_gradient(kernel, features, points, sources, weights,
                                                         monitor.execution(num_threads));
      },
      py::arg("kernel"), py::arg("features"), py::arg("points"), py::arg("sources"), py::arg("weights"),
      py::arg("num_threads"), "sum_j w_j K~(point_i, source_j) and its gradient, (M, 1 + d)");
}

}  // namespace

void bind_games(py::module_& module) {
  bind_all(module, "DISCRIMINATORS", static_cast<games::Discriminator*>(nullptr));
  py::class_<KernelGAN>(module, "KernelGAN", "The kernel GAN, its discriminator kept in any way.")
      .def(py::init([](const Points& targets, const Vector& target_weights, const Vector& particle_weights,
                       const kernels::Kernel& kernel, double ridge, const games::Discriminator& discriminator,
                       bool mass_factor, std::optional<std::pair<double, double>> of_all) {
             const auto masses = of_all ? games::Masses(particle_weights, of_all->first, of_all->second)
                                        : games::Masses(particle_weights);
             return KernelGAN{
                 games::make_game(targets, target_weights, masses, kernel, discriminator, {ridge, mass_factor})};
           }),
           py::arg("targets"), py::arg("target_weights"), py::arg("particle_weights"), py::arg("kernel"),
           py::arg("ridge"), py::arg("discriminator"), py::arg("mass_factor"), py::arg("of_all") = py::none())
      .def_property_readonly(
          "of_all",
          [](const KernelGAN& self) {
            return std::visit([](const auto& game) { return std::pair(game.masses().largest, game.masses().total); },
                              self.game);
          },
          "Largest and total particle weight, of all particles where this is the game of a part of them.")
      .def(
          "discriminator",
          [](const KernelGAN& self, const Points& particles, const Arrays& state, PointsRef points,
             const std::string& what, int num_threads) {
            PythonMonitor monitor(OnInterrupt::raise);
            const py::gil_scoped_release release;
            return with_state(self, particles, state, [&](const auto&, const auto& full) -> Points {
              const Execution execution = monitor.execution(num_threads);
              if (what == "gradient") return full.discriminator.gradient(points, execution);
              if (what == "hessian") return full.discriminator.hessian(points, execution);
              return full.discriminator.value(points, execution);
            });
          },
          py::arg("particles"), py::arg("state"), py::arg("points"), py::arg("what"), py::arg("num_threads"),
          "value (M, 1), gradient (M, d) or hessian (M, d*d) of a state's discriminator")
      .def(
          "loss",
          [](const KernelGAN& self, const Points& particles, const Arrays& state, int num_threads) {
            PythonMonitor monitor(OnInterrupt::raise);
            const py::gil_scoped_release release;
            return with_state(self, particles, state, [&](const auto& game, const auto& full) {
              return game.loss(full, monitor.execution(num_threads));
            });
          },
          py::arg("particles"), py::arg("state"), py::arg("num_threads"), "L(f, y) of a state");
  bind_features(module);
}

}  // namespace gandyn::bindings
