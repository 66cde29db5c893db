#pragma once

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"
#include "gandyn/kernels/kernel.hpp"
#include "gandyn/kernels/tile.hpp"

/// Sums over all pairs (point, dipole): a dipole (y, v) is the derivative of the source K(., y) as y moves along v,
///     v . grad_y K(x, y),
/// which represents the derivative of a function at y along v: <f, v . grad_y K(., y)> = v . grad f(y).
namespace gandyn::kernels {

/// One dipole a row: its place, and behind it its vector; (count, 2 d), the memory is the caller's.
struct DipoleBlock {
  const double* rows;
  const double* weights;  // (count,)
  std::int64_t count;
};

/// tile.sums += sum_j weight_j v_j . grad_y (K, its gradient or its Hessian in the point)(point, y_j)
using AccumulateDipoles = void (*)(const void* profile, Sums sums, const Tile& tile, const DipoleBlock& dipoles);

/// One entry a kernel, in the order of the variant `Kernel`; compiled once an instruction set, W doubles side by side.
template <int W>
const AccumulateDipoles* dipole_routines();

/// (M, sums_per_point): every sum that `sums` names, at every point, by differences of the coordinates. Embedded
/// coordinates and vectors. The same bits for any number of threads. Where a point coincides with a dipole the terms
/// odd in their difference are 0, and for a kernel with a kink all.
Points accumulate_dipoles(const Kernel& kernel, const Points& points, const DipoleBlock& dipoles, Sums sums,
                          const Execution& execution);

/// Whether a dipole is in the kernel's space, |v . grad_y K(., y)|^2 = -2 slope(0) |v|^2 being finite: not where the
/// kernel has a kink. Sums over dipoles of such a kernel are finite still, but no inner product comes out of them.
bool has_dipoles(const Kernel& kernel);

}  // namespace gandyn::kernels
