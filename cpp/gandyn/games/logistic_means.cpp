#include "gandyn/games/logistic_means.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "gandyn/games/lane_routines.hpp"

// The trapezoidal rule of step h errs by the integrand's nearest singularity, 2 pi a0 / h in the exponent: the poles of
// S, at distance a0 = pi / b, or for small b the normal density itself. Where b is large S is split into a smooth step
// whose mean is known and a rest that vanishes but for |a + b e| < `reach`, so that the number of nodes stays bounded.
namespace gandyn::games {
namespace {

constexpr double pi = std::numbers::pi, range = 8.4, reach = 40.0;
constexpr double most_even = 4.0;  // the largest b for which the rule covers the whole normal density

/// Step of the rule for a spread b > 0, in units of the standard deviation.
double step_of(double b) {
  constexpr double digits = 40.0;  // error e^-33, and a little for the order of the poles
  const double pole = pi / std::max(b, 1e-3), free = 2 * pi / 0.7;
  const double a0 = std::min(pole, free);
  return 2 * pi * a0 / (digits + 0.5 * a0 * a0);
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

/// Calls term(t, weight) at the nodes of the rule for the normal distribution of mean a and standard deviation b > 0,
/// where |t| < reach matters. In steps of t, which stay exact where a and b are huge.
template <class Term>
void integrate(double a, double b, Term&& term) {
  const double h = step_of(b), step = h * b, weight = h / std::sqrt(2 * pi);
  const double low = std::max(-reach, a - range * b), high = std::min(reach, a + range * b);
  const auto count = low <= high ? static_cast<int>((high - low) / step) + 1 : 0;
  for (int k = 0; k < count; ++k) {
    const double t = low + k * step, e = (t - a) / b;
    term(t, weight * std::exp(-0.5 * e * e));
  }
}

constexpr double width = 1.7;  // of the smooth step Phi(t / width), close to S

std::array<double, 4> wide_means(double a, double b) {
  if (!std::isfinite(a) || !std::isfinite(b)) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    return {nan, nan, nan, nan};
  }
  double rest = 0.0, first = 0.0, tilt = 0.0, spread = 0.0;  // of S less the step; of S' times 1, e, e^2
  integrate(a, b, [&](double t, double weight) {
    const auto s = logistic(t);
    const double e = (t - a) / b;
    rest += weight * (s[0] - normal_cdf(t / width));
    first += weight * s[1];
    tilt += weight * e * s[1];
    spread += weight * e * e * s[1];
  });
  // By Stein's identity E e S' = b E S^(2) and E e^2 S' = E S' + b^2 E S^(3): users multiply the last by b^2, so its
  // error must be that much smaller.
  return {rest + normal_cdf(a / std::hypot(width, b)), first, tilt / b, (spread - first) / (b * b)};
}

}  // namespace

std::array<double, 4> logistic(double t) {
  const double z = std::exp(-std::abs(t)), inverse = 1 / (1 + z), near = z * inverse;
  const double s1 = near * inverse, tilt = (1 - z) * inverse;
  return {t < 0 ? near : inverse, s1, s1 * (t < 0 ? tilt : -tilt), s1 * (1 - 6 * s1)};
}

double softplus(double t) { return std::max(t, 0.0) + std::log1p(std::exp(-std::abs(t))); }

LogisticMeans logistic_values(const Row& a) {
  LogisticMeans out;
  for (Row& row : out) row.resize(a.size());
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    const auto values = logistic(a[i]);
    for (std::size_t k = 0; k < 4; ++k) out[k][i] = values[k];
  }
  return out;
}

LogisticMeans logistic_means(const Row& a, const Row& b) {
  const Eigen::Index runs = a.size();
  Row spread(runs), step(runs), steps(runs);
  for (Eigen::Index i = 0; i < runs; ++i) {
    spread[i] = b[i] <= most_even ? b[i] : 0.0;
    step[i] = step_of(spread[i]);
    steps[i] = std::ceil(range / step[i]);
  }
  LogisticMeans means;
  for (Row& mean : means) mean.resize(runs);
  double* const to[4] = {means[0].data(), means[1].data(), means[2].data(), means[3].data()};
  lane_routines().logistic_means(a.data(), spread.data(), step.data(), steps.data(), runs, to);
  for (Eigen::Index i = 0; i < runs; ++i) {
    if (b[i] <= most_even) continue;
    const auto wide = wide_means(a[i], b[i]);  // NaN for NaN
    for (std::size_t k = 0; k < 4; ++k) means[k][i] = wide[k];
  }
  return means;
}

double softplus_mean(double a, double b) {
  if (!std::isfinite(a) || !std::isfinite(b)) return std::numeric_limits<double>::quiet_NaN();
  if (b == 0.0) return softplus(a);
  // log(1 + e^t) = width psi(t / width) + rest, psi(u) = u Phi(u) + phi(u) the integral of the normal step.
  const auto ramp = [](double u, double scale) {
    return scale * (u * normal_cdf(u) + std::exp(-0.5 * u * u) / std::sqrt(2 * pi));
  };
  const double whole = std::hypot(width, b);
  double sum = ramp(a / whole, whole);
  integrate(a, b, [&](double t, double weight) { sum += weight * (softplus(t) - ramp(t / width, width)); });
  return sum;
}

}  // namespace gandyn::games
