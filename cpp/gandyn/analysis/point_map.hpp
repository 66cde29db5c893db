#pragma once

#include <cstdint>

#include "gandyn/analysis/isolated_point.hpp"

namespace gandyn::analysis {

/// One of PointNumbers over a grid: data[row * row_stride + column * column_stride].
struct Spread {
  const double* data;
  Index row_stride, column_stride;
};

/// Numbers over a grid, in the order of PointNumbers.
struct PointGrid {
  Index rows, columns;
  std::array<Spread, num_point_numbers> numbers;

  PointNumbers at(Index row, Index column) const;
};

/// Where the numbers of analysis::Stability go, those of all modes together, and the modes themselves; rows contiguous.
struct PointMap {
  double *spectral_radius, *abscissa, *period;  // (rows, columns)
  std::uint8_t* phase;                          // (rows, columns)
  double* a;                                    // (rows, columns)
  Complex* b;                                   // (rows, columns, relative_modes)
  Complex* c;                                   // (rows, columns, 2)
};

/// How many numbers `b` has: 1 for equal masses, else N - 1; 0 for a single particle.
Index relative_modes(const PointModel& model);

void map_points(const PointModel& model, const PointGrid& grid, const PointMap& out, const Execution& execution);

/// a, h, Q and a h + Q of every point, (rows, columns, 4)
void map_coefficients(const PointModel& model, const PointGrid& grid, double* out, const Execution& execution);

}  // namespace gandyn::analysis
