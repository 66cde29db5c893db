#pragma once

#include <memory>
#include <vector>

#include "gandyn/core/fields.hpp"
#include "gandyn/discriminators/mesh_space.hpp"
#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::discriminators {

/// f = sum_m c_m K~(x_m, .) over the nodes of one mesh a group of scales. Everything that f has met is in the c_m: a
/// step costs O(n) and the state does not grow. Closed under `axpy`. Every rank has the whole of it; what is added are
/// the points of all ranks, and f is evaluated at those that are here.
class MeshFunction {
 public:
  explicit MeshFunction(std::shared_ptr<const MeshSpace> space);

  /// f += scale * sum_i p_i K(x_i, .)
  void add_targets(double scale, const Execution& execution);
  /// f += scale * sum_j weight_j K(point_j, .); points (n, d) in the user's coordinates
  void add(const Points& points, const Masses& weights, double scale, const Execution& execution);
  /// f += scale * sum_j vector_j . grad K(., .) in its first argument at point_j; vectors (n, d)
  void add_dipoles(const Points& points, const Points& vectors, double scale, const Execution& execution);
  /// f *= factor
  void scale(double factor);
  /// Drops bricks that hold next to nothing; what they held in all stays below a fraction of the tolerance.
  void forget();
  /// f += factor * other
  void axpy(double factor, const MeshFunction& other);

  Vector value(PointsRef points, const Execution& execution) const;                 // (M,)
  Points gradient(PointsRef points, const Execution& execution) const;              // (M, d)
  Points hessian(PointsRef points, const Execution& execution) const;               // (M, d*d)
  Points value_and_gradient(PointsRef points, const Execution& execution) const;    // (M, 1 + d)
  double dot(const MeshFunction& other, const Execution& execution) const;          // <f, other>_H
  double norm2(const Execution& execution) const { return dot(*this, execution); }  // |f|_H^2
  double over_targets(const Execution& execution) const;                            // sum_i p_i f(x_i)

  /// What is found while points move: sum_j weight_j K(moved_j, .), and how far they went.
  struct Carried {
    std::shared_ptr<const MeshFunction> mean;
    Travel travel;
  };
  /// moved_j = point_j + rate * mass_j * grad f(point_j), mass_j = 1 where `masses` is null. `mean`: what a pass before
  /// found at the points, where it is known; it tells where f is needed.
  Carried carry(const Points& points, const MeshFunction* mean, double rate, const Vector* masses,
                const Masses& weights, Points& moved, const Execution& execution) const;

  /// The points brick by brick, where that is worth while.
  Order arrangement(const Points& points, const Execution& execution) const {
    return space_->arrangement(space_->coordinates(points), execution);
  }

  bool finite() const;
  Arrays to_arrays() const;
  void set_arrays(const Arrays& arrays);

 private:
  Points evaluate(PointsRef points, int order, const Execution& execution) const;
  /// Where points with these homes read f; `num_gradients` of all ranks.
  std::vector<mesh::Tiles> tiles(const Homes& homes, Index num_gradients, const Execution& execution) const;
  void add(double scale, const std::vector<mesh::Charges>& charges, double mass);

  std::shared_ptr<const MeshSpace> space_;
  std::vector<mesh::BrickField> charges_;  // one a level
  Homes homes_;                            // of the points whose mean this is; else empty
  double mass_ = 0.0;                      // sum of the sizes of all weights in f
  double dropped_ = 0.0;                   // sum of the sizes of the charges dropped, times their response
};

/// A step costs O(n), whatever its number.
struct Mesh {
  using Function = MeshFunction;
  static constexpr std::string_view name = "Mesh";
  static constexpr std::string_view prose =
      "f on a mesh, to a tolerance: for sums of Gaussians in 1 to 3 dimensions, at a cost per step that does not grow.";

  double tolerance = 1e-6;

  static constexpr auto fields() {
    return std::tuple{Field{"tolerance",
                            &Mesh::tolerance,
                            {1e-12, 0.1, false, false},
                            "error of f, and of its gradient times the bandwidth, relative to the sum of the weights"}};
  }

  MeshFunction zero(std::shared_ptr<const Space> space) const;
};

/// sum_j weight_j K(point_i, source_j), or its derivatives, by a mesh: (M, width) as `kernels::Sums` says, or (M, d*d)
/// for Hessians. The error of value and gradient is that of `Mesh`.
Points mesh_sum(const kernels::Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                kernels::Sums sums, double tolerance, const Execution& execution);

}  // namespace gandyn::discriminators
