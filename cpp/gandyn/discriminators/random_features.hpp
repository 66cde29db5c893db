#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "gandyn/core/fields.hpp"
#include "gandyn/discriminators/masses.hpp"
#include "gandyn/discriminators/space.hpp"
#include "gandyn/kernels/frequencies.hpp"
#include "gandyn/kernels/waves.hpp"

namespace gandyn::discriminators {

class RandomFeaturesFunction;

/// A step costs O((n + M) D d), whatever came before.
struct RandomFeatures {
  using Function = RandomFeaturesFunction;
  static constexpr std::string_view name = "RandomFeatures";
  static constexpr std::string_view prose =
      "Another, finite-dimensional kernel: the mean of num_features random waves of the kernel.";

  Index num_features = 4096;
  Index seed = 0;
  bool orthogonal = false;

  static constexpr auto fields() {
    return std::tuple{
        Field{"num_features",
              &RandomFeatures::num_features,
              {1.0, 1e7, false, false},
              "waves, a cosine and a sine each; errors shrink as its root"},
        Field{"seed", &RandomFeatures::seed, {0.0, 9e15, false, false}, "seed of the waves"},
        Field{"orthogonal", &RandomFeatures::orthogonal, {}, "whether the waves of every d in a row are orthogonal"}};
  }

  /// Throws std::invalid_argument for a kernel whose waves are not known.
  RandomFeaturesFunction zero(std::shared_ptr<const Space> space) const;
  /// (D, d) in the user's coordinates: K~(x, y) = K(0) / D sum_k cos(omega_k . (x - y)). Throws as `zero`.
  Points frequencies(const kernels::Kernel& kernel, Index dimension) const;
};

/// The waves of one game. Feature 2k and 2k + 1 of a point x are amplitude (cos, sin)(omega_k . (x - origin)), so that
/// K~(x, y) = phi(x) . phi(y); every function is held as its cosines and sines, (2, D).
class Waves {
 public:
  Waves(std::shared_ptr<const Space> space, const RandomFeatures& parameters);

  const Space& space() const { return *space_; }
  const RandomFeatures& parameters() const { return parameters_; }
  const Points& frequencies() const { return frequencies_; }
  double amplitude() const { return amplitude_; }
  const Points& origin() const { return origin_; }

  /// Points of the user, from the origin, in embedded coordinates.
  Points local(PointsRef points) const;
  /// sum_j weight_j phi(point_j), (2, D), over the points of all ranks; local points
  Points mean(const Points& points, const Masses& weights, const Execution& execution) const;
  /// sum_j vector_j . grad phi(point_j), (2, D), over the points of all ranks; local points, embedded vectors
  Points dipoles(const Points& points, const Points& vectors, const Execution& execution) const;
  /// sum_i p_i phi(x_i), computed when first asked for
  const Points& target_mean(const Execution& execution) const;

 private:
  Points transform(const kernels::WaveRows& rows, kernels::WaveSums sums, const FixedPoint& fixed,
                   const Execution& execution) const;

  std::shared_ptr<const Space> space_;
  RandomFeatures parameters_;
  Points frequencies_;  // (D, d)
  Points origin_;       // (1, d): the first target; phases stay small for data far from 0
  double amplitude_;    // sqrt(K(0) / D)
  double fastest_;      // largest |omega_k|
  mutable std::mutex mutex_;
  mutable std::optional<Points> target_mean_;
};

/// f = phi . c: an element of the RKHS of K~, in which |f| is the length of its coefficients. Every rank has them all;
/// f is evaluated at the points that are here.
class RandomFeaturesFunction {
 public:
  explicit RandomFeaturesFunction(std::shared_ptr<const Waves> waves);

  /// f += scale * sum_i p_i K~(x_i, .)
  void add_targets(double scale, const Execution& execution);
  /// f += scale * sum_j weight_j K~(point_j, .); points (n, d) in the user's coordinates
  void add(const Points& points, const Masses& weights, double scale, const Execution& execution);
  /// f += scale * sum_j vector_j . grad K~(point_j, .), the gradient in the point; points and vectors (n, d)
  void add_dipoles(const Points& points, const Points& vectors, double scale, const Execution& execution);
  /// f *= factor
  void scale(double factor);
  /// Nothing is ever dropped.
  void forget() {}
  /// f += factor * other
  void axpy(double factor, const RandomFeaturesFunction& other);

  Vector value(PointsRef points, const Execution& execution) const;                   // (M,)
  Points gradient(PointsRef points, const Execution& execution) const;                // (M, d)
  Points hessian(PointsRef points, const Execution& execution) const;                 // (M, d*d)
  double dot(const RandomFeaturesFunction& other, const Execution& execution) const;  // <f, other>
  double norm2(const Execution& execution) const { return dot(*this, execution); }    // |f|^2
  double over_targets(const Execution& execution) const;                              // sum_i p_i f(x_i)

  /// Whether every coefficient is a finite number.
  bool finite() const;
  Arrays to_arrays() const;
  void set_arrays(const Arrays& arrays);

 private:
  Points evaluate(PointsRef points, kernels::WaveSums sums, const Execution& execution) const;

  std::shared_ptr<const Waves> waves_;
  Points coefficients_;  // c, (2, D)
};

/// sum_j weight_j K~(point_i, source_j) and its gradient, (M, 1 + d).
Points feature_sum_with_gradient(const kernels::Kernel& kernel, const RandomFeatures& parameters, PointsRef points,
                                 PointsRef sources, VectorRef weights, const Execution& execution);

}  // namespace gandyn::discriminators
