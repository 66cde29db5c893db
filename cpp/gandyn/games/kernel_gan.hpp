#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "gandyn/discriminators/history.hpp"
#include "gandyn/discriminators/mesh.hpp"
#include "gandyn/discriminators/random_features.hpp"

namespace gandyn::games {

/// What defines a kernel GAN, apart from how its discriminator is represented.
struct KernelGANParameters {
  static constexpr std::string_view name = "KernelGAN";

  double ridge = 0.1;
  bool mass_factor = true;

  static constexpr auto fields() {
    return std::tuple{
        Field{"ridge", &KernelGANParameters::ridge, nonnegative, "weight lambda of the discriminator's norm penalty"},
        Field{"mass_factor", &KernelGANParameters::mass_factor, {}, "whether a particle's step carries its mass"}};
  }
};

/// The kernel GAN: particles y against an RKHS discriminator f,
///   min_y max_f  L(f, y) = sum_i p_i f(x_i) - sum_j q_j f(y_j) - (ridge/2) |f|^2     (Becker et al. 2022)
/// with gradients  grad_f L = w - ridge f,  w = m_p - m_q the witness,  and  grad_{y_j} L = -q_j grad f(y_j).
template <class Discriminator>
class KernelGAN {
 public:
  using Function = typename Discriminator::Function;

  struct State {
    Points generator;        // (n, d) particles
    Function discriminator;  // f
    /// sum_j q_j K(y_j, .), where the move that led here found it on its way; else null.
    std::shared_ptr<const Function> mean = nullptr;
  };

  /// Throws std::invalid_argument when the discriminator cannot have this kernel or these targets.
  KernelGAN(const Points& targets, const Vector& target_weights, const Vector& particle_weights,
            const kernels::Kernel& kernel, const Discriminator& discriminator, const KernelGANParameters& parameters);

  const KernelGANParameters& parameters() const { return parameters_; }
  const Vector& particle_weights() const { return particle_weights_; }

  /// particles (n, d), f = 0
  State initial(Points particles) const;
  /// The numbers that rebuild f, and what is known of the particles' mean embedding.
  discriminators::Arrays arrays(const State& state) const;
  /// The state that gave these arrays: from it a run goes on with the same bits.
  State restored(Points particles, const discriminators::Arrays& arrays) const;

  /// -grad_y L = q_j grad f(y_j), or grad f(y_j) without mass factor; (n, d)
  Points generator_field(const State& state, const Execution& execution) const;
  /// grad_f L = w(y) - ridge f
  Function discriminator_field(const State& state, const Execution& execution) const;
  /// f + rate (w(y) - ridge f): the discriminator's move from f, at the particles of `at`
  Function ascend(const State& at, const Function& f, double rate, const Execution& execution) const;
  /// to.generator = y + rate v_y(f, y): the generator's move against f; to.discriminator is left alone
  void descend(const State& at, const Function& f, double rate, State& to, const Execution& execution) const;
  /// w(y) / ridge, the maximiser of L; ridge > 0
  Function best_response(const State& at, const Execution& execution) const;
  /// L(f, y)
  double loss(const State& state, const Execution& execution) const;

 private:
  /// q_j grad f(y_j), or grad f(y_j)
  Points velocity(const State& at, const Function& f, const Execution& execution) const;
  /// f += scale * w(y)
  void add_witness(Function& f, const State& at, double scale, const Execution& execution) const;

  Index dimension_;
  Vector particle_weights_;  // (n,) q
  Function zero_;            // knows kernel and targets
  KernelGANParameters parameters_;
};

extern template class KernelGAN<discriminators::History>;
extern template class KernelGAN<discriminators::Mesh>;
extern template class KernelGAN<discriminators::RandomFeatures>;

/// Every representation of the discriminator. A new one is its header, its name in this list and its game above.
using Discriminator = std::variant<discriminators::History, discriminators::Mesh, discriminators::RandomFeatures>;

template <class List>
struct GamesOf;
template <class... Discriminators>
struct GamesOf<std::variant<Discriminators...>> {
  using type = std::variant<KernelGAN<Discriminators>...>;
};
/// The kernel GAN with each of them.
using Game = GamesOf<Discriminator>::type;

/// Throws std::invalid_argument for what makes no game.
Game make_game(const Points& targets, const Vector& target_weights, const Vector& particle_weights,
               const kernels::Kernel& kernel, const Discriminator& discriminator,
               const KernelGANParameters& parameters);

}  // namespace gandyn::games
