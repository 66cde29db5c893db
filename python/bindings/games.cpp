#include "gandyn/games/kernel_gan.hpp"

#include "bindings.hpp"

namespace gandyn::bindings {

using games::Game;

void bind_games(py::module_& module) {
  bind_all(module, "DISCRIMINATORS", static_cast<games::Discriminator*>(nullptr));
  using History = games::KernelGAN<discriminators::History>;
  py::class_<History>(module, "KernelGAN", "The kernel GAN with an exact discriminator.")
      .def(py::init([](const Points& targets, const Vector& target_weights, const Vector& particle_weights,
                       const kernels::Kernel& kernel, double ridge, const discriminators::History& discriminator,
                       bool mass_factor) {
             return History(targets, target_weights, particle_weights, kernel, discriminator, {ridge, mass_factor});
           }),
           py::arg("targets"), py::arg("target_weights"), py::arg("particle_weights"), py::arg("kernel"),
           py::arg("ridge"), py::arg("discriminator"), py::arg("mass_factor"))
      .def(
          "discriminator",
          [](const History& game, const Points& particles, const discriminators::Arrays& state, PointsRef points,
             const std::string& what, int num_threads) -> Points {
            PythonMonitor monitor(OnInterrupt::raise);
            const py::gil_scoped_release release;
            auto full = game.initial(particles);
            full.discriminator.set_arrays(state);
            const Execution execution = monitor.execution(num_threads);
            if (what == "gradient") return full.discriminator.gradient(points, execution);
            if (what == "hessian") return full.discriminator.hessian(points, execution);
            return full.discriminator.value(points, execution);
          },
          py::arg("particles"), py::arg("state"), py::arg("points"), py::arg("what"), py::arg("num_threads"),
          "value (M, 1), gradient (M, d) or hessian (M, d*d) of a state's discriminator")
      .def(
          "loss",
          [](const History& game, const Points& particles, const discriminators::Arrays& state, int num_threads) {
            PythonMonitor monitor(OnInterrupt::raise);
            const py::gil_scoped_release release;
            auto full = game.initial(particles);
            full.discriminator.set_arrays(state);
            return game.loss(full, monitor.execution(num_threads));
          },
          py::arg("particles"), py::arg("state"), py::arg("num_threads"), "L(f, y) of a state");
}

}  // namespace gandyn::bindings
