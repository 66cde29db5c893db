#pragma once

#include <cstdint>

/// The border between the games and their loops over runs side by side, compiled once an instruction set: plain
/// pointers only.
namespace gandyn::games {

/// What a step did to one player: (rows, count) before and after. `infinite`: numbers may be infinite.
struct PlayerStep {
  const double* before;
  const double* after;
  std::int64_t rows;
  bool infinite;
};

struct LaneRoutines {
  /// See logistic_loops.hpp.
  void (*logistic_means)(const double* a, const double* b, const double* step, const double* steps, std::int64_t count,
                         double* const* means);
  /// See mixture_loops.hpp.
  void (*mixture_field)(const double* mu, const double* ends, const double* parameters, std::int64_t count,
                        double* to_mu, double* to_ends);
  void (*order_ends)(double* ends, std::int64_t count);
  /// See lane_loops.hpp.
  void (*move)(const double* before, const double* rate, std::int64_t rows, std::int64_t count, double* direction);
  bool (*inspect)(const PlayerStep* players, std::int64_t count, double beyond, double least, double* length);
};

template <int W>
LaneRoutines lane_routines_of();

/// Those of the instruction set in use.
const LaneRoutines& lane_routines();

}  // namespace gandyn::games
