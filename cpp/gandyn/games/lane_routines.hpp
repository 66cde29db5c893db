#pragma once

#include <cstdint>

#include "gandyn/core/lanes.hpp"

/// The border between the games and their loops over runs side by side, compiled once an instruction set: plain
/// pointers only.
namespace gandyn::games {

/// Numbers of runs must be multiples of this for them.
inline constexpr std::int64_t whole_packs = 8;

struct LaneRoutines {
  /// See logistic_loops.hpp.
  void (*logistic_means)(const double* a, const double* b, const double* step, const double* steps, std::int64_t count,
                         double* out);
  /// See mixture_loops.hpp.
  void (*mixture_field)(const double* mu, const double* ends, const double* parameters, std::int64_t count,
                        double* to_mu, double* to_ends);
  void (*order_ends)(double* ends, std::int64_t count);
  /// See lane_loops.hpp.
  void (*move)(const double* before, const double* rate, const double* direction, std::int64_t rows, std::int64_t count,
               double* after);
  void (*inspect)(const double* before, const double* after, std::int64_t rows, std::int64_t count, bool infinite,
                  double beyond, double* length, double* faults);
};

template <int W>
LaneRoutines lane_routines_of();

/// Those of the instruction set in use.
const LaneRoutines& lane_routines();

/// Runs are in whole packs, or are made so by runs of zeros.
inline bool in_whole_packs(const Lanes& runs) { return runs.cols() % whole_packs == 0; }
Lanes padded(const Lanes& runs);

}  // namespace gandyn::games
