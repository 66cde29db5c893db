#include "gandyn/mesh/bricks.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>

namespace gandyn::mesh {

Box box_around(const std::vector<Key>& keys, Index dimension, std::int64_t margin) {
  constexpr double largest = 1 << 18;  // bricks: a table of a megabyte
  if (keys.empty()) return {};
  Key low = keys.front(), high = low;
  for (const Key& key : keys) {
    for (std::size_t a = 0; a < key.size(); ++a) {
      low[a] = std::min(low[a], key[a]);
      high[a] = std::max(high[a], key[a]);
    }
  }
  Box box;
  double volume = 1.0;
  for (std::size_t a = 0; a < low.size(); ++a) {
    const std::int64_t room = static_cast<Index>(a) < dimension ? margin : 0;
    box.low[a] = low[a] - room;
    box.extent[a] = high[a] - low[a] + 1 + 2 * room;
    volume *= static_cast<double>(box.extent[a]);
  }
  return volume <= largest ? box : Box{};
}

BrickMap::BrickMap(const Box& box) : box_(box), cells_(static_cast<std::size_t>(box.size()), -1) {}

std::vector<Key> BrickMap::sorted_keys() const {
  std::vector<Key> sorted = keys_;
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

std::size_t BrickMap::Hash::operator()(const Key& key) const {
  std::uint64_t mixed = 0;
  for (const std::int64_t coordinate : key) {
    mixed = (mixed ^ static_cast<std::uint64_t>(coordinate)) * 0x9E3779B97F4A7C15;
    mixed ^= mixed >> 29;
  }
  return mixed;
}

std::vector<Key> on_all_ranks(const std::vector<Key>& keys, const Box& box, const Execution& execution) {
  if (execution.ranks == nullptr) return keys;
  // A bit a brick of the box, and one that tells whether anybody has any outside: these are rare, and listed.
  constexpr Index word = 64;
  std::vector<std::int64_t> bits(static_cast<std::size_t>(box.size() / word + 1), 0);
  std::vector<double> outside;  // below 2^53
  const auto bit = [&](Index cell) {
    return std::pair{static_cast<std::size_t>(cell / word), std::int64_t{1} << cell % word};
  };
  for (const Key& key : keys) {
    const Index cell = box.cell_of(key);
    const auto [at, set] = bit(cell < 0 ? box.size() : cell);
    bits[at] |= set;
    if (cell < 0) outside.insert(outside.end(), key.begin(), key.end());
  }
  execution.ranks->unite(bits);
  BrickMap all(box);
  for (Index cell = 0; cell < box.size(); ++cell) {
    if (const auto [at, set] = bit(cell); (bits[at] & set) != 0) all.insert(box.key_of(cell), cell);
  }
  if (const auto [at, set] = bit(box.size()); (bits[at] & set) != 0) {
    outside = execution.ranks->join(outside);
    for (std::size_t i = 0; i < outside.size(); i += std::tuple_size_v<Key>) {
      Key key;
      std::transform(&outside[i], &outside[i] + key.size(), key.begin(),
                     [](double x) { return static_cast<std::int64_t>(x); });
      all.insert(key);
    }
  }
  return all.sorted_keys();
}

void BrickField::cover(const std::vector<Key>& keys) {
  for (const Key& key : keys) map.insert(key);
  values.resize(static_cast<std::size_t>(map.size() * nodes), 0.0);
}

void BrickField::add(double factor, const BrickField& other) {
  cover(other.map.keys());
  for (Index from = 0; from < other.map.size(); ++from) {
    const double* in = other.brick(from);
    double* out = brick(map.find(other.map.keys()[static_cast<std::size_t>(from)]));
    for (Index i = 0; i < nodes; ++i) out[i] += factor * in[i];
  }
}

void BrickField::scale(double factor) {
  for (double& value : values) value *= factor;
}

double BrickField::dot(const BrickField& other) const {
  double total = 0.0;
  for (Index mine = 0; mine < map.size(); ++mine) {
    const Index theirs = other.map.find(map.keys()[static_cast<std::size_t>(mine)]);
    if (theirs < 0) continue;
    double sum = 0.0;
    for (Index i = 0; i < nodes; ++i) sum += brick(mine)[i] * other.brick(theirs)[i];
    total += sum;
  }
  return total;
}

BrickField BrickField::subset(const std::vector<Index>& numbers) const {
  BrickField some;
  some.nodes = nodes;
  some.map = map.emptied();
  for (const Index number : numbers) {
    some.map.insert(map.keys()[static_cast<std::size_t>(number)]);
    some.values.insert(some.values.end(), brick(number), brick(number) + nodes);
  }
  return some;
}

double BrickField::size_of(Index number) const {
  double sum = 0.0;
  for (Index i = 0; i < nodes; ++i) sum += std::abs(brick(number)[i]);
  return sum;
}

std::vector<Key> with_followers(const std::vector<Key>& keys, Index dimension, const Box& box) {
  BrickMap map(box);
  for (const Key& key : keys) {
    for_each_corner(dimension, [&](const Key& offset) { map.insert(key + offset); });
  }
  return map.keys();
}

std::vector<Key> widened(const std::vector<Key>& keys, Index axis, std::int64_t reach, const Box& box) {
  BrickMap map(box);
  for (Key key : keys) {
    const auto a = static_cast<std::size_t>(axis);
    key[a] -= reach;
    for (std::int64_t step = -reach; step <= reach; ++step, ++key[a]) map.insert(key);
  }
  return map.keys();
}

}  // namespace gandyn::mesh
