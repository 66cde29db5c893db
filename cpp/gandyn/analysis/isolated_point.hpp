#pragma once

#include <array>

#include "gandyn/analysis/secular.hpp"

namespace gandyn::analysis {

/// Who moves when; `continuous` is the flow per unit of eta_d times the step, alternating has the discriminator first.
enum class UpdateOrder { alternating, simultaneous, continuous };
enum class Regularizer { none, jare, con_opt };

/// Particles in the region of one target that no other target reaches, whose equilibrium is y_j = target: theory of the
/// kernel GAN, sections 5 and 8.3. What does not change over a diagram.
struct PointModel {
  PointModel(Vector particle_weights, double total_mass, UpdateOrder update_order, Regularizer regularized,
             bool with_mass_factor);

  Vector weights;  // q_j (N,)
  double mass;     // P = sum q_j, as exact as the caller has it
  UpdateOrder order;
  Regularizer regularizer;
  bool mass_factor;
  bool equal;  // all q_j are
};

/// What may change over a diagram; `mass` scales the weights, `strength` is Gamma of JARE and ConOpt.
struct PointNumbers {
  double target_weight, mass, gamma, ridge, generator, discriminator, strength;
};
inline constexpr int num_point_numbers = 7;

/// Delta = p - P, zero where it is rounding.
double delta(const PointNumbers& numbers);

/// a = eta_d ridge, h = eta_g q c*, Q = eta_d eta_g gamma q P and a h + Q = eta_d eta_g gamma q p: for equal masses
/// (else of the largest), without a regulariser. Step sizes of the flow are (mu, 1).
struct Coefficients {
  double a, h, Q, product;
};
Coefficients coefficients(const PointModel& model, const PointNumbers& numbers);

/// gamma q max(p, P), how strongly particles and f feel each other, and the ridge sqrt(mu gamma q max(p, P)) at which
/// that is about as fast as f decays: scales for what to look for and where.
double coupling(const PointModel& model, const PointNumbers& numbers);
double natural_ridge(const PointModel& model, const PointNumbers& numbers);

/// Multipliers rho of a step, or exponents s of the flow.
struct PointSpectrum {
  double a;                // of functions that no particle sees
  std::vector<Complex> b;  // of relative displacements, N - 1; equal masses: one, standing for N - 1, if there is any
  Complex c[2];            // the pair of the mean displacement and the slope of f
};

/// Spectra of many points of one model. Equal masses: in closed form. Others: by the secular
/// equation, or where that has roots that no bracket holds by a dense solver; then c is the pair that f feels most.
class PointSolver {
 public:
  explicit PointSolver(const PointModel& model);

  const PointSpectrum& operator()(const PointNumbers& numbers);
  /// Of one step, or of the flow; state (b, u_1 .. u_N), b the slope of f, u the displacements. (N + 1, N + 1)
  Points jacobian(const PointNumbers& numbers);

 private:
  void prepare(const PointNumbers& numbers);
  Points matrix() const;
  void equal_masses(const PointNumbers& numbers);
  void unequal_masses(const PointNumbers& numbers);
  void dense();
  Complex value(Complex z) const;

  const PointModel& model_;
  PointSpectrum spectrum_;
  SecularEquation equation_;
  SecularRoots roots_;
  std::vector<std::size_t> order_;
  // I - J = [[alpha, k'], [-e, diag(h) + sigma m q']]
  double alpha_ = 0.0, sigma_ = 0.0;
  Eigen::ArrayXd k_, e_, h_, m_, q_, residue_;
};

}  // namespace gandyn::analysis
