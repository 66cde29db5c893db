#include "gandyn/analysis/kernel_shape.hpp"

#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::analysis {
namespace {

bool has_kink(const kernels::Kernel& kernel) {
  return std::visit(
      []<class K>(const K&) {
        if constexpr (requires { K::kink; }) return K::kink;
        return false;
      },
      kernel);
}

}  // namespace

std::vector<kernels::Component> components_of(const kernels::Kernel& kernel) {
  return std::visit(
      []<class K>(const K& k) -> std::vector<kernels::Component> {
        if constexpr (requires { k.components(); }) return k.components();
        return {};
      },
      kernel);
}

// With t = r2 / 2: k' = 2 dK/d(r2), k'' = 4 d2K/d(r2)2.
double descent(const kernels::Kernel& kernel, double r2) {
  return -2.0 * kernels::radial(kernel, Vector::Constant(1, r2))(0, 1);
}
double bend(const kernels::Kernel& kernel, double r2) {
  return 4.0 * kernels::radial(kernel, Vector::Constant(1, r2))(0, 2);
}

KernelShape kernel_shape(const kernels::Kernel& kernel) {
  const double value = kernels::radial(kernel, Vector::Zero(1))(0, 0);
  if (has_kink(kernel)) return {value, infinity, infinity};
  const double gamma = descent(kernel, 0.0);
  // An unbounded k'' grows towards 0, like 1/r for Matern32, though at 0 itself a number stands in for it.
  const double length2 = value / gamma;
  const bool unbounded = bend(kernel, 1e-12 * length2) > 10.0 * bend(kernel, 1e-6 * length2);
  return {value, gamma, unbounded ? infinity : bend(kernel, 0.0)};
}

}  // namespace gandyn::analysis
