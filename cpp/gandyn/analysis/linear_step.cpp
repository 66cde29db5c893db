#include "gandyn/analysis/linear_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "gandyn/analysis/blocks.hpp"
#include "gandyn/analysis/mixed_derivatives.hpp"

namespace gandyn::analysis {
namespace {

using discriminators::RandomFeatures;

template <class Game>
typename Game::State state_at(const Game& game, const Points& particles, const Arrays& discriminator) {
  return discriminator.empty() ? game.initial(particles) : game.restored(particles, discriminator);
}

template <class D>
Points mixed(const games::KernelGAN<D>& game, const Points& y, const Points& z, const Execution& execution) {
  if constexpr (std::is_same_v<D, RandomFeatures>) {
    return mixed_derivatives(game.kernel(), game.kept(), y, z, execution);
  } else {
    return mixed_derivatives(game.kernel(), y, z, execution);
  }
}

/// -k'(0), the square of an inverse length: the mean of d_x d_y K(y, y) over the axes.
template <class Game>
double inverse_length2(const Game& game, const Points& particles, const Execution& execution) {
  const Points one = particles.topRows(1);
  return mixed(game, one, one, execution).trace() / static_cast<double>(particles.cols());
}

/// T dy = gradient at the particles of sum_l q_l^2 (dy_l . grad) (grad f(y_l) . grad) K(y_l, .): the dipoles of the
/// penalty as they move. K depends on differences, so that this is minus a Hessian of each dipole.
template <class Game>
Points moving_dipoles(const Game& game, const typename Game::State& state, const Points& slopes,
                      const Execution& execution) {
  const Eigen::Index n = slopes.rows(), d = slopes.cols();
  const auto zero = game.initial(state.generator).discriminator;
  Points T(n * d, n * d);
  for (Eigen::Index l = 0; l < n; ++l) {
    auto one = zero;
    const double q = game.particle_weights()[l];
    one.add_dipoles(state.generator.row(l), slopes.row(l), q * q, execution);
    const Points hessians = one.hessian(state.generator, execution);
    for (Eigen::Index j = 0; j < n; ++j) T.block(j * d, l * d, d, d) = -block(hessians, j);
  }
  return T;
}

/// Everything that a step's coefficients are made of.
template <class Game>
struct Maker {
  const Game& game;
  typename Game::State state;
  const Scheme& scheme;
  methods::Rates rates;
  const Execution& execution;
  double ridge = game.parameters().ridge;
  Vector q = game.particle_weights();
  Vector m = game.parameters().mass_factor ? q : Vector(Vector::Ones(q.size()));  // how far particles go

  Points hessian_of(const typename Game::Function& f) const { return f.hessian(state.generator, execution); }
  Points one() const { return identities(q.size(), state.generator.cols()); }
  Points scaled_one(const Vector& scale) const { return scale.asDiagonal() * one(); }

  /// I + eta_g M H
  Points moved_by(const Points& hessians) const { return one() + rates.generator * m.asDiagonal() * hessians; }

  LinearStep gradient_step() const {
    const double eta = rates.discriminator, decay = scheme.decay(rates, ridge);
    LinearStep step{.places = state.generator,
                    .sources = state.generator,
                    .masses = q,
                    .A = {},
                    .B = scaled_one(rates.generator * m),
                    .P = scaled_one(q),
                    .R = {},
                    .C = Vector::Zero(q.size()),
                    .T = {},
                    .c = decay,
                    .e = eta};
    switch (scheme.order) {
      case Order::alternating: {
        auto next = state;
        game.ascend(state, state.discriminator, eta, next, execution);
        step.A = moved_by(hessian_of(next.discriminator));
        step.B *= decay;
        step.C = eta * rates.generator * m;
        break;
      }
      case Order::generator_first: {
        auto next = state;
        game.descend(state, state.discriminator, rates.generator, next, execution);
        step.sources = next.generator;
        step.A = moved_by(hessian_of(state.discriminator));
        step.P = q.asDiagonal() * step.A;
        step.R = scaled_one(rates.generator * q.cwiseProduct(m));
        step.plain = false;
        break;
      }
      case Order::best_response: {
        step.A = moved_by(hessian_of(game.best_response(state, execution)));
        step.C = rates.generator / ridge * m;
        step.remembers = false;
        break;
      }
      case Order::continuous: {
        const double mu = rates.generator / eta;
        step.A = mu * m.asDiagonal() * hessian_of(state.discriminator);
        step.B = scaled_one(mu * m);
        step.e = 1.0;
        break;
      }
      default: step.A = moved_by(hessian_of(state.discriminator));
    }
    return step;
  }

  /// JARE anywhere; ConOpt where f has no slope at the particles: derivatives of section 8.2 of the theory, with
  /// r = w - ridge f, which vanishes in fixed points alone.
  LinearStep penalised_step(bool dense) const {
    const double own = scheme.generator_gamma, other = scheme.discriminator_gamma;
    const bool consensus = scheme.order == Order::con_opt;
    const Points H = hessian_of(state.discriminator);
    const Points residual = hessian_of(game.discriminator_field(state, execution));
    const Points qH = q.asDiagonal() * H, q2H = q.asDiagonal() * qH;
    LinearStep step = gradient_step();
    Points bent = H + own * residual;
    step.B = (1.0 - own * ridge) * one();
    if (consensus) {
      bent -= own * products(qH, H);
      step.B -= own * qH;
    }
    step.A = moved_by(bent);
    step.B = rates.generator * m.asDiagonal() * step.B;
    step.C = rates.generator * own * m;
    step.P = (consensus ? 1.0 + other * ridge : 1.0) * scaled_one(q) + other * q2H;
    step.R = other * scaled_one(q.cwiseProduct(q));
    step.plain = false;

    const Points slopes = state.discriminator.gradient(state.generator, execution);
    const double felt = std::max(own, other) * (q.asDiagonal() * slopes).cwiseAbs().maxCoeff() *
                        std::sqrt(inverse_length2(game, state.generator, execution));
    constexpr double still = 1e-9, nothing = 1e-15;
    if (felt > still && (consensus || !dense)) {
      throw std::invalid_argument(consensus ? "state must be one where the gradient of f vanishes at the particles: "
                                              "elsewhere a step of ConOpt depends on second derivatives of f"
                                            : "state must be one where the gradient of f vanishes at the particles: "
                                              "elsewhere JARE has no products without the matrix");
    }
    if (felt > nothing && !consensus && dense) {
      step.T = rates.discriminator * other * moving_dipoles(game, state, slopes, execution);
    }
    return step;
  }
};

}  // namespace

bool Bends::flat(Order order) const {
  switch (order) {
    case Order::simultaneous:
    case Order::continuous: return !hessian;
    case Order::generator_first: return !hessian && !gradient;
    case Order::alternating: return !hessian && !witness;
    case Order::best_response: return !witness;
    default: return !hessian && !gradient && !witness;
  }
}

Bends bends(const games::Game& game, const Points& particles, const Arrays& discriminator, const Execution& execution) {
  return std::visit(
      [&](const auto& own) {
        const auto state = state_at(own, particles, discriminator);
        auto witness = own.discriminator_field(state, execution);
        witness.axpy(own.parameters().ridge, state.discriminator);
        // What sums over all particles and targets round to.
        const double inverse2 = inverse_length2(own, particles, execution);
        const double mass = own.particle_weights().sum();
        const double rounding = 64.0 * std::numeric_limits<double>::epsilon() * mass;
        const auto largest = [](const Points& values) { return values.cwiseAbs().maxCoeff(); };
        return Bends{largest(state.discriminator.hessian(particles, execution)) > rounding * inverse2,
                     largest(state.discriminator.gradient(particles, execution)) > rounding * std::sqrt(inverse2),
                     largest(witness.hessian(particles, execution)) > rounding * inverse2};
      },
      game);
}

LinearStep linear_step(const games::Game& game, const Points& particles, const Arrays& discriminator,
                       const Scheme& scheme, const methods::Rates& rates, bool dense, const Execution& execution) {
  return std::visit(
      [&]<class D>(const games::KernelGAN<D>& own) {
        if constexpr (!std::is_same_v<D, RandomFeatures>) {
          mixed(own, particles.topRows(1), particles.topRows(1), execution);  // says what kernel has none
        }
        const Maker<games::KernelGAN<D>> maker{own, state_at(own, particles, discriminator), scheme, rates, execution};
        return scheme.penalised() ? maker.penalised_step(dense) : maker.gradient_step();
      },
      game);
}

Points mixed_derivatives(const games::Game& game, const Points& places, const Points& sources,
                         const Execution& execution) {
  return std::visit([&](const auto& own) { return mixed(own, places, sources, execution); }, game);
}

Points matrix(const games::Game& game, const LinearStep& step, const Execution& execution) {
  const Eigen::Index M = step.places.size(), d = step.places.cols();
  const Points G = mixed_derivatives(game, step.places, step.sources, execution);
  Points J = Points::Zero(step.size(), step.size());
  add_diagonal(step.A, J.topLeftCorner(M, M));
  if (!step.C.isZero(0.0)) {
    J.topLeftCorner(M, M) -= per_axis(step.C, d).asDiagonal() * G * per_axis(step.masses, d).asDiagonal();
  }
  if (!step.remembers) return J;
  add_diagonal(step.B, J.topRightCorner(M, M));
  J.bottomLeftCorner(M, M) = -step.e * times_diagonal(G, step.P);
  if (step.R.size() > 0) J.bottomRightCorner(M, M) = -step.e * times_diagonal(G, step.R);
  J.bottomRightCorner(M, M).diagonal().array() += step.c;
  if (step.T.size() > 0) J.bottomLeftCorner(M, M) -= step.T;
  return J;
}

Vector apply(const games::Game& game, const LinearStep& step, const Vector& x, const Execution& execution) {
  const Eigen::Index n = step.places.rows(), d = step.places.cols();
  const Eigen::Map<const Points> dy(x.data(), n, d);
  const auto answers = [&](const Points& vectors) {  // G times them
    return std::visit(
        [&](const auto& own) {
          auto f = own.initial(step.places).discriminator;
          f.add_dipoles(step.sources, vectors, 1.0, execution);
          return f.gradient(step.places, execution);
        },
        game);
  };
  Vector out(step.size());
  Eigen::Map<Points> moved(out.data(), n, d);
  Points fed;  // G D dy
  if (step.plain || !step.C.isZero(0.0)) fed = answers(step.masses.asDiagonal() * dy);
  moved = times(step.A, dy);
  if (!step.C.isZero(0.0)) moved -= step.C.asDiagonal() * fed;
  if (!step.remembers) return out;

  const Eigen::Map<const Points> g(x.data() + n * d, n, d);
  Eigen::Map<Points> felt(out.data() + n * d, n, d);
  moved += times(step.B, g);
  if (!step.plain) {
    Points vectors = times(step.P, dy);
    if (step.R.size() > 0) vectors += times(step.R, g);
    fed = answers(vectors);
  }
  felt = step.c * g - step.e * fed;
  if (step.T.size() > 0) Eigen::Map<Vector>(felt.data(), n * d) -= step.T * x.head(n * d);
  return out;
}

}  // namespace gandyn::analysis
