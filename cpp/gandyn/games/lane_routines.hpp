#pragma once

#include <cstdint>

/// The border between the games and their loops over runs side by side, compiled once an instruction set: plain
/// pointers only.
namespace gandyn::games {

struct LaneRoutines {
  /// See logistic_loops.hpp.
  void (*logistic_means)(const double* a, const double* b, const double* step, const double* steps, std::int64_t count,
                         double* out);
  /// See mixture_loops.hpp.
  void (*mixture_field)(const double* w, const double* parameters, std::int64_t count, double* field);
};

template <int W>
LaneRoutines lane_routines_of();

/// Those of the instruction set in use.
const LaneRoutines& lane_routines();

}  // namespace gandyn::games
