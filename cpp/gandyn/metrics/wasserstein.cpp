#include "gandyn/metrics/wasserstein.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "gandyn/core/random.hpp"
#include "gandyn/core/status.hpp"

namespace gandyn::metrics {
namespace {

constexpr Index none = -1;

/// The state of the matching: dual prices of rows and columns, and the pairs made so far.
struct Matching {
  Vector row_price, column_price;
  std::vector<Index> column_of_row, row_of_column;

  explicit Matching(Index n)
      : row_price(Vector::Zero(n)),
        column_price(Vector::Zero(n)),
        column_of_row(static_cast<std::size_t>(n), none),
        row_of_column(static_cast<std::size_t>(n), none) {}

  /// Matches one more row along the shortest augmenting path of reduced costs cost - row_price - column_price >= 0.
  void augment(const Points& cost, Index start) {
    const Index n = cost.rows();
    Vector distance = Vector::Constant(n, std::numeric_limits<double>::infinity());
    std::vector<Index> previous(static_cast<std::size_t>(n), none);
    std::vector<Index> open(static_cast<std::size_t>(n));  // columns not yet reached for good
    std::iota(open.begin(), open.end(), Index{0});
    std::vector<Index> scanned_columns;
    Index row = start, end = none;
    double reached = 0.0;
    while (end == none) {
      double best = std::numeric_limits<double>::infinity();
      std::size_t best_place = 0;
      for (std::size_t place = 0; place < open.size(); ++place) {
        const Index column = open[place];
        const double through = reached + cost(row, column) - row_price[row] - column_price[column];
        if (through < distance[column]) {
          distance[column] = through;
          previous[static_cast<std::size_t>(column)] = row;
        }
        // Among equals a free column ends the search at once.
        const bool free = row_of_column[static_cast<std::size_t>(column)] == none;
        if (distance[column] < best || (distance[column] == best && free)) {
          best = distance[column];
          best_place = place;
        }
      }
      const Index column = open[best_place];
      open[best_place] = open.back();
      open.pop_back();
      scanned_columns.push_back(column);
      reached = best;
      row = row_of_column[static_cast<std::size_t>(column)];
      if (row == none) end = column;
    }
    row_price[start] += reached;
    for (const Index column : scanned_columns) {
      const Index owner = row_of_column[static_cast<std::size_t>(column)];
      if (owner != none) row_price[owner] += reached - distance[column];
      column_price[column] -= reached - distance[column];
    }
    for (Index column = end; column != none;) {  // flip the pairs along the path
      const Index owner = previous[static_cast<std::size_t>(column)];
      row_of_column[static_cast<std::size_t>(column)] = owner;
      std::swap(column_of_row[static_cast<std::size_t>(owner)], column);
      if (owner == start) break;
    }
  }
};

/// The order that sorts x.
std::vector<Index> sorted(VectorRef x) {
  std::vector<Index> order(static_cast<std::size_t>(x.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return x[a] < x[b]; });
  return order;
}

}  // namespace

std::vector<Index> assign(const Points& cost, const Execution& execution) {
  Matching matching(cost.rows());
  for (Index row = 0; row < cost.rows(); ++row) {
    if (execution.stop_requested()) throw Interrupted();
    matching.augment(cost, row);
  }
  return matching.column_of_row;
}

double squared_wasserstein2_exact(PointsRef x, PointsRef y, const Execution& execution) {
  const Index n = x.rows();
  Points cost(n, n);
  parallel_for(n, execution, [&](Index i) { cost.row(i) = (y.rowwise() - x.row(i)).rowwise().squaredNorm(); });
  if (!cost.allFinite()) return std::numeric_limits<double>::infinity();  // too far apart for a squared distance
  const std::vector<Index> columns = assign(cost, execution);
  double total = 0.0;
  for (Index i = 0; i < n; ++i) total += cost(i, columns[static_cast<std::size_t>(i)]);
  return total / static_cast<double>(n);
}

double squared_wasserstein2_line(VectorRef x, VectorRef p, VectorRef y, VectorRef q) {
  const std::vector<Index> x_order = sorted(x), y_order = sorted(y);
  const double p_total = p.sum(), q_total = q.sum();
  // Both distribution functions are walked together; every stretch of mass goes from a quantile to its twin.
  double total = 0.0, done = 0.0, x_level = 0.0, y_level = 0.0;
  std::size_t i = 0, j = 0;
  x_level = p[x_order[0]] / p_total;
  y_level = q[y_order[0]] / q_total;
  while (true) {
    const double until = std::min(x_level, y_level);
    const double way = x[x_order[i]] - y[y_order[j]];
    if (until > done) {
      total += (until - done) * way * way;
      done = until;
    }
    const bool x_ends = x_level <= y_level;
    if (x_ends ? i + 1 == x_order.size() : j + 1 == y_order.size()) {
      if (i + 1 == x_order.size() && j + 1 == y_order.size()) break;
      // Rounding has ended one side a little early: its last point takes the rest.
      (x_ends ? x_level : y_level) = std::numeric_limits<double>::infinity();
      continue;
    }
    if (x_ends) {
      x_level += p[x_order[++i]] / p_total;
    } else {
      y_level += q[y_order[++j]] / q_total;
    }
  }
  return total;
}

double squared_wasserstein2_sliced(PointsRef x, VectorRef p, PointsRef y, VectorRef q, Index num_projections,
                                   std::uint64_t seed, const Execution& execution) {
  const Index d = x.cols();
  Vector squares(num_projections);
  parallel_for(num_projections, execution, [&](Index k) {
    Vector direction(d);
    for (Index a = 0; a < d; ++a) {
      direction[a] = random::normal(seed, random::Stream::projections, static_cast<std::uint64_t>(k * d + a));
    }
    direction.normalize();
    squares[k] = squared_wasserstein2_line(x * direction, p, y * direction, q);
  });
  return squares.mean();
}

}  // namespace gandyn::metrics
