#pragma once

#include <vector>

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn::metrics {

/// Cheapest perfect matching of the rows of `cost` (n, n) to its columns: the column of every row. O(n^3) by shortest
/// augmenting paths with dual prices (Jonker & Volgenant 1987; Crouse 2016). The costs must be finite.
std::vector<Index> assign(const Points& cost, const Execution& execution);

/// Squared 2-Wasserstein distance of two clouds of n points each with equal masses, exact; x, y (n, d).
double squared_wasserstein2_exact(PointsRef x, PointsRef y, const Execution& execution);

/// Squared 2-Wasserstein distance on the line, exact; masses of either side are taken relative to their sum.
double squared_wasserstein2_line(VectorRef x, VectorRef p, VectorRef y, VectorRef q);

/// Mean over random directions u of the squared distance on the line of the projections x u and y u. At most
/// squared W2 / d, with equality for a translation.
double squared_wasserstein2_sliced(PointsRef x, VectorRef p, PointsRef y, VectorRef q, Index num_projections,
                                   std::uint64_t seed, const Execution& execution);

}  // namespace gandyn::metrics
