#pragma once

#include <cstdint>

#include "gandyn/core/types.hpp"
#include "gandyn/kernels/kernel.hpp"

/// Kernels as sums of waves. A kernel of |x - y|^2 that is positive definite in every dimension is a mixture of
/// Gaussians of random length (Schoenberg 1938), and so
///   K(x, y) = K(0) E cos(omega . (x - y)),   omega = s z,   z normal in R^d,   s = kernel.frequency_scale(draws):
/// for a Gaussian s is 1 / bandwidth, for a Matern kernel omega is Student t, and so on (Rahimi and Recht 2007).
namespace gandyn::kernels {

/// Throws std::invalid_argument, in the owner's name, for a kernel without `frequency_scale`.
void require_frequencies(const Kernel& kernel, std::string_view owner);

/// Frequencies 0 .. count - 1 for points of this dimension, (count, d), in embedded coordinates. Number k depends on
/// the kernel, the seed and k alone. `orthogonal`: the directions of every d in a row are orthogonal, their lengths
/// independent (Yu et al. 2016); the distribution of each is the same.
Points frequencies(const Kernel& kernel, Index count, Index dimension, std::uint64_t seed, bool orthogonal);

}  // namespace gandyn::kernels
