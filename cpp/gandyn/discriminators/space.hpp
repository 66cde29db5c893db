#pragma once

#include <string>
#include <string_view>

#include "gandyn/core/arrays.hpp"
#include "gandyn/kernels/embedding.hpp"
#include "gandyn/kernels/kernel.hpp"

namespace gandyn::discriminators {

/// Points with masses that do not change during a run, in embedded coordinates.
struct Cloud {
  Points points;   // (m, d)
  Vector weights;  // (m,)
};

/// What every function of one game shares: its kernel, the coordinates and the targets.
struct Space {
  kernels::Kernel kernel;
  kernels::Embedding embedding;
  Cloud targets;

  Index dimension() const { return targets.points.cols(); }
};

using gandyn::Arrays;

/// f += a g, f *= a
template <class Function>
  requires requires(Function& f, const Function& g) { f.axpy(1.0, g); }
void axpy(double a, const Function& g, Function& f) {
  f.axpy(a, g);
}
template <class Function>
  requires requires(Function& f) { f.scale(1.0); }
void scale(double a, Function& f) {
  f.scale(a);
}

/// The arrays of a restart state on their way into a function, checked. All throw std::invalid_argument.
class SavedArrays {
 public:
  /// The arrays must outlive this; `discriminator` is the name of the kind that reads them.
  SavedArrays(const Arrays& arrays, std::string_view discriminator) : arrays_(&arrays), discriminator_(discriminator) {}

  /// Finite numbers, of any shape.
  const Points& find(const std::string& name) const;
  /// Finite numbers in so many columns.
  const Points& find(const std::string& name, Index columns) const;
  /// That an array equals the function's own; `what` is what games differ in where it does not.
  void require_same(const std::string& name, const Points& own, const std::string& what) const;
  /// That "frame" is the frame of the coordinates.
  void require_frame(const Space& space) const;

 private:
  /// Null where the array is missing or not finite.
  const Points* finite(const std::string& name) const;

  const Arrays* arrays_;
  std::string discriminator_;
};

}  // namespace gandyn::discriminators
