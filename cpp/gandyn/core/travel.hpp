#pragma once

namespace gandyn {

/// What a move did to points.
struct Travel {
  double longest2 = 0.0;  // the longest way of one, squared
  double farthest = 0.0;  // the largest coordinate where it led, in size; infinite where one is not a number
};

}  // namespace gandyn
