#include <limits>
#include <utility>

#include "expect.hpp"
#include "gandyn/core/random.hpp"

namespace gandyn::random {
namespace {

/// The known answers that come with Random123 1.14 (tests/kat_vectors).
TEST(philox_gives_the_known_answers) {
  EXPECT((philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t ones = 0xffffffff;
  EXPECT((philox({ones, ones, ones, ones}, {ones, ones}) == Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  const Block digits_of_pi{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
  EXPECT((philox(digits_of_pi, {0xa4093822, 0x299f31d0}) == Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(uniform_numbers_are_never_0_or_1) {
  double sum = 0.0, smallest = 1.0, largest = 0.0;
  constexpr int count = 100000;
  for (std::uint64_t i = 0; i < count; ++i) {
    const double u = uniform(7, Stream::projections, i);
    sum += u;
    smallest = std::min(smallest, u);
    largest = std::max(largest, u);
  }
  EXPECT(smallest > 0.0 && smallest < 1e-3);
  EXPECT(largest < 1.0 && largest > 1.0 - 1e-3);
  EXPECT_NEAR(sum / count, 0.5, 5.0 * std::sqrt(1.0 / 12.0 / count));
}

TEST(streams_seeds_and_numbers_differ) {
  const double first = uniform(1, Stream::initial_particles, 0);
  EXPECT(first != uniform(1, Stream::initial_targets, 0));
  EXPECT(first != uniform(2, Stream::initial_particles, 0));
  EXPECT(first != uniform(1, Stream::initial_particles, 1));
  EXPECT(first != uniform(1ull + (1ull << 32), Stream::initial_particles, 0));
  EXPECT(first != uniform(1, Stream::initial_particles, 1ull << 32));
}

/// Quantiles of the doubles below, computed with 40 digits.
TEST(normal_quantile_is_accurate_everywhere) {
  constexpr std::pair<double, double> known[] = {
      {1e-300, -37.0470962993612},        {1e-20, -9.262340089798407},  {0x1p-53, -8.209536151601387},
      {0.001, -3.0902323061678136},       {0.025, -1.9599639845400543}, {0.0749, -1.4402382675279637},
      {0.0751, -1.43882539275254},        {0.3, -0.5244005127080408},   {0.5, 0.0},
      {0.7, 0.5244005127080407},          {0.975, 1.9599639845400538},  {0.999, 3.090232306167813},
      {1.0 - 0x1p-53, 8.209536151601387},
  };
  for (const auto& [probability, quantile] : known) {
    EXPECT_NEAR(normal_quantile(probability), quantile, 1e-15 * std::abs(quantile));
  }
}

/// Mean and variance of a gamma number are its shape; the fourth moment about the mean is 3 shape^2 + 6 shape.
TEST(gamma_and_chi_squared_have_their_moments) {
  constexpr int count = 20000;
  for (const double shape : {0.3, 0.5, 1.0, 1.5, 2.5, 40.0}) {
    double mean = 0.0, square = 0.0, half_chi_squared = 0.0;
    for (std::uint64_t i = 0; i < count; ++i) {
      const double x = Draws(9, Stream::projections, i).gamma(shape) - shape;
      mean += x / count;
      square += x * x / count;
      half_chi_squared += 0.5 * Draws(8, Stream::projections, i).chi_squared(std::lround(2.0 * shape)) / count;
    }
    EXPECT_NEAR(mean, 0.0, 5.0 * std::sqrt(shape / count));
    EXPECT_NEAR(square, shape, 5.0 * std::sqrt((2.0 * shape * shape + 6.0 * shape) / count));
    EXPECT_NEAR(half_chi_squared, 0.5 * static_cast<double>(std::lround(2.0 * shape)),
                5.0 * std::sqrt((shape + 1.0) / count));
  }
}

TEST(draws_of_an_index_are_a_sequence_of_its_own) {
  Draws first(1, Stream::projections, 0), next(1, Stream::projections, 1);
  EXPECT(first.uniform() == uniform(1, Stream::projections, 0));
  const double second = first.uniform();
  EXPECT(second != uniform(1, Stream::projections, 0) && second != next.uniform());
  EXPECT(Draws(1, Stream::projections, 5).gamma(0.7) == Draws(1, Stream::projections, 5).gamma(0.7));
}

}  // namespace
}  // namespace gandyn::random
