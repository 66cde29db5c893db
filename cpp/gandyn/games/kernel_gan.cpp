#include "gandyn/games/kernel_gan.hpp"

#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace gandyn::games {
namespace {

const std::string mean_prefix = "mean_";
const std::string mean_of = "particles_of_mean";

/// A number that tells particles from others: a mean embedding serves no particles but its own. FNV-1a, by words.
Points fingerprint(const Points& particles) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (Eigen::Index i = 0; i < particles.size(); ++i) {
    hash = (hash ^ std::bit_cast<std::uint64_t>(particles.data()[i])) * 0x100000001b3;
  }
  Points halves(1, 2);
  halves << static_cast<double>(hash >> 32), static_cast<double>(hash & 0xffffffff);
  return halves;
}

std::shared_ptr<const discriminators::Space> space(const Points& targets, const Vector& target_weights,
                                                   const kernels::Kernel& kernel) {
  const kernels::Embedding embedding(kernels::metric_of(kernel), targets.row(0).transpose());
  return std::make_shared<const discriminators::Space>(
      discriminators::Space{kernel, embedding, {embedding.embed(targets), target_weights}});
}

}  // namespace

template <class D>
KernelGAN<D>::KernelGAN(const Points& targets, const Vector& target_weights, const Vector& particle_weights,
                        const kernels::Kernel& kernel, const D& discriminator, const KernelGANParameters& parameters)
    : dimension_(targets.cols()),
      particle_weights_(particle_weights),
      zero_(discriminator.zero(space(targets, target_weights, kernel))),
      parameters_(parameters) {
  check(parameters);
}

template <class D>
auto KernelGAN<D>::initial(Points particles) const -> State {
  if (particles.rows() != particle_weights_.size() || particles.cols() != dimension_) {
    throw std::invalid_argument("initial must have shape (" + std::to_string(particle_weights_.size()) + ", " +
                                std::to_string(dimension_) + "), got (" + std::to_string(particles.rows()) + ", " +
                                std::to_string(particles.cols()) + ")");
  }
  return {std::move(particles), zero_};
}

template <class D>
discriminators::Arrays KernelGAN<D>::arrays(const State& state) const {
  discriminators::Arrays arrays = state.discriminator.to_arrays();
  if (state.mean) {
    for (auto& [name, array] : state.mean->to_arrays()) arrays[mean_prefix + name] = std::move(array);
    arrays[mean_of] = fingerprint(state.generator);
  }
  return arrays;
}

template <class D>
auto KernelGAN<D>::restored(Points particles, const discriminators::Arrays& arrays) const -> State {
  State state = initial(std::move(particles));
  state.discriminator.set_arrays(arrays);
  const auto whose = arrays.find(mean_of);
  if (whose != arrays.end() && whose->second == fingerprint(state.generator)) {
    discriminators::Arrays own;
    for (const auto& [name, array] : arrays) {
      if (name.starts_with(mean_prefix)) own[name.substr(mean_prefix.size())] = array;
    }
    Function mean = zero_;
    mean.set_arrays(own);
    state.mean = std::make_shared<const Function>(std::move(mean));
  }
  return state;
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
  f.add_targets(scale, execution);
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
  if constexpr (requires { &Function::carry; }) {
    const Vector* masses = parameters_.mass_factor ? &particle_weights_ : nullptr;
    to.mean = f.carry(at.generator, at.mean.get(), rate, masses, particle_weights_, to.generator, execution);
  } else {
    to.generator = at.generator + rate * velocity(at, f, execution);
  }
}

template <class D>
auto KernelGAN<D>::best_response(const State& at, const Execution& execution) const -> Function {
  Function f = zero_;
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
template class KernelGAN<discriminators::Mesh>;
template class KernelGAN<discriminators::RandomFeatures>;

Game make_game(const Points& targets, const Vector& target_weights, const Vector& particle_weights,
               const kernels::Kernel& kernel, const Discriminator& discriminator,
               const KernelGANParameters& parameters) {
  return std::visit(
      [&](const auto& kept) -> Game {
        return KernelGAN(targets, target_weights, particle_weights, kernel, kept, parameters);
      },
      discriminator);
}

}  // namespace gandyn::games
