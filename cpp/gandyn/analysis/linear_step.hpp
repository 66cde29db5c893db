#pragma once

#include "gandyn/analysis/scheme.hpp"
#include "gandyn/games/kernel_gan.hpp"

namespace gandyn::analysis {

/// One step of a kernel GAN linearised around a state. What is disturbed is the particles by dy (n, d), and f by a
/// function whose gradients at the old particles are g (n, d): nothing else of it is felt, and
///     dy+ = A dy + B g - C G D dy,    g+ = c g - e G (P dy + R g) - T dy
/// with A, B, P, R block-diagonal, C and the masses D diagonal, G = d_x d_y K(places, sources). For the flow the
/// right-hand sides are derivatives.
struct LinearStep {
  Points places, sources;  // (n, d): where f is felt, and where the particles then feed it
  Vector masses;           // (n,) D
  Points A, B, P, R;       // (n, d*d); R may be empty, for 0
  Vector C;                // (n,)
  Points T;                // (n d, n d); may be empty, for 0
  double c = 0.0, e = 0.0;
  bool remembers = true;  // whether f is part of the state: not where it is the best response
  bool plain = true;      // P = D and R = 0

  Index size() const { return (remembers ? 2 : 1) * places.size(); }
};

/// What of the state bends the step: numbers that would be 0 to rounding are 0.
struct Bends {
  bool hessian;   // of f at the particles
  bool gradient;  // of f at the particles
  bool witness;   // the Hessian of w there
  /// Whether no Hessian enters the step, so that the eigenvalues of D G D tell all.
  bool flat(Order order) const;
};
/// particles (n, d); discriminator: the arrays of a state, none for f = 0.
Bends bends(const games::Game& game, const Points& particles, const Arrays& discriminator, const Execution& execution);

/// The linearised step. Throws std::invalid_argument where it has none in these coordinates: for ConOpt where f has a
/// slope at the particles, and for JARE too if not `dense`.
LinearStep linear_step(const games::Game& game, const Points& particles, const Arrays& discriminator,
                       const Scheme& scheme, const methods::Rates& rates, bool dense, const Execution& execution);

/// G at the places and sources.
Points mixed_derivatives(const games::Game& game, const Points& places, const Points& sources,
                         const Execution& execution);
/// The matrix (size, size), coordinates (dy, g), rows of points one behind the other.
Points matrix(const games::Game& game, const LinearStep& step, const Execution& execution);
/// The matrix times a vector (size,), with sums over dipoles in place of G.
Vector apply(const games::Game& game, const LinearStep& step, const Vector& x, const Execution& execution);

}  // namespace gandyn::analysis
