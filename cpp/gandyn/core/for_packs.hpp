#pragma once

#include <cstdint>
#include <type_traits>

#include "gandyn/core/simd.hpp"

namespace gandyn::simd {

/// body(first, lanes) for each W of `count` numbers; lanes is W, a constant, but for the last where W does not divide.
template <int W, class Body>
GANDYN_INLINE void for_packs(std::int64_t count, Body body) {
  std::int64_t first = 0;
  for (; first + W <= count; first += W) body(first, std::integral_constant<int, W>{});
  if (first < count) body(first, static_cast<int>(count - first));
}

}  // namespace gandyn::simd
