#pragma once

#include "gandyn/kernels/kernel.hpp"

/// Where particles end that are too many for their target, or have none. Kernels without a metric.
namespace gandyn::analysis {

/// The distance from a target of mass p at which two particles of mass P / 2 each, on opposite sides, feel no gradient
/// of the witness: the first root of p k'(r^2/2) = P k'(2 r^2). inf where they repel each other at every distance.
double trap_radius(const kernels::Kernel& kernel, double target_weight, double mass);

/// Whether the flow holds the pair there. A symmetric mode of the pair with eigenvalue kappa of S and H of the Hessian
/// of f obeys s^2 + (lambda - mu q H) s + mu (kappa - lambda q H) = 0: stable iff lambda > mu q H and kappa > lambda q
/// H.
struct TrapModes {
  double radius;
  double line_ridge;      // along the line: stable only above this ridge
  double rotation_ridge;  // across it: else the pair rotates
  bool held;              // along the line kappa > lambda q H, whatever the ridge
};
TrapModes trap_modes(const kernels::Kernel& kernel, double target_weight, double mass, double rates_ratio);

/// The steady speed per unit of time eta_d * step of a particle without a target, driven by its own trail; mu =
/// rates_ratio. The root v of
///     1 = mu q^2 int_0^inf s exp(-lambda s) (-k'(v^2 s^2 / 2)) ds,
/// 0 where there is none because the particle stays.
double runaway_speed(const kernels::Kernel& kernel, double particle_weight, double ridge, double rates_ratio);

}  // namespace gandyn::analysis
