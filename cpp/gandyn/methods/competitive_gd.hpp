#pragma once

#include "gandyn/methods/products.hpp"

namespace gandyn::methods {

template <class Real = double>
struct CompetitiveGD {
  static constexpr std::string_view name = "CompetitiveGD";
  static constexpr std::string_view prose =
      "Both players play the equilibrium of the local bilinear game (Schafer and Anandkumar 2019).";

  static constexpr std::tuple<> fields() { return {}; }

  template <class Game>
  std::string refusal(const Game& game) const {
    for (const std::string& reason :
         {refusal_of_two_losses(game), game.no_mixed_derivatives(), game.no_common_metric()}) {
      if (!reason.empty()) return reason;
    }
    return {};
  }

  /// Whether a step needs lengths of directions.
  bool adds_up_particles() const { return true; }

  /// dx = -eta_g (I + eta_g eta_d C C')^-1 (f_x + eta_d C f_y),  dy = eta_d (f_y + C' dx),  C = f_xy
  template <class Game>
  void step(const Game& game, const typename Game::State& state, typename Game::State& next, Memory<Game>&,
            const RatesOf<Real>& rates, const Execution& execution) const {
    auto v = game.field(state, execution);
    const Real both = rates.generator * rates.discriminator;
    const auto mixed = [&](const auto& u) { return game.dg(state, u, execution); };                 // C'u
    const auto back = [&](const auto& u) { return game.cross_to_generator(state, u, execution); };  // C u
    auto right = v.generator;
    scale(-1.0, right);
    axpy(rates.discriminator, back(v.discriminator), right);
    const auto dx = solve(right, [&](const typename Game::Generator& u) {
      auto out = u;
      axpy(both, back(mixed(u)), out);
      return out;
    });
    axpy(Real(-rates.generator), mixed(dx), v.discriminator);
    next = state;
    game.move_generator(Real(-rates.generator), dx, next);
    game.move_discriminator(rates.discriminator, v.discriminator, next);
  }

 private:
  /// Conjugate gradients from 0 for a matrix that is no smaller than I, to rounding. Runs side by side end each alone.
  template <class Vector, class Product>
  static Vector solve(const Vector& right, Product product) {
    Vector x = right, residual = right, along = right;
    scale(0.0, x);
    Real length = dot(residual, residual);
    const Real enough = length * 1e-30;
    for (Index round = 0; round < 3 * unknowns(right) + 10 && any_above(length, enough); ++round) {
      const Vector image = product(along);
      const Real step = ratio(length, dot(along, image), length, enough);
      axpy(step, along, x);
      axpy(Real(-step), image, residual);
      const Real shorter = dot(residual, residual);
      scale(ratio(shorter, length, length, enough), along);
      axpy(1.0, residual, along);
      length = shorter;
    }
    return x;
  }

  static Index unknowns(const Points& x) { return x.size(); }
  static Index unknowns(const Lanes& x) { return x.rows(); }
  static bool any_above(double length, double enough) { return length > enough; }
  static bool any_above(const Row& length, const Row& enough) { return (length > enough).any(); }
  /// a / b while length > enough, else 0, so that what has ended stays as it is
  static double ratio(double a, double b, double length, double enough) { return length > enough ? a / b : 0.0; }
  static Row ratio(const Row& a, const Row& b, const Row& length, const Row& enough) {
    return (length > enough).select(a / b, 0.0);
  }
};

}  // namespace gandyn::methods
