#pragma once

#include "gandyn/core/random.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn::tests {

/// Normal points (rows, dimension), a function of their number alone.
inline Points cloud(Index number, Index rows, Index dimension) {
  Points points(rows, dimension);
  for (Index i = 0; i < points.size(); ++i) {
    points.data()[i] = random::normal(static_cast<std::uint64_t>(number), random::Stream::initial_particles,
                                      static_cast<std::uint64_t>(i));
  }
  return points;
}

/// Masses (rows,) that are not all the same.
inline Vector masses(Index rows) { return Vector::LinSpaced(rows, 0.5, 1.5) / static_cast<double>(rows); }

}  // namespace gandyn::tests
