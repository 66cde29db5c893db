#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace gandyn {

/// Numbers as whole multiples of a unit, which is a power of two. Adding integers is exact: a sum comes out the same
/// whatever its order and whoever adds up what, be it threads or processes. All that is lost is half a unit a number,
/// once, which for n numbers of one size is at most n 2^-62 of their sum, or 2^-50 where n is small: for a million
/// numbers 2.2e-13 if all errors had one sign, and about 2e-16 in earnest; less than a sum of doubles loses.
class FixedPoint {
 public:
  /// Adding this to a number below 2^51 in size leaves the nearest integer in its low bits.
  static constexpr double magic = 0x1.8p52;
  static constexpr std::int64_t magic_bits = 0x4338000000000000;

  /// For numbers of less than twice `largest` in size, whose sizes add up to less than twice `total`. Where these are
  /// not finite, no sum is.
  FixedPoint(double largest, double total) {
    if (!std::isfinite(largest) || !std::isfinite(total)) return;
    constexpr int smallest = -1074;  // a double's
    const int exponent = std::max({exponent_of(largest) - 50, exponent_of(total) - 62, smallest});
    unit_ = std::ldexp(1.0, exponent);
    const int half = exponent / 2;
    per_root_ = std::ldexp(1.0, -half), per_rest_ = std::ldexp(1.0, half - exponent);
  }

  double unit() const { return unit_; }
  /// number / unit; in two factors, for that of tiny numbers would overflow
  [[gnu::always_inline]] double in_units(double number) const { return number * per_root_ * per_rest_; }
  std::int64_t operator()(double number) const { return std::llround(in_units(number)); }
  double operator()(std::int64_t multiple) const { return unit_ * static_cast<double>(multiple); }

 private:
  /// |x| < 2^exponent
  static int exponent_of(double x) { return x == 0.0 ? std::numeric_limits<int>::min() / 2 : std::ilogb(x) + 1; }

  double unit_ = std::numeric_limits<double>::quiet_NaN();
  double per_root_ = 0.0, per_rest_ = 0.0;
};

}  // namespace gandyn
