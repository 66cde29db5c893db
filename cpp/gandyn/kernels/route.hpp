#pragma once

#include <vector>

#include "gandyn/core/types.hpp"
#include "gandyn/kernels/kernel.hpp"
#include "gandyn/kernels/tile.hpp"

/// The ways to a sum over pairs, and which points may go them. The error promised is the error obtained: a way is open
/// to a point only where the bound on its error, for this point and all the sources, is below the promise. Where it is
/// not, differences of the coordinates as they are keep the promise for any data, at a higher price.
namespace gandyn::kernels {

/// Sources of a sum, by blocks of rows with a common scale; the memory is the caller's. Embedded coordinates.
using Sources = std::vector<SourceBlock>;

/// What the caller asked for; float32 allows narrow arithmetic, it does not demand it.
enum class Precision { float64, float32 };

/// The points divided between the cheap way and differences.
struct Routes {
  /// `points_in_all`: on all ranks, for what is worthwhile must not depend on how many are here.
  Routes(const Kernel& kernel, const Points& points, Index points_in_all, const Sources& sources, Sums sums,
         Precision precision);

  Accumulate Routines::* cheap = nullptr;  // the cheap way, none where it is open to no point
  Vector centre;                           // (d,): to which it takes the coordinates relative
  std::vector<Index> near;                 // points that go it
  std::vector<Index> far;                  // the others
};

}  // namespace gandyn::kernels
