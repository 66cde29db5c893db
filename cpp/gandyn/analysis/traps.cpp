#include "gandyn/analysis/traps.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gandyn/analysis/kernel_shape.hpp"
#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::analysis {
namespace {

using kernels::Kernel;

/// The root between `low` and `high`, to the last bits; `f` is negative at `low` and not at `high`, both > 0.
template <class F>
double bisect(F f, double low, double high) {
  for (int i = 0; i < 200 && high / low > 1.0 + 4e-16; ++i) {
    const double middle = high / low > 2.0 ? std::sqrt(low) * std::sqrt(high) : 0.5 * (low + high);
    (f(middle) < 0.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double trap_radius(const Kernel& kernel, double target_weight, double mass) {
  if (const auto parts = components_of(kernel); parts.size() == 1) {
    return parts[0].bandwidth * std::sqrt(2.0 / 3.0 * std::log(mass / target_weight));
  }
  // > 0 where the target's attraction exceeds the repulsion; they stand side by side as a ratio, for both vanish far
  // out.
  const auto attraction = [&](double r) {
    const double repulsion = mass * descent(kernel, 4.0 * r * r);
    return repulsion > 0.0 ? target_weight * descent(kernel, r * r) / repulsion - 1.0 : infinity;
  };
  const KernelShape shape = kernel_shape(kernel);
  const double length = std::sqrt(shape.value / shape.gamma);
  double inside = 1e-9 * length;
  for (double r = inside; r < 1e6 * length; r *= 1.05) {
    const double surplus = attraction(r);
    if (surplus == infinity) break;  // nothing is felt any more
    if (surplus >= 0.0) return bisect(attraction, inside, r);
    inside = r;
  }
  return infinity;
}

TrapModes trap_modes(const Kernel& kernel, double target_weight, double mass, double rates_ratio) {
  const double p = target_weight, q = 0.5 * mass, r = trap_radius(kernel, p, mass), r2 = r * r;
  if (!(r < infinity)) return {r, infinity, infinity, false};
  const double gamma = descent(kernel, 0.0);
  const double near = descent(kernel, r2), far = descent(kernel, 4.0 * r2);  // -k' at the target's, the pair's distance
  // lambda H: the Hessian of the witness, p K(., 0) - q K(., y) - q K(., -y) at y, along the line and across it
  const double along = p * (r2 * bend(kernel, r2) - near) + q * gamma - q * (4.0 * r2 * bend(kernel, 4.0 * r2) - far);
  const double across = -p * near + q * gamma + q * far;
  // kappa = q^2 (gamma +- g), g the mixed derivative between the two, both moving alike or oppositely
  const double between = far - 4.0 * r2 * bend(kernel, 4.0 * r2);
  const double kappa = q * q * (gamma - std::abs(between));
  // lambda > mu q H as lambda^2 > mu q (lambda H)
  const auto threshold = [&](double bending) { return std::sqrt(std::max(0.0, rates_ratio * q * bending)); };
  return {r, threshold(along), threshold(across), kappa > q * along};
}

namespace {

/// 1 - sqrt(pi) z erfcx(z) for z > 0, without cancellation: from z/(z + t) = sqrt(pi) z erfcx(z) with the continued
/// fraction t = (1/2)/(z + 1/(z + (3/2)/(z + 2/(z + ...)))).
double mills_deficit(double z) {
  if (z < 2.0) return 1.0 - std::sqrt(std::numbers::pi) * z * std::exp(z * z) * std::erfc(z);
  double t = 0.0;
  for (int k = 120; k >= 1; --k) t = 0.5 * k / (z + t);
  return t / (z + t);
}

/// int_0^inf x exp(-eta x) (-k'(x^2/2)) dx, eta > 0.
class Trail {
 public:
  explicit Trail(const Kernel& kernel) : kernel_(kernel), parts_(components_of(kernel)) {
    const KernelShape shape = kernel_shape(kernel);
    length_ = shape.gamma < infinity ? std::sqrt(shape.value / shape.gamma) : kernel_length(kernel);
  }

  double operator()(double eta) const {
    if (parts_.empty()) return quadrature(eta);
    double sum = 0.0;  // of Gaussians: w [1 - sqrt(pi/2) xi erfcx(xi/sqrt 2)], xi = eta bandwidth
    for (const kernels::Component& part : parts_) {
      sum += part.weight * mills_deficit(eta * part.bandwidth / std::numbers::sqrt2);
    }
    return sum;
  }

 private:
  static double kernel_length(const Kernel& kernel) {
    return std::visit(
        [](const auto& k) {
          if constexpr (requires { k.length(); }) return k.length();
          return 1.0;
        },
        kernel);
  }

  /// Trapezia in log x, whose error falls exponentially with the step. From where the integrand, at most like x dx,
  /// has not begun, to where exp(-eta x) has ended it.
  double quadrature(double eta) const {
    const double start = std::log(std::min(length_, 1.0 / eta)) - 42.0;
    const double end = std::log(745.0 / eta);
    const auto count = static_cast<Index>(std::ceil((end - start) / step));
    const Vector x = (start + step * Vector::LinSpaced(count, 0.0, static_cast<double>(count - 1)).array()).exp();
    const Vector r2 = x.array().square();
    const Vector slope = kernels::radial(kernel_, r2).col(1);
    return (-2.0 * step) * (r2.array() * (-eta * x.array()).exp() * slope.array()).sum();
  }

  static constexpr double step = 0.0625;

  const Kernel& kernel_;
  std::vector<kernels::Component> parts_;
  double length_;
};

}  // namespace

double runaway_speed(const Kernel& kernel, double particle_weight, double ridge, double rates_ratio) {
  const double drive = rates_ratio * particle_weight * particle_weight;  // mu q^2
  const KernelShape shape = kernel_shape(kernel);
  const double fastest = std::sqrt(drive * shape.value);  // that of ridge 0, where the integral is k(0) / v^2
  if (ridge == 0.0 || fastest == 0.0) return fastest;
  if (ridge * ridge >= drive * shape.gamma) return 0.0;  // the integral at v = 0, gamma / lambda^2, is too little
  // With x = v s the equation is v^2 = mu q^2 Trail(lambda / v): too slow a particle is driven on.
  const Trail trail(kernel);
  const auto too_fast = [&](double v) { return 1.0 - drive * trail(ridge / v) / v / v; };
  double slow = fastest;
  do {
    slow *= 0.5;
    if (slow < 1e-12 * fastest) return 0.0;
  } while (too_fast(slow) >= 0.0);
  return bisect(too_fast, slow, fastest);
}

}  // namespace gandyn::analysis
