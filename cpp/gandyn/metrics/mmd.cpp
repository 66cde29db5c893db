#include "gandyn/metrics/mmd.hpp"

namespace gandyn::metrics {

double squared_mmd(const kernels::Kernel& kernel, PointsRef x, VectorRef p, PointsRef y, VectorRef q,
                   const Execution& execution) {
  // The witness w = sum p K(x, .) - sum q K(y, .) is evaluated where it is paired, so that equal clouds give 0 exactly.
  const Vector on_x = kernels::sum(kernel, x, x, p, execution) - kernels::sum(kernel, x, y, q, execution);
  const Vector on_y = kernels::sum(kernel, y, x, p, execution) - kernels::sum(kernel, y, y, q, execution);
  const double square = p.dot(on_x) - q.dot(on_y);
  return square < 0.0 ? 0.0 : square;  // rounding may leave it below 0; NaN stays NaN
}

}  // namespace gandyn::metrics
