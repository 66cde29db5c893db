#pragma once

#include <array>
#include <cmath>
#include <cstdint>

/// Counter-based random numbers: a number is a function of (seed, stream, index), so that threads, batches and
/// restarts cannot change it. Philox4x32-10: Salmon, Moraes, Dror, Shaw, SC 2011.
namespace gandyn::random {

/// What the numbers are for; two purposes never share a stream.
enum class Stream : std::uint32_t {
  initial_particles = 1,
  initial_targets = 2,
  projections = 3,
  frequency_directions = 4,
  frequency_scales = 5,
  minibatch = 6
};

using Block = std::array<std::uint32_t, 4>;

inline Block philox(Block counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t even = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t odd = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(odd >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(odd),
               static_cast<std::uint32_t>(even >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(even)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// Uniform on (0, 1), never 0 or 1, 52 bits; number `draw` of those that one index has.
inline double uniform_draw(std::uint64_t seed, Stream stream, std::uint64_t index, std::uint32_t draw) {
  const Block block = philox({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                              static_cast<std::uint32_t>(stream), draw},
                             {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  const std::uint64_t bits = (std::uint64_t{block[1]} << 32 | block[0]) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

inline double uniform(std::uint64_t seed, Stream stream, std::uint64_t index) {
  return uniform_draw(seed, stream, index, 0);
}

/// The normal quantile by rational approximation, relative error about 1e-16: Wichura, Algorithm AS 241 (PPND16), 1988.
double normal_quantile(double probability);

inline double normal(std::uint64_t seed, Stream stream, std::uint64_t index) {
  return normal_quantile(uniform(seed, stream, index));
}

/// The numbers of one index one after another, for variates that take several, or who knows how many.
class Draws {
 public:
  Draws(std::uint64_t seed, Stream stream, std::uint64_t index) : seed_(seed), stream_(stream), index_(index) {}

  double uniform() { return uniform_draw(seed_, stream_, index_, draw_++); }
  double normal() { return normal_quantile(uniform()); }
  /// The sum of `degrees` squared normal numbers.
  double chi_squared(std::int64_t degrees);
  /// Gamma of this shape > 0 and scale 1.
  double gamma(double shape);

 private:
  std::uint64_t seed_;
  Stream stream_;
  std::uint64_t index_;
  std::uint32_t draw_ = 0;
};

/// The normal numbers of one evaluation of one run, one after another: functions of (seed, run, step, stage, place).
class StepNormals {
 public:
  StepNormals(std::uint64_t seed, Stream stream, std::uint64_t run, std::uint64_t step, std::uint64_t stage)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, static_cast<std::uint32_t>(run),
                 static_cast<std::uint32_t>(stream) | static_cast<std::uint32_t>((stage & 0x7fff) << 5) |
                     static_cast<std::uint32_t>((step >> 32) << 20),
                 static_cast<std::uint32_t>(step)} {}

  double next() {
    if (counter_[0] % 2 == 0) block_ = philox({counter_[0] / 2, counter_[1], counter_[2], counter_[3]}, key_);
    const std::size_t half = 2 * (counter_[0]++ % 2);
    const std::uint64_t bits = (std::uint64_t{block_[half + 1]} << 32 | block_[half]) >> 12;
    return normal_quantile((static_cast<double>(bits) + 0.5) * 0x1p-52);
  }

 private:
  std::array<std::uint32_t, 2> key_;
  Block counter_;
  Block block_{};
};

}  // namespace gandyn::random
