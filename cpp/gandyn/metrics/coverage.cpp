#include "gandyn/metrics/coverage.hpp"

namespace gandyn::metrics {

double coverage(PointsRef targets, VectorRef weights, PointsRef particles, double radius, const Execution& execution) {
  const double radius2 = radius * radius;
  Vector covered(targets.rows());
  parallel_for(targets.rows(), execution, [&](Index i) {
    covered[i] = ((particles.rowwise() - targets.row(i)).rowwise().squaredNorm().array() <= radius2).any() ? 1.0 : 0.0;
  });
  return weights.dot(covered) / weights.sum();
}

}  // namespace gandyn::metrics
