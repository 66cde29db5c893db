#include "gandyn/analysis/kernel_spectrum.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "gandyn/analysis/blocks.hpp"
#include "gandyn/analysis/quadratic.hpp"

namespace gandyn::analysis {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// z of both multipliers 1 - z (both exponents -z) that belong to kappa; section 7.3 of the theory and, for the
/// penalties of JARE and ConOpt, the determinant of the blocks of section 8.3, whose large terms cancel by hand.
class Roots {
 public:
  Roots(const Scheme& scheme, double mass, const Setting& setting) : order_(scheme.order) {
    const auto [generator, discriminator] = setting.rates;
    const double a = discriminator * setting.ridge, own = scheme.generator_gamma, other = scheme.discriminator_gamma;
    decay_ = a;
    coupling_ = generator * discriminator;
    switch (order_) {
      case Order::alternating:
      case Order::generator_first: per_kappa_ = coupling_; break;
      case Order::continuous:
        decay_ = setting.ridge;
        coupling_ = generator / discriminator;
        break;
      case Order::best_response:
        decay_ = 1.0;
        coupling_ = generator / setting.ridge;
        break;
      case Order::jare:
      case Order::con_opt:
        per_kappa_ = generator * own + discriminator * other * mass;
        squared_ = coupling_ * own * other * mass;
        if (order_ == Order::con_opt) {
          decay_ *= 1.0 + other * setting.ridge;
          coupling_ *= 1.0 + other * setting.ridge;
        }
        break;
      case Order::simultaneous: break;
    }
  }

  QuadraticRoots operator()(double kappa) const {
    const double product = kappa * (coupling_ + kappa * squared_);
    if (order_ == Order::best_response) return {product, 1.0, 0.0};  // 1: whatever f was is gone
    return quadratic_roots(decay_ + per_kappa_ * kappa, product);
  }

  double decay() const { return decay_; }  // z of functions that no particle sees

 private:
  Order order_;
  double decay_, coupling_, per_kappa_ = 0.0, squared_ = 0.0;
};

/// The extremes of a spectrum as its roots come along, without a square root or an angle a root: of real roots little
/// more than the least and the greatest counts.
class Extremes {
 public:
  Extremes(bool flow, double tolerance) : flow_(flow), tolerance_(tolerance) {}

  void add(const QuadraticRoots& roots) {
    if (roots.square == 0.0) {
      add_real(roots.larger);
      add_real(roots.smaller);
    } else {
      add_pair(roots.larger, roots.square);
    }
  }

  void add_real(double z) {
    const double size = std::abs(z);
    low_ = std::min(low_, z);
    high_ = std::max(high_, z);
    near_ = std::min(near_, size);
    sum_ += size;
    num_neutral_ += (size <= tolerance_) | (!flow_ & (std::abs(z - 2.0) <= tolerance_));  // rho = 1 and -1
  }

  /// re +- i sqrt(im2)
  void add_pair(double re, double im2) {
    const double size2 = re * re + im2, growth = size2 - 2.0 * re, rho2 = 1.0 + growth;  // growth: |rho|^2 - 1
    sum_ += size2;
    slowest_ = std::min(slowest_, re);
    largest2_ = std::max(largest2_, size2);
    smallest2_ = std::min(smallest2_, size2);
    radius2_ = std::max(radius2_, rho2);
    // Fractions are compared without a division each: im2 / re^2, and re / size2.
    if (im2 * turns_over_ > turns_ * re * re) turns_ = im2, turns_over_ = re * re;
    if (re * slope_over_ < slope_ * size2) slope_ = re, slope_over_ = size2;
    if (std::abs(flow_ ? re : 0.5 * growth) <= tolerance_) num_neutral_ += 2;
    if (im2 <= tolerance_ * tolerance_ * (flow_ ? size2 : 1.0)) return;
    // Pairs often fade alike, under AltGD at f = 0 all of them: then the slowest turn counts. At equal moduli that is
    // the smallest re, in the flow the smallest im.
    const double lasts = flow_ ? -re : rho2, alike = tolerance_ * std::max(1.0, std::abs(lasts));
    const bool later = !oscillates_ || lasts > longest_ + alike;
    if (later || (lasts >= longest_ - alike && (flow_ ? im2 < im2_ : re < re_))) re_ = re, im2_ = im2;
    longest_ = oscillates_ ? std::max(longest_, lasts) : lasts;
    oscillates_ = true;
  }

  Index num_neutral() const { return num_neutral_; }
  Stability result(Index neutral_directions) const;

 private:
  bool flow_;
  double tolerance_;
  Index num_neutral_ = 0;
  double sum_ = 0.0;                                            // finite as long as every root is
  double low_ = infinity, high_ = -infinity, near_ = infinity;  // of real roots
  double slowest_ = infinity, largest2_ = 0.0, smallest2_ = infinity, radius2_ = 0.0;  // of pairs
  double turns_ = 0.0, turns_over_ = 1.0;                                              // the largest im2 / re^2
  double slope_ = 1.0, slope_over_ = 0.0;                                              // the smallest re / size2
  double longest_ = 0.0, re_ = 0.0, im2_ = 0.0;  // of the oscillation that fades last
  bool oscillates_ = false;
};

Stability Extremes::result(Index neutral_directions) const {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (!std::isfinite(sum_)) return {nan, nan, nan, nan, nan, nan, 0, unknown};
  Stability out{};
  const double flipped = std::abs(1.0 - high_);  // the modulus of a negative rho, where high_ > 1
  const double real = std::max(std::abs(1.0 - low_), flipped);
  out.abscissa = -std::min(low_, slowest_);
  out.spectral_radius = flow_ ? std::exp(out.abscissa) : std::max(std::sqrt(radius2_), real);
  out.phase_factor = near_ == 0.0 || turns_over_ == 0.0 ? infinity : std::sqrt(turns_ / turns_over_);
  const double largest = std::max({std::sqrt(largest2_), high_, -low_});
  const double smallest = std::min(std::sqrt(smallest2_), near_);
  out.conditioning_factor = smallest > 0.0 ? largest / smallest : infinity;
  out.period = infinity;
  if (oscillates_)
    out.period = 2.0 * std::numbers::pi / (flow_ ? std::sqrt(im2_) : std::atan2(std::sqrt(im2_), 1.0 - re_));
  out.max_stable_step = std::min(2.0 * slope_ / slope_over_, high_ > 0.0 ? 2.0 / high_ : infinity);
  if (low_ < 0.0 || slowest_ <= 0.0) out.max_stable_step = 0.0;
  out.num_neutral = neutral_directions;
  const double radius = out.spectral_radius;
  const bool flips = !flow_ && high_ > 1.0 && flipped > tolerance_ && flipped >= radius * (1.0 - tolerance_);
  out.phase = static_cast<Phase>((radius < 1.0 - tolerance_   ? converges
                                  : radius > 1.0 + tolerance_ ? diverges
                                                              : neutral) |
                                 (oscillates_ ? oscillates : neutral) | (flips ? Phase::flips : neutral));
  return out;
}

}  // namespace

Vector coupling(const games::Game& game, const Points& particles, const Execution& execution) {
  const auto [weights, mass_factor] =
      std::visit([](const auto& own) { return std::pair(own.particle_weights(), own.parameters().mass_factor); }, game);
  const Vector scale = per_axis(mass_factor ? weights : Vector(weights.cwiseSqrt()), particles.cols());
  Points S = mixed_derivatives(game, particles, particles, execution);
  S = scale.asDiagonal() * S * scale.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(S, Eigen::EigenvaluesOnly);
  Vector kappas = solver.eigenvalues();
  const double rounding = epsilon * static_cast<double>(kappas.size()) * kappas.cwiseAbs().maxCoeff();
  for (double& kappa : kappas) kappa = kappa <= rounding ? 0.0 : kappa;
  return kappas;
}

std::string no_blocks(const games::Game& game, const Scheme& scheme) {
  if (!scheme.penalised()) return {};
  const auto [weights, mass_factor] =
      std::visit([](const auto& own) { return std::pair(own.particle_weights(), own.parameters().mass_factor); }, game);
  if (mass_factor || (weights.array() == weights[0]).all()) return {};
  return "without mass factor JARE and ConOpt couple the modes of unequal masses";
}

Blocks blocks_of(const games::Game& game, Vector kappas) {
  const double mass =
      std::visit([](const auto& own) { return own.parameters().mass_factor ? 1.0 : own.particle_weights()[0]; }, game);
  return {std::move(kappas), mass};
}

std::vector<Complex> flat_eigenvalues(const Blocks& blocks, const Scheme& scheme, const methods::Rates& rates,
                                      double ridge) {
  const Roots roots(scheme, blocks.mass, {rates, ridge});
  const double centre = scheme.order == Order::continuous ? 0.0 : 1.0;
  std::vector<Complex> out;
  for (const double kappa : blocks.kappas) {
    const QuadraticRoots pair = roots(kappa);
    out.emplace_back(centre - pair.larger, pair.imaginary());
    if (scheme.order != Order::best_response) out.emplace_back(centre - pair.smaller, -pair.imaginary());
  }
  std::sort(out.begin(), out.end(), [](const Complex& a, const Complex& b) {
    return a.real() > b.real() || (a.real() == b.real() && a.imag() > b.imag());
  });
  return out;
}

std::vector<Stability> sweep(const Blocks& blocks, const Scheme& scheme, const std::vector<Setting>& settings,
                             double tolerance, const Execution& execution) {
  constexpr Index settings_at_once = 16;
  const Index count = static_cast<Index>(settings.size());
  std::vector<Stability> out(settings.size());
  parallel_for((count + settings_at_once - 1) / settings_at_once, execution, [&](Index task) {
    const Index begin = task * settings_at_once, end = std::min(begin + settings_at_once, count);
    for (Index i = begin; i < end; ++i) {
      const Roots roots(scheme, blocks.mass, settings[static_cast<std::size_t>(i)]);
      Extremes extremes(scheme.order == Order::continuous, tolerance);
      for (const double kappa : blocks.kappas) extremes.add(roots(kappa));
      const Index neutral_directions = extremes.num_neutral();
      extremes.add_real(roots.decay());
      out[static_cast<std::size_t>(i)] = extremes.result(neutral_directions);
    }
  });
  return out;
}

Eigen::VectorXcd eigenvector(const Points& matrix, Complex eigenvalue) {
  const Eigen::Index n = matrix.rows();
  // Off by rounding, so that there is a solution, and along the eigenvector for the most part.
  const Complex shift = eigenvalue + 4.0 * epsilon * std::max(matrix.cwiseAbs().maxCoeff(), std::abs(eigenvalue));
  Eigen::MatrixXcd shifted = matrix.cast<Complex>();
  shifted.diagonal().array() -= shift;
  const Eigen::PartialPivLU<Eigen::MatrixXcd> solver(shifted);
  Eigen::VectorXcd vector(n);
  for (Eigen::Index i = 0; i < n; ++i) vector[i] = Complex(1.0, 0.5 * std::sin(1.0 + static_cast<double>(i)));
  for (int pass = 0; pass < 3; ++pass) vector = solver.solve(vector.normalized().eval());
  Eigen::Index largest = 0;
  for (Eigen::Index i = 1; i < n; ++i) {
    if (std::abs(vector[i]) > std::abs(vector[largest]) * (1.0 + 1e-12)) largest = i;
  }
  vector /= vector[largest] / std::abs(vector[largest]);
  return vector.normalized();
}

}  // namespace gandyn::analysis
