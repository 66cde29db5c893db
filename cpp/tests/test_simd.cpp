#include <algorithm>
#include <cmath>

#include "expect.hpp"
#include "gandyn/core/random.hpp"
#include "gandyn/core/simd.hpp"
#include "gandyn/core/sincos.hpp"

namespace gandyn::simd {
namespace {

using P = Pack<2>;
constexpr int points = 100000;

/// Number i of `points`, spread evenly but irregularly over [0, 1).
double spread(int i) { return random::uniform(3, random::Stream::projections, static_cast<std::uint64_t>(i)); }

P pack(double first, double second) {
  const double both[] = {first, second};
  return P::load(both);
}

/// Largest error of `function` at `at(0) .. at(points - 1)` in units of 2^-53 of the exact result: half a unit in the
/// last place, at most. `allowance(x)` divides it.
template <class Function, class Exact, class At, class Allowance>
double largest_error(Function function, Exact exact, At at, Allowance allowance) {
  long double largest = 0.0L;
  for (int i = 0; i < points; i += 2) {
    const P result = function(pack(at(i), at(i + 1)));
    for (int lane = 0; lane < 2; ++lane) {
      const long double x = at(i + lane), wanted = exact(x);
      const long double error = std::abs((static_cast<long double>(result[lane]) - wanted) / wanted);
      largest = std::max(largest, error / static_cast<long double>(allowance(at(i + lane))));
    }
  }
  return static_cast<double>(largest * 0x1p53L);
}

template <class Function, class Exact, class At>
double largest_error(Function function, Exact exact, At at) {
  return largest_error(function, exact, at, [](double) { return 1.0; });
}

const auto our_exp = [](P t) { return exp(t); };
const auto our_log1p = [](P u) { return log1p(u); };
const auto exact_exp = [](long double t) { return std::exp(t); };
const auto exact_log1p = [](long double u) { return std::log1p(u); };

TEST(exp_is_as_accurate_as_it_says) {
  const auto says = [](double t) { return 4.0 - 2.0 * log2e * t; };
  EXPECT(largest_error(our_exp, exact_exp, [](int i) { return -693.0 * spread(i); }, says) < 1.0);
  EXPECT(largest_error(our_exp, exact_exp, [](int i) { return -2.0 * spread(i); }, says) < 1.0);
  EXPECT(largest_error(our_exp, exact_exp, [](int i) { return -std::exp2(-60.0 * spread(i)); }, says) < 1.0);
}

TEST(exp_is_exact_at_0_and_underflows_to_0) {
  EXPECT(exp(P(0.0))[0] == 1.0);
  EXPECT(exp(P(-0.0))[0] == 1.0);
  EXPECT(exp(P(-693.0))[0] > 0.0);
  const P far = exp(pack(-693.2, -1e300));
  EXPECT(far[0] == 0.0 && far[1] == 0.0);
  const P extreme = exp(pack(-HUGE_VAL, std::nan("")));
  EXPECT(extreme[0] == 0.0 && std::isnan(extreme[1]));
}

TEST(float_functions_are_accurate_too) {
  using F = Pack<4, float>;
  float exp_error = 0.0F, log_error = 0.0F;
  for (int i = 0; i < points; ++i) {
    const auto x = static_cast<float>(60.0 * spread(i));
    const float decay = std::exp2(-x), logarithm = std::log1p(x);
    exp_error = std::max(exp_error, std::abs(exp2(F(x), F(-1.0))[0] - decay) / decay / (4.0F + 2.0F * x));
    log_error = std::max(log_error, std::abs(log1p(F(x))[0] - logarithm) / logarithm);
  }
  EXPECT(exp_error < 0x1p-24F);
  EXPECT(log_error < 6.0F * 0x1p-24F);
  EXPECT(exp2(F(0.0), F(-1.0))[0] == 1.0F);
  EXPECT(exp2(F(HUGE_VAL), F(-1.0))[0] == 0.0F);
  EXPECT(std::isnan(exp2(F(std::nan("")), F(-1.0))[0]));
}

TEST(registers_of_a_pack_do_the_same) {
  double numbers[4], results[4];
  for (int i = 0; i < 4; ++i) numbers[i] = -20.0 * spread(i);
  exp(Pack<2, double, 2>::load(numbers)).store(results);
  for (int i = 0; i < 4; ++i) EXPECT(results[i] == exp(P(numbers[i]))[0]);
}

TEST(log1p_is_accurate_to_4_units) {
  EXPECT(largest_error(our_log1p, exact_log1p, [](int i) { return std::exp2(1000.0 * spread(i)); }) < 4.0);
  EXPECT(largest_error(our_log1p, exact_log1p, [](int i) { return std::exp2(-1000.0 * spread(i)); }) < 4.0);
  EXPECT(largest_error(our_log1p, exact_log1p, [](int i) { return 4.0 * spread(i) + 0x1p-60; }) < 4.0);
  EXPECT(log1p(P(0.0))[0] == 0.0);
}

/// Largest absolute error of sine and cosine at `at(0) .. at(points - 1)`.
template <class At>
double largest_wave_error(At at) {
  long double largest = 0.0L;
  for (int i = 0; i < points; i += 2) {
    const SinCos<2> wave = sincos(pack(at(i), at(i + 1)));
    for (int lane = 0; lane < 2; ++lane) {
      const auto x = static_cast<long double>(at(i + lane));
      largest = std::max(largest, std::abs(static_cast<long double>(wave.sin[lane]) - std::sin(x)));
      largest = std::max(largest, std::abs(static_cast<long double>(wave.cos[lane]) - std::cos(x)));
    }
  }
  return static_cast<double>(largest);
}

TEST(sincos_is_accurate_at_every_size) {
  EXPECT(largest_wave_error([](int i) { return 8.0 * spread(i) - 4.0; }) < 3e-16);
  EXPECT(largest_wave_error([](int i) { return nearest_phases * (2.0 * spread(i) - 1.0); }) < 3e-16);
  EXPECT(largest_wave_error([](int i) { return std::exp2(-1000.0 * spread(i)); }) < 3e-16);
  EXPECT(largest_wave_error([](int i) { return std::exp2(60.0 * spread(i)); }) < 3e-16);
  // Next to the multiples of pi/2, where everything cancels.
  EXPECT(largest_wave_error([](int i) { return std::floor(6e5 * spread(i)) * 1.5707963267948966; }) < 3e-16);
}

TEST(sincos_knows_0_and_what_is_no_number) {
  const SinCos<2> zero = sincos(P(0.0));
  EXPECT(zero.sin[0] == 0.0 && zero.cos[0] == 1.0);
  const SinCos<2> none = sincos(pack(HUGE_VAL, std::nan("")));
  EXPECT(std::isnan(none.sin[0]) && std::isnan(none.cos[0]) && std::isnan(none.sin[1]));
}

TEST(sqrt_is_correctly_rounded) {
  for (int i = 0; i < points; ++i) {
    const double x = std::exp2(2000.0 * spread(i) - 1000.0);
    if (sqrt(P(x))[0] != std::sqrt(x)) return EXPECT(!"sqrt(x) as libm has it");
  }
}

TEST(a_lane_does_not_see_its_neighbour) {
  for (int i = 0; i < 1000; ++i) {
    const double t = -700.0 * spread(i), other = -700.0 * spread(i + 1);
    EXPECT(exp(pack(t, other))[0] == exp(pack(other, t))[1]);
    EXPECT(log1p(pack(-t, 1e300))[0] == log1p(pack(0.0, -t))[1]);
    EXPECT(sincos(pack(t, 1e300)).sin[0] == sincos(pack(other, t)).sin[1]);
  }
}

}  // namespace
}  // namespace gandyn::simd
