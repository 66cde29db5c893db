#include "gandyn/analysis/prescribe.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gandyn::analysis {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

double objective(const PointModel& model, const PointSpectrum& spectrum) {
  const bool flow = model.order == UpdateOrder::continuous;
  const auto slowness = [&](const Complex& value) { return flow ? value.real() : std::abs(value); };
  double worst = std::max({slowness(spectrum.a), slowness(spectrum.c[0]), slowness(spectrum.c[1])});
  for (const Complex& b : spectrum.b) worst = std::max(worst, slowness(b));
  return std::isnan(worst) ? inf : worst;
}

using Place = std::array<double, 2>;  // logarithms

/// What is free, in coordinates of about unit size.
struct Chart {
  const PointModel& model;
  PointNumbers numbers;
  Free free;

  int dimension() const { return free == Free::rates || free == Free::ridge_and_step ? 2 : 1; }
  double ratio() const { return numbers.generator / numbers.discriminator; }
  std::array<Place, 2> limits() const {
    switch (free) {
      case Free::rates: return {Place{std::log(1e-7), std::log(1e-12)}, Place{std::log(2.0), std::log(8.0)}};
      case Free::ridge_and_step: return {Place{std::log(1e-5), std::log(1e-7)}, Place{std::log(1e5), std::log(2.0)}};
      default: return {Place{std::log(1e-8), 0.0}, Place{std::log(1e8), 0.0}};
    }
  }

  PointNumbers at(const Place& place) const {
    PointNumbers out = numbers;
    const double x = std::exp(place[0]), y = std::exp(place[1]);
    switch (free) {
      case Free::rates:  // a and Q
        out.discriminator = x / numbers.ridge;
        out.generator = y / (out.discriminator * coupling(model, numbers));
        break;
      case Free::ridge: out.ridge = x * natural_ridge(model, numbers); break;
      case Free::ratio:
        out.generator = x * numbers.discriminator * numbers.ridge * numbers.ridge / coupling(model, numbers);
        break;
      case Free::ridge_and_step:  // the ridge and a
        out.ridge = x * natural_ridge(model, numbers);
        out.discriminator = y / out.ridge;
        out.generator = ratio() * out.discriminator;
        break;
    }
    return out;
  }
};

struct Found {
  Place place{};
  double objective = inf;
};

/// A grid of (2 n + 1) or (2 n + 1)^2 places around the middle, best one first of equals.
Found around(const Chart& chart, PointSolver& solve, const Place& middle, const Place& cell, int n, int& off) {
  Found best;
  const int second = chart.dimension() == 2 ? n : 0;
  for (int i = -n; i <= n; ++i) {
    for (int j = -second; j <= second; ++j) {
      const Place place{middle[0] + i * cell[0], middle[1] + j * cell[1]};
      const double value = objective(chart.model, solve(chart.at(place)));
      if (value < best.objective) {
        best = {place, value};
        off = std::max(std::abs(i), std::abs(j));
      }
    }
  }
  return best;
}

/// Zooms in: cells are halved while the best place is inside, and follow it while it is at the rim. Valleys are sharp
/// and askew, which is why there are so many cells.
Found refine(const Chart& chart, PointSolver& solve, Found best, Place cell) {
  constexpr int n = 12;
  cell = {cell[0] * (2.0 / n), cell[1] * (2.0 / n)};
  for (int halvings = 0, moves = 0; halvings < 40 && moves < 120; ++moves) {
    int off = 0;
    const Found found = around(chart, solve, best.place, cell, n, off);
    const bool better = found.objective < best.objective;
    if (better) best = found;
    if (!better || off < n) {
      cell = {0.5 * cell[0], 0.5 * cell[1]};
      ++halvings;
    }
  }
  return best;
}

}  // namespace

Fastest fastest(const PointModel& model, const PointNumbers& numbers, Free free, const Execution& execution) {
  const Chart chart{model, numbers, free};
  const auto [low, high] = chart.limits();
  const Index rows = chart.dimension() == 2 ? 161 : 1601, columns = chart.dimension() == 2 ? 161 : 1;
  const Place cell{(high[0] - low[0]) / static_cast<double>(rows - 1),
                   (high[1] - low[1]) / static_cast<double>(std::max<Index>(columns - 1, 1))};
  const auto place = [&](Index row, Index column) {
    return Place{low[0] + static_cast<double>(row) * cell[0], low[1] + static_cast<double>(column) * cell[1]};
  };
  Points values(rows, columns);
  parallel_for(rows, execution, [&](Index row) {
    PointSolver solve(model);
    for (Index column = 0; column < columns; ++column) {
      values(row, column) = objective(model, solve(chart.at(place(row, column))));
    }
  });

  std::vector<Found> minima;
  for (Index row = 0; row < rows; ++row) {
    for (Index column = 0; column < columns; ++column) {
      const double value = values(row, column);
      bool least = std::isfinite(value);
      for (Index r = std::max<Index>(row - 1, 0); r <= std::min(row + 1, rows - 1); ++r) {
        for (Index c = std::max<Index>(column - 1, 0); c <= std::min(column + 1, columns - 1); ++c) {
          least = least && value <= values(r, c);
        }
      }
      if (least) minima.push_back({place(row, column), value});
    }
  }
  std::stable_sort(minima.begin(), minima.end(),
                   [](const Found& x, const Found& y) { return x.objective < y.objective; });
  minima.resize(std::min<std::size_t>(minima.size(), 8));
  std::vector<Found> refined(minima.size());
  parallel_for(static_cast<Index>(minima.size()), execution, [&](Index i) {
    PointSolver solve(model);
    const auto k = static_cast<std::size_t>(i);
    refined[k] = refine(chart, solve, minima[k], cell);
  });
  Found best;
  for (const Found& found : refined) {
    if (found.objective < best.objective) best = found;
  }
  return {chart.at(best.place), best.objective};
}

}  // namespace gandyn::analysis
