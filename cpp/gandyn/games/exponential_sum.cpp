#include "gandyn/games/exponential_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace gandyn::games {

ExponentialSum::ExponentialSum(std::vector<Term> terms) {
  std::sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) { return a.mean < b.mean; });
  std::vector<Term> kept;
  for (const Term& term : terms) {
    if (!kept.empty() && kept.back().mean == term.mean) {
      kept.back().coefficient += term.coefficient;
      if (kept.back().coefficient == 0.0) kept.pop_back();
    } else if (term.coefficient != 0.0) {
      kept.push_back(term);
    }
  }
  for (std::size_t k = 0; k < kept.size(); ++k) {
    signs_.push_back(kept[k].coefficient > 0.0 ? 1.0 : -1.0);
    if (k == 0) continue;
    const double low = kept[k - 1].mean, high = kept[k].mean;
    slopes_.push_back(high - low);
    offsets_.push_back(-(high - low) * (0.5 * low + 0.5 * high) +
                       std::log(std::abs(kept[k].coefficient / kept[k - 1].coefficient)));
  }
}

ExponentialSum ExponentialSum::derivative() const {
  // Every other term gains the factor a_k - a_2, whose sign turns that of the first.
  ExponentialSum out;
  out.signs_ = {-signs_[0]};
  out.slopes_ = {slopes_[0] + slopes_[1]};
  out.offsets_ = {offsets_[0] + offsets_[1] + std::log(slopes_[1] / slopes_[0])};
  double reach = 0.0;  // a_k - a_2
  for (std::size_t k = 2; k < signs_.size(); ++k) {
    reach += slopes_[k - 1];
    out.signs_.push_back(signs_[k]);
    if (k + 1 == signs_.size()) break;
    out.slopes_.push_back(slopes_[k]);
    out.offsets_.push_back(offsets_[k] + std::log1p(slopes_[k] / reach));
  }
  return out;
}

double ExponentialSum::value(double x) const {
  // Neighbours of opposite signs are paired from the inside out, as brackets are: s (e^u - e^v) = -s e^u expm1(v - u).
  std::array<std::size_t, 8> open{};
  std::array<double, 8> exponents{};  // relative to the largest, summed up from there: next to it nothing is lost
  std::size_t largest = 0;
  double height = 0.0, top = 0.0;
  for (std::size_t k = 1; k < signs_.size(); ++k) {
    height += slopes_[k - 1] * x + offsets_[k - 1];
    if (height > top) largest = k, top = height;
  }
  for (std::size_t k = largest + 1; k < signs_.size(); ++k) {
    exponents[k] = exponents[k - 1] + (slopes_[k - 1] * x + offsets_[k - 1]);
  }
  for (std::size_t k = largest; k-- > 0;) exponents[k] = exponents[k + 1] - (slopes_[k] * x + offsets_[k]);
  std::size_t depth = 0;
  double sum = 0.0;
  for (std::size_t k = 0; k < signs_.size(); ++k) {
    if (depth == 0 || signs_[open[depth - 1]] == signs_[k]) {
      open[depth++] = k;
      continue;
    }
    const std::size_t first = open[--depth];
    double growth = 0.0;  // the exponents' difference, without the rounding of either
    for (std::size_t j = first; j < k; ++j) growth += slopes_[j] * x + offsets_[j];
    sum += growth > 0.0 ? signs_[k] * -std::exp(exponents[k]) * std::expm1(-growth)
                        : signs_[first] * -std::exp(exponents[first]) * std::expm1(growth);
  }
  for (std::size_t i = 0; i < depth; ++i) sum += signs_[open[i]] * std::exp(exponents[open[i]]);
  return sum;
}

double ExponentialSum::outermost(double from, double direction) const {
  const double sign = direction < 0.0 ? signs_.front() : signs_.back();
  for (double step = 1.0; std::isfinite(from + direction * step); step *= 2.0) {
    if (value(from + direction * step) * sign > 0.0) return from + direction * step;
  }
  return from;
}

double ExponentialSum::bisect(double low, double high) const {
  double at_low = value(low), at_high = value(high);
  const bool rises = at_high > at_low;
  for (int round = 0; round < 2000; ++round) {
    // False position where it helps (Illinois), the middle every third time.
    double x = round % 3 == 2 ? 0.5 * (low + high) : low - at_low * (high - low) / (at_high - at_low);
    if (!(x > low && x < high)) x = 0.5 * (low + high);
    if (!(x > low && x < high)) break;  // neighbouring numbers
    const double at_x = value(x);
    if (at_x == 0.0) return x;
    if ((at_x > 0.0) == rises) {
      high = x, at_high = at_x;
      at_low *= 0.5;
    } else {
      low = x, at_low = at_x;
      at_high *= 0.5;
    }
  }
  return std::abs(value(low)) <= std::abs(value(high)) ? low : high;
}

std::vector<double> ExponentialSum::sign_changes() const {
  if (signs_.size() < 2) return {};
  if (signs_.size() == 2) {
    if (signs_[0] == signs_[1]) return {};
    return {-offsets_[0] / slopes_[0]};
  }
  // Between neighbouring points of these S, or S times a positive function, is monotone.
  const std::vector<double> turns = derivative().sign_changes();
  std::vector<double> points;
  points.push_back(outermost(turns.empty() ? 0.0 : turns.front(), -1.0));
  points.insert(points.end(), turns.begin(), turns.end());
  points.push_back(outermost(turns.empty() ? 0.0 : turns.back(), 1.0));
  std::vector<double> changes;
  double last = points.front(), sign = signs_.front();
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double here = i + 1 == points.size() ? signs_.back() : value(points[i]);
    if (here * sign < 0.0) {
      changes.push_back(bisect(last, points[i]));
      sign = here > 0.0 ? 1.0 : -1.0;
    }
    last = points[i];
  }
  return changes;
}

}  // namespace gandyn::games
