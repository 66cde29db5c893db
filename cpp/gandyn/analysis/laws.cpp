#include "gandyn/analysis/laws.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gandyn/core/status.hpp"

namespace gandyn::analysis {
namespace {

/// (log A, c): the logarithm makes small amplitudes as exact as large ones.
using Pair = Eigen::Array2d;

Pair slope(const Envelope& m, const Pair& at) {
  return {-0.5 * (m.ridge + m.pull * at[1]), m.gain * std::exp(2.0 * at[0]) - m.ridge * at[1]};
}

/// A step h of the Runge-Kutta pair of Dormand and Prince (1980): the solution of order 5 and its error.
struct Stage {
  Pair next, error;
};
Stage dormand_prince(const Envelope& m, const Pair& y, double h) {
  const Pair k1 = slope(m, y);
  const Pair k2 = slope(m, y + h * (k1 / 5.0));
  const Pair k3 = slope(m, y + h * (3.0 * k1 + 9.0 * k2) / 40.0);
  const Pair k4 = slope(m, y + h * (44.0 / 45.0 * k1 - 56.0 / 15.0 * k2 + 32.0 / 9.0 * k3));
  const Pair k5 =
      slope(m, y + h * (19372.0 / 6561.0 * k1 - 25360.0 / 2187.0 * k2 + 64448.0 / 6561.0 * k3 - 212.0 / 729.0 * k4));
  const Pair k6 = slope(m, y + h * (9017.0 / 3168.0 * k1 - 355.0 / 33.0 * k2 + 46732.0 / 5247.0 * k3 +
                                    49.0 / 176.0 * k4 - 5103.0 / 18656.0 * k5));
  const Pair next =
      y + h * (35.0 / 384.0 * k1 + 500.0 / 1113.0 * k3 + 125.0 / 192.0 * k4 - 2187.0 / 6784.0 * k5 + 11.0 / 84.0 * k6);
  const Pair k7 = slope(m, next);
  return {next, h * (71.0 / 57600.0 * k1 - 71.0 / 16695.0 * k3 + 71.0 / 1920.0 * k4 - 17253.0 / 339200.0 * k5 +
                     22.0 / 525.0 * k6 - k7 / 40.0)};
}

}  // namespace

Points envelope(const Envelope& m, const Vector& times, const Execution& execution) {
  constexpr double tolerance = 1e-12;
  Points out(times.size(), 2);
  Pair y{std::log(m.amplitude), 0.0};
  double time = 0.0;
  // No faster than the curvature grows, nor than it is forgotten.
  double h = 0.01 / (m.ridge + std::sqrt(m.pull * m.gain) * m.amplitude + 1e-300);
  for (Index k = 0; k < times.size(); ++k) {
    while (time < times[k]) {
      if (execution.stop_requested()) throw Interrupted();
      const double step = std::min(h, times[k] - time);
      const Stage trial = dormand_prince(m, y, step);
      const double size = tolerance * (1.0 + std::abs(trial.next[1]));
      const double error = std::max(std::abs(trial.error[0]) / tolerance, std::abs(trial.error[1]) / size);
      const bool good = error <= 1.0;
      if (good) {
        y = trial.next;
        time = step < h ? times[k] : time + step;
      }
      const double factor = std::isfinite(error) ? 0.9 * std::pow(error + 1e-10, -0.2) : 0.1;
      if (!good || step == h) h = step * std::clamp(factor, 0.1, 4.0);
      if (!(h > 1e-15 * times[k])) {  // a numerical outcome, not a mistake of the caller
        y.setConstant(std::numeric_limits<double>::quiet_NaN());
        time = std::numeric_limits<double>::infinity();
      }
    }
    out.row(k) << std::exp(y[0]), y[1];
  }
  return out;
}

Vector lowest_bound(double variance, const Vector& decay, const Vector& slope) {
  Vector out(decay.size());
  for (Index i = 0; i < out.size(); ++i) {
    // Newton's iteration for g(l) = l + slope e^l - log(variance e^-decay), l = log y: g rises and is convex, so that
    // from above it falls towards the root.
    const double top = std::log(variance) - decay[i];
    double l = top;
    if (slope[i] * std::exp(top) > 1.0) l = std::min(l, std::log((top + std::log(slope[i]) + 1.0) / slope[i]));
    for (int k = 0; k < 60; ++k) {
      const double bend = slope[i] * std::exp(l);
      const double move = (l + bend - top) / (1.0 + bend);
      l -= move;
      if (std::abs(move) < 1e-15 * (1.0 + std::abs(l))) break;
    }
    out[i] = std::exp(l);
  }
  return out;
}

}  // namespace gandyn::analysis
