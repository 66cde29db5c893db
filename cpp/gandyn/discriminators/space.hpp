#pragma once

#include <map>
#include <string>

#include "gandyn/core/types.hpp"
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

/// The numbers that rebuild a function, by name: its restart state.
using Arrays = std::map<std::string, Points>;

}  // namespace gandyn::discriminators
