#include <cmath>

#include "bindings.hpp"
#include "games.hpp"
#include "gandyn/dynamics/batch.hpp"
#include "gandyn/games/vector_game.hpp"

namespace gandyn::bindings {
namespace {

using games::LaneGame;
using games::VectorGame;
using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

constexpr Eigen::Index together = 64;  // points evaluated side by side

/// An array (..., width) of real numbers; `name` is for the message.
Array as_rows(const char* name, const py::object& value, Eigen::Index width) {
  const py::array array = real_array(name, value);
  if (array.ndim() == 0 || array.shape(array.ndim() - 1) != width) {
    throw std::invalid_argument(std::string(name) + " must have shape (..., " + std::to_string(width) + "), got " +
                                std::string(py::str(array.attr("shape"))));
  }
  return array;
}

/// use(lanes, state) gives numbers (k, W) for W points side by side; the result has the leading shape of `w` and
/// `trailing` axes of k numbers in all.
template <class Use>
py::array_t<double> evaluate(const VectorGame& game, const py::object& array, const std::vector<py::ssize_t>& trailing,
                             Use use) {
  const VectorGame* one = &game;
  const auto [n, m] = games::sizes(game);
  const Array w = as_rows("w", array, n + m);
  std::vector<py::ssize_t> shape(w.shape(), w.shape() + w.ndim() - 1);
  Eigen::Index count = 1, numbers = 1;
  for (const auto length : shape) count *= length;
  for (const auto length : trailing) numbers *= length;
  shape.insert(shape.end(), trailing.begin(), trailing.end());
  py::array_t<double> out(shape);
  const Eigen::Map<const Points> points(w.data(), count, n + m);
  Eigen::Map<Points> results(out.mutable_data(), count, numbers);
  const py::gil_scoped_release release;
  for (Eigen::Index first = 0; first < count; first += together) {
    const Eigen::Index width = std::min(together, count - first);
    const LaneGame lanes({&one, 1}, 0, std::vector<Index>(static_cast<std::size_t>(width), 0));
    const Lanes block = points.middleRows(first, width).transpose().array();
    const LaneGame::State state{block.topRows(n), block.bottomRows(m)};
    results.middleRows(first, width) = use(lanes, state).matrix().transpose();
  }
  return out;
}

Lanes joined(const LaneGame::Direction& v) {
  Lanes out(v.generator.rows() + v.discriminator.rows(), v.generator.cols());
  out << v.generator, v.discriminator;
  return out;
}

template <class Game>
void bind_vector_game(py::class_<Game>& type) {
  const auto size_of = [](const Game& self) { return games::sizes(VectorGame(self)); };
  type.def_property_readonly(
          "generator_size", [=](const Game& self) { return size_of(self).first; }, "n")
      .def_property_readonly(
          "discriminator_size", [=](const Game& self) { return size_of(self).second; }, "m")
      .def_property_readonly(
          "size", [=](const Game& self) { return size_of(self).first + size_of(self).second; }, "n + m")
      .def_property_readonly(
          "zero_sum", [](const Game& self) { return games::zero_sum(VectorGame(self)); },
          "Whether the players share one loss.")
      .def(
          "loss",
          [](const Game& self, const py::object& w) {
            return evaluate(games::population(self), w, {},
                            [](const LaneGame& lanes, const auto& at) { return lanes.loss(at); });
          },
          py::arg("w"), "What the discriminator maximises, at w (..., n + m); shape (...).")
      .def(
          "losses",
          [](const Game& self, const py::object& w) {
            return evaluate(games::population(self), w, {2}, [](const LaneGame& lanes, const auto& at) {
              Lanes out(2, at.generator.cols());
              out << lanes.generator_loss(at), -lanes.loss(at);
              return out;
            });
          },
          py::arg("w"), "What generator and discriminator minimise, at w (..., n + m); shape (..., 2).")
      .def(
          "field",
          [=](const Game& self, const py::object& w) {
            const auto [n, m] = size_of(self);
            return evaluate(games::population(self), w, {n + m},
                            [](const LaneGame& lanes, const auto& at) { return joined(lanes.field(at, {})); });
          },
          py::arg("w"),
          "The gradient field (-grad of the generator's loss, -grad of the discriminator's), at w (..., n + m).")
      .def(
          "jacobian",
          [=](const Game& self, const py::object& w) {
            const auto [n, m] = size_of(self);
            if constexpr (std::is_same_v<Game, games::DiracGAN>) {
              const Array rows = as_rows("w", w, 2);
              for (py::ssize_t i = 0; i < rows.size() / 2; ++i) {
                const std::string reason =
                    games::DiracModel::no_jacobian(self, Lanes::Constant(1, 1, rows.data()[2 * i + 1]));
                if (!reason.empty()) throw std::invalid_argument("jacobian: " + reason);
              }
            }
            return evaluate(games::population(self), w, {n + m, n + m}, games::jacobian);
          },
          py::arg("w"), "The exact Jacobian of the field, at w (..., n + m); shape (..., n + m, n + m).")
      .def(
          "equilibrium",
          [=](const Game& self) {
            const auto [n, m] = size_of(self);
            if constexpr (std::is_same_v<Game, games::MixtureGAN>) {
              throw std::invalid_argument(
                  "equilibrium: MixtureGAN has a family of them: at mu = means any intervals without a pull on mu");
            }
            return Vector(Vector::Zero(n + m));
          },
          "The known equilibrium, (n + m,).");
}

void check_mean(double mu) {
  if (std::abs(mu) <= games::farthest) return;
  throw std::invalid_argument("mu must be finite and at most 1e8 in size, got " +
                              std::string(py::repr(py::float_(mu))));
}

std::pair<double, double> pair_of(const py::object& mu) {
  const Array pair = as_rows("mu", mu, 2);
  if (pair.ndim() != 1) throw std::invalid_argument("mu must have shape (2,)");
  check_mean(pair.data()[0]);
  check_mean(pair.data()[1]);
  return {pair.data()[0], pair.data()[1]};
}

/// use(mu1, mu2, to) writes `width` numbers for every mu (..., 2).
template <class Use>
py::array_t<double> for_each_pair(const py::object& mu, const std::vector<py::ssize_t>& trailing, Use use) {
  const Array pairs = as_rows("mu", mu, 2);
  std::vector<py::ssize_t> shape(pairs.shape(), pairs.shape() + pairs.ndim() - 1);
  shape.insert(shape.end(), trailing.begin(), trailing.end());
  py::array_t<double> out(shape);
  const py::ssize_t count = pairs.size() / 2, width = trailing.empty() ? 1 : trailing.front();
  for (py::ssize_t i = 0; i < 2 * count; ++i) {
    check_mean(pairs.data()[i]);
  }
  for (py::ssize_t i = 0; i < count; ++i) {
    use(pairs.data()[2 * i], pairs.data()[2 * i + 1], out.mutable_data() + i * width);
  }
  return out;
}

void extend(py::class_<games::MixtureGAN>& type) {
  using games::MixtureGAN;
  type.def(
          "total_variation",
          [](const MixtureGAN& self, const py::object& mu) {
            return for_each_pair(mu, {},
                                 [&](double a, double b, double* to) { *to = games::total_variation(self, a, b); });
          },
          py::arg("mu"), "(1/2) int |F| between the mixtures, for mu (..., 2); shape (...).")
      .def(
          "zeros",
          [](const MixtureGAN& self, const py::object& mu) {
            const auto [a, b] = pair_of(mu);
            const auto found = games::zeros(self, a, b);
            return Vector(Eigen::Map<const Vector>(found.data(), static_cast<Eigen::Index>(found.size())));
          },
          py::arg("mu"), "Where F changes its sign, increasing: 1 to 3 numbers, none where F = 0; mu (2,).")
      .def(
          "best_response",
          [](const MixtureGAN& self, const py::object& mu) {
            return for_each_pair(mu, {4}, [&](double a, double b, double* to) {
              const auto ends = games::best_intervals(self, a, b);
              std::copy(ends.begin(), ends.end(), to);
            });
          },
          py::arg("mu"), "The intervals (l1, l2, r1, r2) on which F > 0, for mu (..., 2); shape (..., 4).")
      .def(
          "density_difference",
          [](const MixtureGAN& self, const py::object& x, const py::object& mu) {
            const auto [a, b] = pair_of(mu);
            const Array points = real_array("x", x);
            py::array_t<double> out(std::vector<py::ssize_t>(points.shape(), points.shape() + points.ndim()));
            for (py::ssize_t i = 0; i < points.size(); ++i) {
              out.mutable_data()[i] = games::density_difference(self, points.data()[i], a, b);
            }
            return out;
          },
          py::arg("x"), py::arg("mu"), "F(x), the true density less the generated one, at x (...); mu (2,).");
}

template <class Game>
void extend(py::class_<Game>&) {}

}  // namespace

void bind_vector_games(py::module_& module) {
  bind_parameters<games::R1>(module);
  bind_parameters<games::R2>(module);
  bind_parameters<games::GradientPenalty>(module);
  bind_parameters<games::Clipping>(module);
  bind_parameters<games::InstanceNoise>(module);
  bind_all(module, "VECTOR_GAMES", static_cast<VectorGame*>(nullptr), [](auto& type) {
    bind_vector_game(type);
    extend(type);
  });
}

}  // namespace gandyn::bindings
