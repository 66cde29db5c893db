// Compiled once an instruction set, with GANDYN_PACK doubles a vector. Raw pointers and force-inlined functions
// only: nothing emitted here may be shared with code compiled for another set.
#include "gandyn/kernels/float32_loops.hpp"
#include "gandyn/kernels/kernel.hpp"
#include "gandyn/kernels/product_loops.hpp"
#include "gandyn/kernels/tile_loops.hpp"

namespace gandyn::kernels {
namespace {

template <class K>
constexpr Routines routines_of() {
  using Profile = typename K::Profile;
  Routines out{&loops::differences<GANDYN_PACK, Profile>, nullptr, nullptr, &loops::matrix<GANDYN_PACK, Profile>};
  // kernels/route.cpp asks for the others only where the kernel says on what length and how steeply it changes.
  if constexpr (requires(const K& k) { k.steepness(); }) out.products = &loops::products<GANDYN_PACK, Profile>;
  if constexpr (requires(const K& k) { k.length(); }) out.float32 = &loops::float32<2 * GANDYN_PACK, Profile>;
  return out;
}

template <class List>
struct Table;

template <class... Kernels>
struct Table<std::variant<Kernels...>> {
  static constexpr Routines entries[] = {routines_of<Kernels>()...};
};

}  // namespace

template <>
const Routines* routines<GANDYN_PACK>() {
  return Table<Kernel>::entries;
}

}  // namespace gandyn::kernels
