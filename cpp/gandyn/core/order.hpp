#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "gandyn/core/parallel.hpp"

namespace gandyn {

/// An order of things: place i holds what had number order[i]; empty: their own.
using Order = std::vector<std::uint32_t>;

/// Visits (place, number) of every thing.
template <class Visit>
void for_each_in(const Order& order, const Execution& execution, Visit visit) {
  constexpr Index together = 1 << 16;
  const auto count = static_cast<Index>(order.size());
  parallel_for((count + together - 1) / together, execution, [&](Index task) {
    const Index end = std::min(count, (task + 1) * together);
    for (Index i = task * together; i < end; ++i) visit(i, static_cast<Index>(order[static_cast<std::size_t>(i)]));
  });
}

/// out: the rows of points, or numbers, in an order
template <class Rows>
void arrange(const Rows& rows, const Order& order, Rows& out, const Execution& execution) {
  for_each_in(order, execution, [&](Index place, Index number) { out.row(place) = rows.row(number); });
}

/// out: what was arranged, as it had been
inline void restore(const Points& rows, const Order& order, Eigen::Ref<Points> out, const Execution& execution) {
  for_each_in(order, execution, [&](Index place, Index number) { out.row(number) = rows.row(place); });
}

}  // namespace gandyn
