// Compiled once an instruction set, with GANDYN_PACK doubles a vector. Raw pointers and force-inlined functions
// only: nothing emitted here may be shared with code compiled for another set.
#include "gandyn/analysis/eigen_routines.hpp"

#include "gandyn/analysis/eigen_loops.hpp"

namespace gandyn::analysis {

template <>
EigenRoutine eigen_routine<GANDYN_PACK>() {
  return &loops::eigenvalues<GANDYN_PACK>;
}

template <>
PairRoutine pair_routine<GANDYN_PACK>() {
  return &loops::eigenvalues_of_pairs<GANDYN_PACK>;
}

}  // namespace gandyn::analysis
