#pragma once

#include "gandyn/discriminators/random_features.hpp"

namespace gandyn::analysis {

/// G (n d, l d), blocks d_x d_y K(y_j, z_l): how the gradient of f at y_j answers a source that moves at z_l. Points
/// (n, d) and (l, d) in the user's coordinates, derivatives too. Throws std::invalid_argument for a kernel that is not
/// smooth where points coincide.
Points mixed_derivatives(const kernels::Kernel& kernel, const Points& y, const Points& z, const Execution& execution);
/// The like for the kernel that random features play with, sum_k phi_k(x) phi_k(y).
Points mixed_derivatives(const kernels::Kernel& kernel, const discriminators::RandomFeatures& features, const Points& y,
                         const Points& z, const Execution& execution);

}  // namespace gandyn::analysis
