#pragma once

#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::metrics {

/// Squared maximum mean discrepancy p'K_xx p - 2 p'K_xy q + q'K_yy q, not below 0.
double squared_mmd(const kernels::Kernel& kernel, PointsRef x, VectorRef p, PointsRef y, VectorRef q,
                   const Execution& execution);

}  // namespace gandyn::metrics
