// Compiled once an instruction set, with GANDYN_PACK doubles a vector, like tile_routines.cpp.
#include "gandyn/kernels/wave_loops.hpp"

namespace gandyn::kernels {

template <>
WaveRoutine wave_routine<GANDYN_PACK>() {
  return &loops::accumulate_waves<GANDYN_PACK>;
}

}  // namespace gandyn::kernels
