#include "gandyn/analysis/secular.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gandyn::analysis {
namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

/// The root between a pole and its neighbour, as its distance x from the pole `base`. With w the distance of `other`,
///     F(x) = x (x - w) (x + poles[base] - shift + sum' residue_j / (x - distance_j)) + r_base (x - w) + r_other x
/// is the equation times x (x - w), smooth and of opposite signs at 0 and w; the sum leaves both poles out.
class Gap {
 public:
  Gap(const SecularEquation& equation, std::size_t base, std::size_t other)
      : equation_(equation), base_(base), other_(other), width_(equation.poles[other] - equation.poles[base]) {}

  double operator()(double x) const {
    const double pole = equation_.poles[base_];
    double sum = x + (pole - equation_.shift);
    for (std::size_t j = 0; j < equation_.poles.size(); ++j) {
      if (j != base_ && j != other_) sum += equation_.residues[j] / (x - (equation_.poles[j] - pole));
    }
    return x * (x - width_) * sum + equation_.residues[base_] * (x - width_) + equation_.residues[other_] * x;
  }
  double width() const { return width_; }

 private:
  const SecularEquation& equation_;
  std::size_t base_, other_;
  double width_;
};

/// The root of F in [0, end], where F changes sign: Anderson and Bjorck's method, safeguarded by bisection.
double bracketed(const Gap& F, double end) {
  double a = 0.0, b = end, fa = F(a), fb = F(b);
  if (fb == 0.0) return b;
  double before = std::abs(b - a);
  for (int step = 0; step < 200; ++step) {
    if (std::abs(b - a) <= 2.0 * eps * std::max(std::abs(a), std::abs(b))) break;
    double x = b - fb * (b - a) / (fb - fa);
    if (step % 4 == 3) {  // has the bracket shrunk at all?
      if (std::abs(b - a) > 0.25 * before) x = a + 0.5 * (b - a);
      before = std::abs(b - a);
    }
    if (!(x > std::min(a, b) && x < std::max(a, b))) x = a + 0.5 * (b - a);
    if (x == a || x == b) break;
    const double fx = F(x), move = std::abs(x - b);
    if (fx == 0.0) return x;
    if ((fx > 0.0) != (fb > 0.0)) {
      a = b;
      fa = fb;
    } else {
      const double slope = 1.0 - fx / fb;
      fa *= slope > 0.0 ? slope : 0.5;
    }
    b = x;
    fb = fx;
    if (move <= eps * std::abs(x)) break;
  }
  return b;
}

}  // namespace

bool solve(const SecularEquation& equation, SecularRoots& roots) {
  const std::vector<double>&h = equation.poles, &r = equation.residues;
  roots.between.clear();
  for (const double residue : r) {
    if (!std::isfinite(residue) || residue == 0.0 || (residue > 0.0) != (r[0] > 0.0)) return false;
  }
  // With x = z - h[0] the pair has x^2 - sum x + product = 0: the sum of all roots is shift + sum h, and the equation
  // times prod (z - h) is at h[0] the product r[0] prod (h[0] - h[j]).
  double sum = equation.shift - h[0], product = r[0];
  for (std::size_t k = 0; k + 1 < h.size(); ++k) {
    const Gap left(equation, k, k + 1), right(equation, k + 1, k);
    const double width = left.width(), middle = left(0.5 * width);
    double from_left = 0.5 * width, to_right = 0.5 * width;
    if (middle != 0.0) {
      if ((middle > 0.0) != (left(0.0) > 0.0)) {
        from_left = bracketed(left, 0.5 * width);
        to_right = width - from_left;
      } else {
        to_right = -bracketed(right, -0.5 * width);
        from_left = width - to_right;
      }
    }
    roots.between.push_back(from_left <= to_right ? h[k] + from_left : h[k + 1] - to_right);
    sum += to_right;
    product *= (h[k + 1] - h[0]) / ((h[k] - h[0]) + from_left);
  }
  const Pair shifted = root_pair(sum, product);
  roots.pair = {h[0] + shifted.first, h[0] + shifted.second};
  return true;
}

}  // namespace gandyn::analysis
