#pragma once

#include <vector>

#include "gandyn/kernels/kernel.hpp"

namespace gandyn::analysis {

/// What a kernel K = k(|x - y|^2 / 2) is near r = 0, all that local analysis asks of it.
struct KernelShape {
  double value;   // k(0)
  double gamma;   // -k'(0); inf for a kernel with a kink
  double gamma2;  // k''(0); inf where the second derivative is unbounded
};
KernelShape kernel_shape(const kernels::Kernel& kernel);

/// The Gaussians of which a kernel is the sum; none for one that is not.
std::vector<kernels::Component> components_of(const kernels::Kernel& kernel);

/// -k'(t) at t = r2 / 2
double descent(const kernels::Kernel& kernel, double r2);
/// k''(t) at t = r2 / 2
double bend(const kernels::Kernel& kernel, double r2);

}  // namespace gandyn::analysis
