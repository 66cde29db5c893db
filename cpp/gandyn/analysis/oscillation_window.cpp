#include "gandyn/analysis/oscillation_window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gandyn::analysis {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// (c_+ - c_-)^2 / 4: negative where the pair is not real.
double discriminant(PointSolver& solve, PointNumbers numbers, double log_ridge) {
  numbers.ridge = std::exp(log_ridge);
  const PointSpectrum& spectrum = solve(numbers);
  const Complex half = 0.5 * (spectrum.c[0] - spectrum.c[1]);
  return (half * half).real();
}

/// The root between a place where the pair is not real and one where it is.
double edge(PointSolver& solve, const PointNumbers& numbers, double complex, double real) {
  for (int step = 0; step < 60; ++step) {
    const double middle = 0.5 * (complex + real);
    (discriminant(solve, numbers, middle) < 0.0 ? complex : real) = middle;
  }
  return std::exp(0.5 * (complex + real));
}

/// Where the discriminant is least between two places, by the golden section.
double lowest(PointSolver& solve, const PointNumbers& numbers, double low, double high) {
  constexpr double golden = 0.6180339887498949;
  for (int step = 0; step < 60; ++step) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    (discriminant(solve, numbers, a) < discriminant(solve, numbers, b) ? high : low) =
        discriminant(solve, numbers, a) < discriminant(solve, numbers, b) ? b : a;
  }
  return 0.5 * (low + high);
}

std::optional<Window> scanned_window(const PointModel& model, const PointNumbers& numbers) {
  PointSolver solve(model);
  const double middle = std::log(natural_ridge(model, numbers));
  constexpr int half = 800;
  constexpr double step = 0.0230258509299405;  // 100 a decade
  std::vector<double> places, values;
  for (int i = -half; i <= half; ++i) {
    places.push_back(middle + i * step);
    values.push_back(discriminant(solve, numbers, places.back()));
  }
  // A window between two places shows as a dip.
  for (std::size_t i = 1; i + 1 < values.size(); ++i) {
    if (values[i] >= 0.0 && values[i] <= values[i - 1] && values[i] <= values[i + 1]) {
      const double place = lowest(solve, numbers, places[i - 1], places[i + 1]);
      const double value = discriminant(solve, numbers, place);
      if (value < 0.0) {
        places[i] = place;
        values[i] = value;
      }
    }
  }
  const auto complex = [](double value) { return value < 0.0; };
  const auto first = std::find_if(values.begin(), values.end(), complex);
  if (first == values.end()) return std::nullopt;
  const auto last = std::find_if(values.rbegin(), values.rend(), complex).base() - 1;
  const auto i = static_cast<std::size_t>(first - values.begin()), k = static_cast<std::size_t>(last - values.begin());
  return Window{i == 0 ? 0.0 : edge(solve, numbers, places[i], places[i - 1]),
                k + 1 == values.size() ? inf : edge(solve, numbers, places[k], places[k + 1])};
}

/// The a > 0 with a + K / a = t for K < 0, where the left side increases from -inf to inf.
double rising(double t, double K) {
  const double half = 0.5 * t, root = std::sqrt(half * half - K);
  return half > 0.0 ? half + root : -K / (root - half);
}

}  // namespace

std::optional<Window> oscillation_window(const PointModel& model, const PointNumbers& numbers) {
  if (!model.equal || model.regularizer != Regularizer::none) return scanned_window(model, numbers);
  // c is complex iff -2 sqrt(K0) < a + h + [Q] < 2 sqrt(K0), with K0 = K + Q and h = K / a: section 5.5
  const bool flow = model.order == UpdateOrder::continuous;
  const double eta_d = flow ? 1.0 : numbers.discriminator;
  const Coefficients all = coefficients(model, numbers);
  const double mass = numbers.mass, K = all.Q * (delta(numbers) / mass), root = std::sqrt(all.product);
  const double more = model.order == UpdateOrder::alternating ? all.Q : 0.0;
  const double low = -2.0 * root - more, high = 2.0 * root - more;
  if (!(low < high)) return std::nullopt;
  if (K < 0.0) return Window{rising(low, K) / eta_d, rising(high, K) / eta_d};
  // (high / 2)^2 - K, without cancellation where there is nothing more
  const double inside = more == 0.0 ? all.Q : all.Q * (1.0 - root + 0.25 * all.Q);
  if (!(high > 0.0) || !(inside > 0.0)) return std::nullopt;
  const double upper = 0.5 * high + std::sqrt(inside);
  return Window{K / upper / eta_d, upper / eta_d};
}

}  // namespace gandyn::analysis
