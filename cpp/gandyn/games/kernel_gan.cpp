#include "gandyn/games/kernel_gan.hpp"

#include <stdexcept>
#include <utility>

namespace gandyn::games {

template <class D>
KernelGAN<D>::KernelGAN(const Points& targets, const Vector& target_weights, const Vector& particle_weights,
                        const kernels::Kernel& kernel, const D& discriminator, const KernelGANParameters& parameters)
    : particle_weights_(particle_weights), discriminator_(discriminator), parameters_(parameters) {
  check(parameters);
  const kernels::Embedding embedding(kernels::metric_of(kernel), targets.row(0).transpose());
  space_ = std::make_shared<const discriminators::Space>(
      discriminators::Space{kernel, embedding, {embedding.embed(targets), target_weights}});
}

template <class D>
auto KernelGAN<D>::initial(Points particles) const -> State {
  if (particles.rows() != particle_weights_.size() || particles.cols() != space_->dimension()) {
    throw std::invalid_argument("initial must have shape (" + std::to_string(particle_weights_.size()) + ", " +
                                std::to_string(space_->dimension()) + "), got (" + std::to_string(particles.rows()) +
                                ", " + std::to_string(particles.cols()) + ")");
  }
  return {std::move(particles), discriminator_.zero(space_)};
}

template <class D>
Points KernelGAN<D>::velocity(const State& at, const Function& f, const Execution& execution) const {
  Points gradient = f.gradient(at.generator, execution);
  if (parameters_.mass_factor) gradient = particle_weights_.asDiagonal() * gradient;
  return gradient;
}

template <class D>
Points KernelGAN<D>::generator_field(const State& state, const Execution& execution) const {
  return velocity(state, state.discriminator, execution);
}

template <class D>
void KernelGAN<D>::add_witness(Function& f, const State& at, double scale, const Execution& execution) const {
  f.add_targets(scale);
  if (at.mean) {
    f.axpy(-scale, *at.mean);
  } else {
    f.add(at.generator, particle_weights_, -scale, execution);
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
auto KernelGAN<D>::ascend(const State& at, const Function& f, double rate, const Execution& execution) const
    -> Function {
  Function next = f;
  next.scale(1.0 - rate * parameters_.ridge);
  next.forget();
  add_witness(next, at, rate, execution);
  return next;
}

template <class D>
void KernelGAN<D>::descend(const State& at, const Function& f, double rate, State& to,
                           const Execution& execution) const {
  to.generator = at.generator + rate * velocity(at, f, execution);
}

template <class D>
auto KernelGAN<D>::best_response(const State& at, const Execution& execution) const -> Function {
  Function f = discriminator_.zero(space_);
  add_witness(f, at, 1.0 / parameters_.ridge, execution);
  return f;
}

template <class D>
double KernelGAN<D>::loss(const State& state, const Execution& execution) const {
  const double on_particles = particle_weights_.dot(state.discriminator.value(state.generator, execution));
  const double on_targets = state.discriminator.over_targets(execution);
  return on_targets - on_particles - 0.5 * parameters_.ridge * state.discriminator.norm2(execution);
}

template class KernelGAN<discriminators::History>;

}  // namespace gandyn::games
