// Compiled once an instruction set, with GANDYN_PACK doubles a vector. Raw pointers and force-inlined functions
// only: nothing emitted here may be shared with code compiled for another set.
//
// for_packs compiles a loop twice, for whole packs and for the rest: a sum of two products, which can be fused in two
// ways, has no place there, or a run's bits could depend on its neighbours.
#include "gandyn/games/lane_routines.hpp"

#include "gandyn/games/lane_loops.hpp"
#include "gandyn/games/logistic_loops.hpp"
#include "gandyn/games/mixture_loops.hpp"

namespace gandyn::games {

template <>
LaneRoutines lane_routines_of<GANDYN_PACK>() {
  return {&loops::logistic_means<GANDYN_PACK>, &loops::mixture_field<GANDYN_PACK>, &loops::order_ends<GANDYN_PACK>,
          &loops::move<GANDYN_PACK>, &loops::inspect<GANDYN_PACK>};
}

}  // namespace gandyn::games
