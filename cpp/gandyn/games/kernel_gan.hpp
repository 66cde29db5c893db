#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "gandyn/core/order.hpp"
#include "gandyn/discriminators/history.hpp"
#include "gandyn/discriminators/mesh.hpp"
#include "gandyn/discriminators/random_features.hpp"
#include "gandyn/games/position.hpp"

namespace gandyn::games {

using discriminators::Masses;

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
/// The particles may be spread over several processes: n counts those that are here, sums over j run over all.
template <class D>
class KernelGAN {
 public:
  using Function = typename D::Function;
  using Real = double;
  using Generator = Points;
  using Discriminator = Function;
  using Direction = DirectionOf<Points, Function>;
  static constexpr bool has_coordinates = false;

  struct State {
    Points generator;        // (n, d) particles
    Function discriminator;  // f
    /// sum_j q_j K(y_j, .), where the move that led here found it on its way; else null. It has the very bits that it
    /// would have if it were computed anew, so that it need not be saved.
    std::shared_ptr<const Function> mean = nullptr;
    /// How far the particles went from those at `from`, where that move found it.
    struct Way {
      const double* from;
      Travel travel;
    };
    std::optional<Way> way = {};
  };

  /// Throws std::invalid_argument when the discriminator cannot have this kernel or these targets.
  KernelGAN(const Points& targets, const Vector& target_weights, const Masses& particle_weights,
            const kernels::Kernel& kernel, const D& discriminator, const KernelGANParameters& parameters);

  const KernelGANParameters& parameters() const { return parameters_; }
  const Vector& particle_weights() const { return masses_.own; }
  const Masses& masses() const { return masses_; }
  const kernels::Kernel& kernel() const { return kernel_; }
  const D& kept() const { return kept_; }

  /// An order of particles in which their sums are quicker to come by, if there is one.
  Order arrangement(const Points& particles, const Execution& execution) const;
  /// The game of the particles in an order; nothing where it is this one.
  std::optional<KernelGAN> arranged(const Order& order, const Execution& execution) const;

  /// particles (n, d), f = 0
  State initial(Points particles) const;
  /// The numbers that rebuild f.
  discriminators::Arrays arrays(const State& state) const { return state.discriminator.to_arrays(); }
  /// The state that gave these arrays: from it a run goes on with the same bits.
  State restored(Points particles, const discriminators::Arrays& arrays) const;

  /// A direction as arrays and back, for the memory of methods.
  static Arrays arrays(const Direction& direction);
  Direction direction(const Arrays& arrays) const;

  bool zero_sum() const { return true; }
  /// Why a method cannot have what it asks of this game; empty where it can.
  std::string no_best_response() const;
  std::string no_inverse_curvature() const;
  std::string no_mixed_derivatives() const;
  std::string no_common_metric() const;

  /// (v_y, v_f)
  Direction field(const State& state, const Execution& execution) const;
  /// How particles move: m_j grad f(y_j), where m_j = q_j, or 1 without mass factor; (n, d)
  Points generator_field(const State& state, const Execution& execution) const;
  /// grad_f L = w(y) - ridge f
  Function discriminator_field(const State& state, const Execution& execution) const;

  /// to: both players moved along the field of `state`
  void advance(const State& state, double generator_rate, double discriminator_rate, State& to,
               const Execution& execution) const;
  /// to.discriminator = f + rate (w(y) - ridge f), at the particles of `at`; to.generator is left alone
  void ascend(const State& at, const Function& f, double rate, State& to, const Execution& execution) const;
  /// to.generator = y + rate v_y(f, y): the generator's move against f; to.discriminator is left alone
  void descend(const State& at, const Function& f, double rate, State& to, const Execution& execution) const;
  /// y += rate * direction, f += rate * direction
  void move_generator(double rate, const Points& direction, State& state) const;
  void move_discriminator(double rate, const Function& direction, State& state) const;
  void shift_generator(double factor, const Points& move, State& state) const { move_generator(factor, move, state); }
  void shift_discriminator(double factor, const Function& move, State& state) const {
    move_discriminator(factor, move, state);
  }

  // The Jacobian A of the field times directions (kernel_gan theory, section 8.2). Particles' directions are velocities
  // as `generator_field` gives them; where these do not carry the mass, gradients of |grad_y L|^2 are still theirs.
  /// q_j Hess f(y_j) u_j
  Points gg(const State& state, const Points& u, const Execution& execution) const;
  /// m_j grad u(y_j)
  Points gd(const State& state, const Function& u, const Execution& execution) const;
  /// -sum_j q_j u_j . grad K(y_j, .)
  Function dg(const State& state, const Points& u, const Execution& execution) const;
  /// -ridge u
  Function dd(const State& state, const Function& u, const Execution& execution) const;
  /// A_dg' u = -m_j grad u(y_j)
  Points cross_to_generator(const State& state, const Function& u, const Execution& execution) const;
  /// A_gd' u = sum_j q_j (q_j / m_j) u_j . grad K(y_j, .)
  Function cross_to_discriminator(const State& state, const Points& u, const Execution& execution) const;
  /// A_dd^-1 u = -u / ridge
  Function solve_discriminator(const State& state, const Function& u, const Execution& execution) const;
  /// The gradient of the loss in f
  Function generator_slope(const State& state, const Execution& execution) const {
    return discriminator_field(state, execution);
  }
  /// <f, g> in the RKHS
  double dot(const Function& f, const Function& g, const Execution& execution) const { return f.dot(g, execution); }

  /// w(y) / ridge, the maximiser of L; ridge > 0
  Function best_response(const State& at, const Execution& execution) const;
  /// The time of the MMD flow
  double best_response_time(double rate) const { return rate / parameters_.ridge; }
  /// L(f, y)
  double loss(const State& state, const Execution& execution) const;

 private:
  /// m_j grad f(y_j)
  Points velocity(const State& at, const Function& f, const Execution& execution) const;
  /// f += scale * w(y)
  void add_witness(Function& f, const State& at, double scale, const Execution& execution) const;

  Index dimension_;
  Masses masses_;  // (n,) q
  kernels::Kernel kernel_;
  D kept_;         // how f is
  Function zero_;  // knows kernel and targets
  KernelGANParameters parameters_;
  bool smooth_;  // whether the RKHS has dipoles: second derivatives of K where points coincide
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
Game make_game(const Points& targets, const Vector& target_weights, const Masses& particle_weights,
               const kernels::Kernel& kernel, const Discriminator& discriminator,
               const KernelGANParameters& parameters);

}  // namespace gandyn::games
