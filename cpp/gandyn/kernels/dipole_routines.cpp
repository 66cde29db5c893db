// Compiled once an instruction set, with GANDYN_PACK doubles a vector; the rules of tile_routines.cpp hold.
#include "gandyn/kernels/dipole_loops.hpp"

namespace gandyn::kernels {
namespace {

template <class List>
struct Table;

template <class... Kernels>
struct Table<std::variant<Kernels...>> {
  static constexpr AccumulateDipoles entries[] = {&loops::dipoles<GANDYN_PACK, typename Kernels::Profile>...};
};

}  // namespace

template <>
const AccumulateDipoles* dipole_routines<GANDYN_PACK>() {
  return Table<Kernel>::entries;
}

}  // namespace gandyn::kernels
