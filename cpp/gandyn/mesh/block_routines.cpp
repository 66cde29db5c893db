// Compiled once an instruction set, with GANDYN_PACK doubles a vector. Raw pointers and force-inlined functions
// only: nothing emitted here may be shared with code compiled for another set.
#include "gandyn/mesh/filter_loops.hpp"
#include "gandyn/mesh/gather_loops.hpp"
#include "gandyn/mesh/polynomial_loops.hpp"
#include "gandyn/mesh/spread_loops.hpp"

namespace gandyn::mesh {
namespace {

constexpr int W = GANDYN_PACK;

template <int Rows>
struct Table {
  static constexpr int V = (Rows <= 8 ? 8 : 16) / W;

  template <int D, int First, int Last>
  static constexpr auto gather = &loops::gather<W, V, Rows, D, First, Last>;
  template <int D, bool Dipoles>
  static constexpr auto spread = &loops::spread<W, V, Rows, D, Dipoles>;
  static constexpr BlockRoutines routines{Rows,
                                          {&loops::locate<W, 1>, &loops::locate<W, 2>, &loops::locate<W, 3>},
                                          {&loops::weigh<W, V, 0>, &loops::weigh<W, V, 1>, &loops::weigh<W, V, 2>},
                                          &loops::open<W>,
                                          {{gather<1, 0, 0>, gather<1, 1, 1>, gather<1, 0, 1>, gather<1, 0, 2>},
                                           {gather<2, 0, 0>, gather<2, 1, 1>, gather<2, 0, 1>, gather<2, 0, 2>},
                                           {gather<3, 0, 0>, gather<3, 1, 1>, gather<3, 0, 1>, gather<3, 0, 2>}},
                                          &loops::expand<W, V, Rows>,
                                          &loops::gradient<W, V, Rows>,
                                          {spread<1, false>, spread<2, false>, spread<3, false>},
                                          {spread<1, true>, spread<2, true>, spread<3, true>},
                                          &loops::filter<W>};
};

constexpr PointRoutines point_table{
    {&loops::load<W, 1>, &loops::load<W, 2>, &loops::load<W, 3>},
    &loops::charge<W>,
    {&loops::add_gradient<W, 1>, &loops::add_gradient<W, 2>, &loops::add_gradient<W, 3>},
    {&loops::move<W, 1>, &loops::move<W, 2>, &loops::move<W, 3>}};

}  // namespace

template <>
const PointRoutines& point_routines<W>() {
  return point_table;
}

template <>
const BlockRoutines& block_routines<W>(std::int64_t width) {
  if (width <= 4) return Table<4>::routines;
  if (width <= 6) return Table<6>::routines;
  if (width <= 8) return Table<8>::routines;
  if (width <= 10) return Table<10>::routines;
  if (width <= 12) return Table<12>::routines;
  return Table<14>::routines;
}

}  // namespace gandyn::mesh
