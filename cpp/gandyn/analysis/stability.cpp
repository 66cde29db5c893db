#include "gandyn/analysis/stability.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace gandyn::analysis {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The multiplier's modulus, its angle in a step, and the exponent.
struct Mode {
  double modulus, angle;
  Complex exponent;
};

Mode mode_of(Complex eigenvalue, Spectrum kind, double step) {
  switch (kind) {
    case Spectrum::flow: return {std::exp(eigenvalue.real()), std::abs(eigenvalue.imag()), eigenvalue};
    case Spectrum::steps: {
      const Complex rho = 1.0 + step * eigenvalue;
      return {std::abs(rho), std::abs(std::arg(rho)), eigenvalue};
    }
    case Spectrum::multipliers: break;
  }
  return {std::abs(eigenvalue), std::abs(std::arg(eigenvalue)), eigenvalue - 1.0};
}

}  // namespace

Stability stability(const Complex* eigenvalues, Index n, Spectrum kind, double step, double tolerance) {
  const bool flow = kind == Spectrum::flow;
  const double unit = kind == Spectrum::steps ? step : 1.0;  // of exponents, in imaginary parts of rho
  Stability out{0.0, -inf, 0.0, 1.0, inf, inf, 0, neutral};
  double largest = 0.0, smallest = inf;
  for (Index i = 0; i < n; ++i) {
    const Mode mode = mode_of(eigenvalues[i], kind, step);
    const double size = std::abs(mode.exponent);
    if (std::isnan(size) || std::isnan(mode.modulus)) return {nan, nan, nan, nan, nan, nan, 0, unknown};
    out.spectral_radius = std::max(out.spectral_radius, mode.modulus);
    out.abscissa = std::max(out.abscissa, mode.exponent.real());
    largest = std::max(largest, size);
    smallest = std::min(smallest, size);
  }
  if (n == 0) return out;
  out.conditioning_factor = smallest > 0.0 ? largest / smallest : inf;

  const double real = flow ? tolerance * largest : tolerance;
  double slowest = -inf;  // modulus of the oscillation that fades last, of a flow its exponent
  bool oscillation = false, flip = false;
  for (Index i = 0; i < n; ++i) {
    const Mode mode = mode_of(eigenvalues[i], kind, step);
    const double re = mode.exponent.real(), im = std::abs(mode.exponent.imag());
    out.phase_factor = std::max(out.phase_factor, re == 0.0 ? inf : im / std::abs(re));
    if (mode.exponent != 0.0) {
      out.max_stable_step = std::min(out.max_stable_step, re < 0.0 ? -2.0 * re / std::norm(mode.exponent) : 0.0);
    }
    out.num_neutral += std::abs(mode.modulus - 1.0) <= tolerance;
    if (im * unit > real) {
      oscillation = true;
      const double lasts = flow ? re : mode.modulus, alike = tolerance * std::max(1.0, std::abs(lasts));
      const double period = 2.0 * std::numbers::pi / mode.angle;
      if (lasts > slowest + alike || (lasts >= slowest - alike && period > out.period)) out.period = period;
      slowest = std::max(slowest, lasts);
    } else if (!flow && mode.angle > 1.0 && mode.modulus > tolerance) {
      flip |= mode.modulus >= out.spectral_radius * (1.0 - tolerance);
    }
  }
  const double radius = out.spectral_radius;
  out.phase = static_cast<Phase>((radius < 1.0 - tolerance   ? converges
                                  : radius > 1.0 + tolerance ? diverges
                                                             : neutral) |
                                 (oscillation ? oscillates : neutral) | (flip ? flips : neutral));
  return out;
}

NonNormality non_normality(const double* matrix, const Complex* eigenvalues, Index n) {
  const Eigen::Map<const Points> A(matrix, n, n);
  if (!A.allFinite()) return {nan, nan};
  const Points symmetric = 0.5 * (A + A.transpose());
  const Eigen::SelfAdjointEigenSolver<Points> solver(symmetric, Eigen::EigenvaluesOnly);
  const double outside = A.squaredNorm() - Eigen::Map<const Eigen::VectorXcd>(eigenvalues, n).squaredNorm();
  return {solver.eigenvalues()[n - 1], std::sqrt(std::max(outside, 0.0))};
}

}  // namespace gandyn::analysis
