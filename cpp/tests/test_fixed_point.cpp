#include "gandyn/core/fixed_point.hpp"

#include <algorithm>
#include <bit>

#include "expect.hpp"

namespace gandyn {
namespace {

TEST(sums_of_multiples_are_exact_and_near) {
  for (const double largest : {0.0, 5e-324, 1e-310, 1e-300, 0.3, 1.0, 7e200}) {
    for (const std::int64_t count : {1, 1000, 1000000}) {
      const FixedPoint fixed(largest, largest * static_cast<double>(count));
      const std::int64_t most = fixed(2.0 * largest);  // as much as is promised to fit
      EXPECT(std::abs(static_cast<double>(most)) <= 0x1p51);
      EXPECT(static_cast<double>(most) * static_cast<double>(count) <= 0x1p63);
      EXPECT(std::abs(fixed(fixed(largest)) - largest) <=
             std::max(5e-324, static_cast<double>(count) * 0x1p-62 * largest + 0x1p-50 * largest));
    }
  }
}

TEST(adding_the_magic_number_rounds_as_it_should) {
  for (const double x : {0.0, 0.5, 1.5, -2.5, 3.7, -0x1p51, 0x1p51 - 1.0}) {
    const double shifted = x + FixedPoint::magic;
    EXPECT(static_cast<double>(std::bit_cast<std::int64_t>(shifted) - FixedPoint::magic_bits) == std::nearbyint(x));
  }
}

TEST(what_is_not_finite_stays_so) {
  for (const double wrong : {std::nan(""), HUGE_VAL}) {
    EXPECT(std::isnan(FixedPoint(wrong, 1.0)(std::int64_t{0})));
    EXPECT(std::isnan(FixedPoint(1.0, wrong)(std::int64_t{0})));
  }
}

}  // namespace
}  // namespace gandyn
