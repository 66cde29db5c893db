#include "gandyn/core/isa.hpp"
#include "gandyn/games/lane_routines.hpp"

namespace gandyn::games {

const LaneRoutines& lane_routines() {
  static const LaneRoutines chosen = by_chosen_isa([](auto width) { return lane_routines_of<width>(); });
  return chosen;
}

}  // namespace gandyn::games
