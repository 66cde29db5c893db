#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "gandyn/core/types.hpp"

namespace gandyn {

/// Particles [first, first + count) of a run.
struct Share {
  Index first, count;
};

/// What goes to one process of several: whole blocks, so that sums over one block are the same whoever forms them.
inline constexpr Index share_block = 256;
inline Share share_of(Index total, Index rank, Index size) {
  const Index blocks = (total + share_block - 1) / share_block;
  const auto begin = [&](Index r) { return std::min(total, (blocks * r + size - 1) / size * share_block); };
  return {begin(rank), begin(rank + 1) - begin(rank)};
}

/// The processes that play one run together, and what they tell each other. Each has its share of the particles; what
/// does not grow with these, all of them have and compute alike. They make the same calls in the same order, from the
/// threads that own their runs. Nothing said is ever rounded: no bit depends on how many they are.
class Ranks {
 public:
  virtual ~Ranks() = default;

  /// Particles of all ranks.
  virtual Index total() const = 0;
  /// values[i]: the sum over the ranks, modulo 2^64
  virtual void add(std::vector<std::int64_t>& values) = 0;
  /// values[i]: the bits that any rank has set
  virtual void unite(std::vector<std::int64_t>& values) = 0;
  /// values[i]: the largest of the ranks; none is NaN
  virtual void largest(std::vector<double>& values) = 0;
  /// The values of all ranks one after the other, in the order of the particles.
  virtual std::vector<double> join(const std::vector<double>& values) = 0;
};

}  // namespace gandyn
