#pragma once

#include <optional>

#include "gandyn/analysis/isolated_point.hpp"

namespace gandyn::analysis {

/// The ridges low < ridge < high at which the pair c is not real, all else as it is; none where there are none. Closed
/// form for equal masses without a regulariser, for which a + h + [Q] = +-2 sqrt(a h + Q) where a h does not depend on
/// the ridge; else a scan in log(ridge), of which it is the outermost edges.
struct Window {
  double low, high;
};
std::optional<Window> oscillation_window(const PointModel& model, const PointNumbers& numbers);

}  // namespace gandyn::analysis
