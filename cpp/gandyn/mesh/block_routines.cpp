// Compiled once an instruction set, with GANDYN_PACK doubles a vector. Raw pointers and force-inlined functions
// only: nothing emitted here may be shared with code compiled for another set.
#include "gandyn/mesh/block_loops.hpp"

namespace gandyn::mesh {
namespace {

constexpr int W = GANDYN_PACK;

template <int V>
constexpr BlockRoutines table{
    &loops::locate<W>,
    {&loops::weigh<W, V, 0>, &loops::weigh<W, V, 1>, &loops::weigh<W, V, 2>},
    {{&loops::gather<W, V, 1, 0>, &loops::gather<W, V, 1, 1>, &loops::gather<W, V, 1, 2>},
     {&loops::gather<W, V, 2, 0>, &loops::gather<W, V, 2, 1>, &loops::gather<W, V, 2, 2>},
     {&loops::gather<W, V, 3, 0>, &loops::gather<W, V, 3, 1>, &loops::gather<W, V, 3, 2>}},
    {&loops::spread<W, V, 1>, &loops::spread<W, V, 2>, &loops::spread<W, V, 3>},
    {&loops::spread_dipoles<W, V, 1>, &loops::spread_dipoles<W, V, 2>, &loops::spread_dipoles<W, V, 3>},
    &loops::filter<W>};

}  // namespace

template <>
const BlockRoutines& block_routines<W>(std::int64_t lanes) {
  return lanes == 8 ? table<8 / W> : table<16 / W>;
}

}  // namespace gandyn::mesh
