#include "gandyn/games/kernel_gan.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "gandyn/kernels/dipoles.hpp"

namespace gandyn::games {
namespace {

const std::string function_prefix = "f_";

std::shared_ptr<const discriminators::Space> space(const Points& targets, const Vector& target_weights,
                                                   const kernels::Kernel& kernel) {
  const kernels::Embedding embedding(kernels::metric_of(kernel), targets.row(0).transpose());
  return std::make_shared<const discriminators::Space>(
      discriminators::Space{kernel, embedding, {embedding.embed(targets), target_weights}});
}

}  // namespace

template <class D>
KernelGAN<D>::KernelGAN(const Points& targets, const Vector& target_weights, const Masses& particle_weights,
                        const kernels::Kernel& kernel, const D& discriminator, const KernelGANParameters& parameters)
    : dimension_(targets.cols()),
      masses_(particle_weights),
      kernel_(kernel),
      kept_(discriminator),
      zero_(discriminator.zero(space(targets, target_weights, kernel))),
      parameters_(parameters),
      smooth_(kernels::has_dipoles(kernel)) {
  check(parameters);
}

template <class D>
Order KernelGAN<D>::arrangement(const Points& particles, const Execution& execution) const {
  if constexpr (requires { zero_.arrangement(particles, execution); }) {
    return zero_.arrangement(particles, execution);
  } else {
    return {};
  }
}

template <class D>
auto KernelGAN<D>::arranged(const Order& order, const Execution& execution) const -> std::optional<KernelGAN> {
  const Vector& masses = masses_.own;
  if ((masses.array() == masses[0]).all()) return {};
  KernelGAN game = *this;
  arrange(masses, order, game.masses_.own, execution);
  return game;
}

template <class D>
auto KernelGAN<D>::initial(Points particles) const -> State {
  if (particles.rows() != masses_.own.size() || particles.cols() != dimension_) {
    throw std::invalid_argument("initial must have shape (" + std::to_string(masses_.own.size()) + ", " +
                                std::to_string(dimension_) + "), got (" + std::to_string(particles.rows()) + ", " +
                                std::to_string(particles.cols()) + ")");
  }
  return {std::move(particles), zero_};
}

template <class D>
auto KernelGAN<D>::restored(Points particles, const discriminators::Arrays& arrays) const -> State {
  State state = initial(std::move(particles));
  state.discriminator.set_arrays(arrays);
  return state;
}

template <class D>
Arrays KernelGAN<D>::arrays(const Direction& direction) {
  Arrays arrays{{"particles", direction.generator}};
  for (auto& [name, array] : direction.discriminator.to_arrays()) arrays[function_prefix + name] = std::move(array);
  return arrays;
}

template <class D>
auto KernelGAN<D>::direction(const Arrays& arrays) const -> Direction {
  const auto particles = arrays.find("particles");
  if (particles == arrays.end() || particles->second.rows() != masses_.own.size() ||
      particles->second.cols() != dimension_) {
    throw std::invalid_argument("state: memory must be that of this game and method, its particles do not fit");
  }
  Direction out{particles->second, zero_};
  out.discriminator.set_arrays(without_prefix(function_prefix, arrays));
  return out;
}

template <class D>
Points KernelGAN<D>::velocity(const State& at, const Function& f, const Execution& execution) const {
  Points gradient = f.gradient(at.generator, execution);
  if (parameters_.mass_factor) gradient = masses_.own.asDiagonal() * gradient;
  return gradient;
}

template <class D>
Points KernelGAN<D>::generator_field(const State& state, const Execution& execution) const {
  return velocity(state, state.discriminator, execution);
}

template <class D>
void KernelGAN<D>::add_witness(Function& f, const State& at, double scale, const Execution& execution) const {
  f.add_targets(scale, execution);
  if (at.mean) {
    f.axpy(-scale, *at.mean);
  } else {
    f.add(at.generator, masses_, -scale, execution);
  }
}

template <class D>
auto KernelGAN<D>::discriminator_field(const State& state, const Execution& execution) const -> Function {
  Function field = state.discriminator;
  field.scale(-parameters_.ridge);
  add_witness(field, state, 1.0, execution);
  return field;
}

template <class D>
auto KernelGAN<D>::field(const State& state, const Execution& execution) const -> Direction {
  return {generator_field(state, execution), discriminator_field(state, execution)};
}

template <class D>
void KernelGAN<D>::advance(const State& state, double generator_rate, double discriminator_rate, State& to,
                           const Execution& execution) const {
  descend(state, state.discriminator, generator_rate, to, execution);
  ascend(state, state.discriminator, discriminator_rate, to, execution);
}

template <class D>
void KernelGAN<D>::ascend(const State& at, const Function& f, double rate, State& to,
                          const Execution& execution) const {
  Function next = f;
  next.scale(1.0 - rate * parameters_.ridge);
  next.forget();
  add_witness(next, at, rate, execution);
  to.discriminator = std::move(next);
}

template <class D>
void KernelGAN<D>::descend(const State& at, const Function& f, double rate, State& to,
                           const Execution& execution) const {
  if constexpr (requires { &Function::carry; }) {
    const Vector* masses = parameters_.mass_factor ? &masses_.own : nullptr;
    auto carried = f.carry(at.generator, at.mean.get(), rate, masses, masses_, to.generator, execution);
    to.mean = std::move(carried.mean);
    to.way = {at.generator.data(), carried.travel};
  } else {
    to.generator = at.generator + rate * velocity(at, f, execution);
  }
}

template <class D>
void KernelGAN<D>::move_generator(double rate, const Points& direction, State& state) const {
  axpy(rate, direction, state.generator);
  state.mean = nullptr, state.way = {};  // they were those of the particles before
}

template <class D>
void KernelGAN<D>::move_discriminator(double rate, const Function& direction, State& state) const {
  state.discriminator.axpy(rate, direction);
  state.discriminator.forget();
}

template <class D>
Points KernelGAN<D>::gg(const State& state, const Points& u, const Execution& execution) const {
  const Points hessians = state.discriminator.hessian(state.generator, execution);  // (n, d*d)
  Points out(u.rows(), u.cols());
  for (Eigen::Index j = 0; j < u.rows(); ++j) {
    const Eigen::Map<const Points> hessian(hessians.row(j).data(), u.cols(), u.cols());
    out.row(j) = masses_.own[j] * (u.row(j) * hessian);
  }
  return out;
}

template <class D>
Points KernelGAN<D>::gd(const State& state, const Function& u, const Execution& execution) const {
  return velocity(state, u, execution);
}

template <class D>
auto KernelGAN<D>::dg(const State& state, const Points& u, const Execution& execution) const -> Function {
  Function out = zero_;
  out.add_dipoles(state.generator, masses_.own.asDiagonal() * u, -1.0, execution);
  return out;
}

template <class D>
auto KernelGAN<D>::dd(const State&, const Function& u, const Execution&) const -> Function {
  Function out = u;
  out.scale(-parameters_.ridge);
  return out;
}

template <class D>
Points KernelGAN<D>::cross_to_generator(const State& state, const Function& u, const Execution& execution) const {
  return -velocity(state, u, execution);
}

template <class D>
auto KernelGAN<D>::cross_to_discriminator(const State& state, const Points& u, const Execution& execution) const
    -> Function {
  Points vectors = masses_.own.asDiagonal() * u;
  if (!parameters_.mass_factor) vectors = masses_.own.asDiagonal() * vectors;
  Function out = zero_;
  out.add_dipoles(state.generator, vectors, 1.0, execution);
  return out;
}

template <class D>
auto KernelGAN<D>::solve_discriminator(const State&, const Function& u, const Execution&) const -> Function {
  Function out = u;
  out.scale(-1.0 / parameters_.ridge);
  return out;
}

template <class D>
std::string KernelGAN<D>::no_best_response() const {
  return parameters_.ridge > 0.0 ? "" : "ridge must be > 0, for without it no discriminator is best; got 0";
}

template <class D>
std::string KernelGAN<D>::no_inverse_curvature() const {
  return parameters_.ridge > 0.0 ? "" : "ridge must be > 0, for the loss is curved in f by it alone; got 0";
}

template <class D>
std::string KernelGAN<D>::no_mixed_derivatives() const {
  return smooth_ ? "" : "the kernel has no second derivative where points coincide, so its field has no Jacobian";
}

template <class D>
std::string KernelGAN<D>::no_common_metric() const {
  return parameters_.mass_factor ? "" : "mass_factor must be True, for the players measure their moves by masses";
}

template <class D>
auto KernelGAN<D>::best_response(const State& at, const Execution& execution) const -> Function {
  Function f = zero_;
  add_witness(f, at, 1.0 / parameters_.ridge, execution);
  return f;
}

template <class D>
double KernelGAN<D>::loss(const State& state, const Execution& execution) const {
  const double on_particles = masses_.own.dot(state.discriminator.value(state.generator, execution));
  const double on_targets = state.discriminator.over_targets(execution);
  return on_targets - on_particles - 0.5 * parameters_.ridge * state.discriminator.norm2(execution);
}

template class KernelGAN<discriminators::History>;
template class KernelGAN<discriminators::Mesh>;
template class KernelGAN<discriminators::RandomFeatures>;

Game make_game(const Points& targets, const Vector& target_weights, const Masses& particle_weights,
               const kernels::Kernel& kernel, const Discriminator& discriminator,
               const KernelGANParameters& parameters) {
  return std::visit(
      [&](const auto& kept) -> Game {
        return KernelGAN(targets, target_weights, particle_weights, kernel, kept, parameters);
      },
      discriminator);
}

}  // namespace gandyn::games
