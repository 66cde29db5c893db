#pragma once

#include <cstdint>

#include "gandyn/analysis/eigenvalues.hpp"

namespace gandyn::analysis {

/// What eigenvalues are of.
enum class Spectrum {
  flow,        // of a field's Jacobian, in continuous time
  steps,       // of a field's Jacobian; a step multiplies by 1 + eta lambda
  multipliers  // of the Jacobian of one step's map
};

/// How linear dynamics behave; flags combine, none set is neutral.
enum Phase : std::uint8_t { neutral = 0, converges = 1, oscillates = 2, diverges = 4, flips = 8, unknown = 16 };

/// What a spectrum says. rho are the multipliers of a step (of a unit of time for a flow, exp(lambda)); lambda = rho -
/// 1 where multipliers are given.
struct Stability {
  double spectral_radius;      // max |rho|
  double abscissa;             // max Re lambda
  double phase_factor;         // max |Im lambda / Re lambda| (Nie and Patel 2019)
  double conditioning_factor;  // max |lambda| / min |lambda| (Nie and Patel 2019)
  double period;               // of the non-real rho of largest modulus, of equals the longest; else inf
  double max_stable_step;      // largest eta with |1 + eta lambda| <= 1 for every lambda but 0
  Index num_neutral;           // rho whose modulus is 1 within the tolerance
  Phase phase;
};

/// `step` is eta of Spectrum::steps. Moduli nearer to 1 than `tolerance` are neutral, imaginary parts of rho (of lambda
/// relative to the largest |lambda| for a flow) below it real.
Stability stability(const Complex* eigenvalues, Index n, Spectrum kind, double step, double tolerance);

/// What transients depend on beside eigenvalues: the largest eigenvalue of (A + A')/2, and Henrici's departure from
/// normality (|A|_F^2 - sum |lambda|^2)^(1/2).
struct NonNormality {
  double numerical_abscissa, departure;
};
NonNormality non_normality(const double* matrix, const Complex* eigenvalues, Index n);

}  // namespace gandyn::analysis
