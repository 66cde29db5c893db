#include "gandyn/core/isa.hpp"
#include "gandyn/games/lane_routines.hpp"

namespace gandyn::games {

const LaneRoutines& lane_routines() {
  static const LaneRoutines chosen = by_chosen_isa([](auto width) { return lane_routines_of<width>(); });
  return chosen;
}

Lanes padded(const Lanes& runs) {
  const Eigen::Index whole = (runs.cols() + whole_packs - 1) / whole_packs * whole_packs;
  Lanes out = Lanes::Zero(runs.rows(), whole);
  out.leftCols(runs.cols()) = runs;
  return out;
}

}  // namespace gandyn::games
