#include "gandyn/mesh/window.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <tuple>

namespace gandyn::mesh {
namespace {

using std::numbers::pi;

/// Abscissae and weights of Gauss and Legendre on [-1, 1]: exact for polynomials of degree 47, and for a cosine of at
/// most half a period times a window's polynomial to rounding.
struct Quadrature {
  static constexpr int count = 24;
  std::array<double, count> point{}, weight{};

  Quadrature() {
    for (int i = 0; i < count; ++i) {
      double x = std::cos(pi * (i + 0.75) / (count + 0.5)), slope = 0.0;
      for (int iteration = 0; iteration < 8; ++iteration) {  // Newton, from within a percent of the root
        double before = 1.0, now = x;
        for (int n = 2; n <= count; ++n) {
          const double next = ((2 * n - 1) * x * now - (n - 1) * before) / n;
          before = now;
          now = next;
        }
        slope = count * (x * now - before) / (x * x - 1.0);
        x -= now / slope;
      }
      point[static_cast<std::size_t>(i)] = x;
      weight[static_cast<std::size_t>(i)] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
  }
};

const Quadrature& quadrature() {
  static const Quadrature rule;
  return rule;
}

/// Monomial coefficients, lowest first, of the polynomial through f at the Chebyshev points. In long doubles: the
/// derivative at the ends of the cell multiplies the rounding by the square of the degree.
template <class F>
std::vector<long double> interpolate(F f, int degree) {
  const int n = degree + 1;
  std::vector<long double> sum(static_cast<std::size_t>(n), 0.0L), before(sum), now(sum);
  now[0] = 1.0L;  // the Chebyshev polynomial T_j, in monomials
  for (int j = 0; j < n; ++j) {
    long double coefficient = 0.0L;
    for (int i = 0; i < n; ++i) {
      const long double angle = std::numbers::pi_v<long double> * (i + 0.5L) / n;
      coefficient += f(std::cos(angle)) * std::cos(j * angle);
    }
    coefficient *= (j == 0 ? 1.0L : 2.0L) / n;
    std::vector<long double> next(sum.size(), 0.0L);  // T_{j+1} = 2 s T_j - T_{j-1};  T_1 = s
    for (std::size_t k = 0; k < sum.size(); ++k) {
      sum[k] += coefficient * now[k];
      if (k > 0) next[k] = (j == 0 ? 1.0L : 2.0L) * now[k - 1];
      next[k] -= before[k];
    }
    before = std::move(now);
    now = std::move(next);
  }
  return sum;
}

/// Errors of f and of the gradient, the largest over all places of two points in their cells.
struct Row {
  int width;
  double spacing, shape;
  int degree;
  double value_error, slope_error;
};

constexpr std::array<Row, 11> table{{{4, 0.50, 2.65, 4, 5.4e-4, 4.4e-3},
                                     {5, 0.50, 2.55, 4, 5.1e-5, 3.2e-4},
                                     {6, 0.45, 2.50, 5, 3.2e-6, 2.6e-5},
                                     {7, 0.40, 2.60, 6, 2.9e-7, 2.9e-6},
                                     {8, 0.40, 2.55, 7, 3.8e-8, 3.4e-7},
                                     {9, 0.37, 2.55, 8, 2.4e-9, 3.3e-8},
                                     {10, 0.37, 2.55, 9, 5.7e-10, 4.8e-9},
                                     {11, 0.35, 2.55, 10, 4.7e-11, 4.2e-10},
                                     {12, 0.35, 2.50, 11, 5.9e-12, 6.1e-11},
                                     {13, 0.32, 2.55, 12, 3.6e-13, 3.5e-12},
                                     {14, 0.30, 2.50, 13, 4.0e-14, 3.0e-13}}};

/// Of a product of `dimension` such kernels: one factor is sloped, the others err too, each against a slope of at most
/// e^-1/2; the error is that of the gradient's length.
double error_in(const Row& row, Index dimension) {
  const auto d = static_cast<double>(dimension);
  return std::sqrt(d) * (row.slope_error + (d - 1.0) * std::exp(-0.5) * row.value_error);
}

}  // namespace

Design choose_design(double tolerance, Index dimension) {
  constexpr double margin = 1.05;  // for places between those where the errors were measured
  const auto fits = [&](const Row& row) { return margin * error_in(row, dimension) <= tolerance; };
  const auto* const found = std::find_if(table.begin(), table.end() - 1, fits);
  return {found->width, found->spacing, found->shape, found->degree, error_in(*found, dimension)};
}

Window::Window(const Design& design)
    : width_(design.width), degree_(design.degree), lanes_(design.width <= 8 ? 8 : 16) {
  coefficients_.assign(static_cast<std::size_t>((degree_ + 1) * lanes_), 0.0);
  const double beta = design.shape * width_;
  for (int lane = 0; lane < width_; ++lane) {
    const auto phi = [&](long double s) {  // the point is between width/2 - 1 and width/2 beyond the first node
      const long double z = 2.0L * (0.5L * width_ - 1.0L - lane + 0.5L * (s + 1.0L)) / width_;
      return std::exp(beta * (std::sqrt(std::max(1.0L - z * z, 0.0L)) - 1.0L));
    };
    const std::vector<long double> polynomial = interpolate(phi, degree_);
    for (int k = 0; k <= degree_; ++k) {
      const long double coefficient = polynomial[static_cast<std::size_t>(k)];
      coefficients_[static_cast<std::size_t>((degree_ - k) * lanes_ + lane)] = static_cast<double>(coefficient);
    }
  }
}

double Window::value(int lane, double s) const {
  double sum = 0.0;
  for (int k = 0; k <= degree_; ++k) sum = sum * s + coefficients_[static_cast<std::size_t>(k * lanes_ + lane)];
  return sum;
}

double Window::transform(double k) const {
  const Quadrature& rule = quadrature();
  double sum = 0.0;
  for (int lane = 0; lane < width_; ++lane) {
    for (std::size_t i = 0; i < Quadrature::count; ++i) {
      const double s = rule.point[i], u = 0.5 * width_ - 1.0 - lane + 0.5 * (s + 1.0);
      sum += 0.5 * rule.weight[i] * value(lane, s) * std::cos(k * u);
    }
  }
  return sum;
}

namespace {

std::vector<double> find_taps(const Window& window, double bandwidth, double error) {
  const int longest = static_cast<int>(12.0 * bandwidth) + 24;
  const int points = 4 * longest + 256;  // of the trapezoidal rule on [0, pi], which sees A_t + A_{2 points - t}
  std::vector<double> spectrum;
  for (int i = 0; i <= points; ++i) {
    const double k = pi * i / points, phi = window.transform(k), t = k * bandwidth;
    const double ends = i == 0 || i == points ? 0.5 : 1.0;
    spectrum.push_back(ends / points * std::sqrt(2.0 * pi) * bandwidth * std::exp(-0.5 * t * t) / (phi * phi));
  }
  std::vector<double> taps;
  double total = 0.0;
  for (int t = 0; t <= longest; ++t) {
    double sum = 0.0;
    for (int i = 0; i <= points; ++i) {
      const int phase = static_cast<int>(static_cast<Index>(i) * t % (2 * points));
      sum += spectrum[static_cast<std::size_t>(i)] * std::cos(pi * phase / points);
    }
    taps.push_back(sum);
    total += (t == 0 ? 1.0 : 2.0) * std::abs(sum);
  }
  double tail = 0.0;
  while (taps.size() > 1 && tail + 2.0 * std::abs(taps.back()) < 0.05 * error * total) {
    tail += 2.0 * std::abs(taps.back());
    taps.pop_back();
  }
  return taps;
}

}  // namespace

std::vector<double> filter_taps(const Window& window, double bandwidth, double error) {
  static std::mutex mutex;
  static std::map<std::tuple<int, double, double>, std::vector<double>> found;  // games are built again and again
  const std::lock_guard lock(mutex);
  const std::tuple key{window.width(), bandwidth, error};
  const auto known = found.find(key);
  if (known != found.end()) return known->second;
  if (found.size() >= 256) found.clear();
  return found[key] = find_taps(window, bandwidth, error);
}

}  // namespace gandyn::mesh
