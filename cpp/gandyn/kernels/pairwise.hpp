#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"
#include "gandyn/kernels/embedding.hpp"
#include "gandyn/kernels/kernel.hpp"
#include "gandyn/kernels/route.hpp"

/// Sums over all pairs (point, source), exact, on all threads. The work is divided by the problem alone and partial
/// sums are added in a fixed order: the same bits for any number of threads.
namespace gandyn::kernels {

/// (M, sums_per_point): every sum that `sums` names, at every point. Embedded coordinates.
Points accumulate(const Kernel& kernel, const Points& points, const Sources& sources, Sums sums,
                  const Execution& execution, Precision precision = Precision::float64);

/// sum_j weight_j K(point_i, source_j), (M,)
Vector sum(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights, const Execution& execution,
           Precision precision = Precision::float64);
/// Its gradient in the point, (M, d)
Points sum_gradient(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                    const Execution& execution, Precision precision = Precision::float64);
/// Its Hessian in the point, (M, d*d)
Points sum_hessian(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                   const Execution& execution);
/// Sum and gradient in one pass, (M, 1 + d)
Points sum_with_gradient(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                         const Execution& execution, Precision precision = Precision::float64);
/// K(x_i, y_j), (M, N)
Points matrix(const Kernel& kernel, PointsRef x, PointsRef y, const Execution& execution);

/// (M, d (d+1) / 2) upper triangles by rows -> (M, d*d).
Points full_hessians(const Points& triangles, Index dimension);

/// value, slope and curvature at squared distances r2 (n,) -> (n, 3).
Points radial(const Kernel& kernel, VectorRef r2);

}  // namespace gandyn::kernels
