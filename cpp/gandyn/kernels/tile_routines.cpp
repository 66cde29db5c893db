// Compiled once an instruction set, with GANDYN_PACK doubles a vector. Raw pointers and force-inlined functions
// only: nothing emitted here may be shared with code compiled for another set.
#include "gandyn/kernels/kernel.hpp"
#include "gandyn/kernels/tile_loops.hpp"

namespace gandyn::kernels {
namespace {

template <class List>
struct Table;

template <class... Kernels>
struct Table<std::variant<Kernels...>> {
  static constexpr Routines entries[] = {{&loops::accumulate<GANDYN_PACK, typename Kernels::Profile>,
                                          &loops::matrix<GANDYN_PACK, typename Kernels::Profile>}...};
};

}  // namespace

template <>
const Routines* routines<GANDYN_PACK>() {
  return Table<Kernel>::entries;
}

}  // namespace gandyn::kernels
