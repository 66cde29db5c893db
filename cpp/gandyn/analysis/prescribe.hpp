#pragma once

#include "gandyn/analysis/isolated_point.hpp"

namespace gandyn::analysis {

/// What is free to choose; the flow has no rates but their ratio.
enum class Free {
  rates,          // both, at this ridge
  ridge,          // at these rates
  ratio,          // eta_g alone, at this ridge and eta_d
  ridge_and_step  // at this ratio of the rates
};

/// The choice whose slowest mode, a included, is fastest: smallest max |rho|, or max Re s of the flow.
struct Fastest {
  PointNumbers numbers;
  double objective;
};
/// A grid over the logarithms of what is free, refined around its best local minima: it depends on nothing random.
Fastest fastest(const PointModel& model, const PointNumbers& numbers, Free free, const Execution& execution);

}  // namespace gandyn::analysis
