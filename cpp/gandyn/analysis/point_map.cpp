#include "gandyn/analysis/point_map.hpp"

#include <algorithm>

#include "gandyn/analysis/stability.hpp"

namespace gandyn::analysis {

PointNumbers PointGrid::at(Index row, Index column) const {
  std::array<double, num_point_numbers> n;
  for (std::size_t i = 0; i < n.size(); ++i) {
    n[i] = numbers[i].data[row * numbers[i].row_stride + column * numbers[i].column_stride];
  }
  return {n[0], n[1], n[2], n[3], n[4], n[5], n[6]};
}

Index relative_modes(const PointModel& model) {
  const auto n = static_cast<Index>(model.weights.size());
  return model.equal ? std::min<Index>(n - 1, 1) : n - 1;
}

void map_points(const PointModel& model, const PointGrid& grid, const PointMap& out, const Execution& execution) {
  const Index count = relative_modes(model);
  const Spectrum kind = model.order == UpdateOrder::continuous ? Spectrum::flow : Spectrum::multipliers;
  parallel_for(grid.rows, execution, [&](Index row) {
    PointSolver solve(model);
    std::vector<Complex> all(static_cast<std::size_t>(count) + 3);
    for (Index column = 0; column < grid.columns; ++column) {
      const PointSpectrum& spectrum = solve(grid.at(row, column));
      const Index cell = row * grid.columns + column;
      all[0] = spectrum.a;
      std::copy_n(spectrum.c, 2, all.begin() + 1);
      std::copy(spectrum.b.begin(), spectrum.b.end(), all.begin() + 3);
      const Stability s = stability(all.data(), count + 3, kind, 1.0, 1e-12);
      out.spectral_radius[cell] = s.spectral_radius;
      out.abscissa[cell] = s.abscissa;
      out.period[cell] = s.period;
      out.phase[cell] = s.phase;
      out.a[cell] = spectrum.a;
      std::copy(spectrum.b.begin(), spectrum.b.end(), out.b + cell * count);
      std::copy_n(spectrum.c, 2, out.c + cell * 2);
    }
  });
}

void map_coefficients(const PointModel& model, const PointGrid& grid, double* out, const Execution& execution) {
  parallel_for(grid.rows, execution, [&](Index row) {
    for (Index column = 0; column < grid.columns; ++column) {
      const auto [a, h, Q, product] = coefficients(model, grid.at(row, column));
      double* cell = out + 4 * (row * grid.columns + column);
      cell[0] = a;
      cell[1] = h;
      cell[2] = Q;
      cell[3] = product;
    }
  });
}

}  // namespace gandyn::analysis
