#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn::metrics {

/// Share of the targets' mass that has a particle within `radius`: 1 when no mode is missed.
double coverage(PointsRef targets, VectorRef weights, PointsRef particles, double radius, const Execution& execution);

}  // namespace gandyn::metrics
