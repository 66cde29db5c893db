#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "gandyn/core/parallel.hpp"
#include "gandyn/core/types.hpp"

/// A mesh over all of space, of which only the cubes of nodes that hold something exist: bricks.
namespace gandyn::mesh {

inline constexpr int max_dimension = 3;

/// Nodes along an edge of a brick.
constexpr Index brick_side(Index dimension) { return dimension == 1 ? 32 : 16; }
constexpr Index brick_nodes(Index dimension) {
  Index nodes = 1;
  for (Index a = 0; a < dimension; ++a) nodes *= brick_side(dimension);
  return nodes;
}

/// Which brick, counted in bricks along every axis; 0 along the axes that there are not.
using Key = std::array<std::int64_t, max_dimension>;

/// A box of bricks that most lookups fall into.
struct Box {
  Key low{};
  Key extent{};  // all 0: no box

  Index size() const { return extent[0] * extent[1] * extent[2]; }
  /// Place in a table of the box, or -1 outside of it.
  Index cell_of(const Key& key) const {
    const auto x = static_cast<std::uint64_t>(key[0] - low[0]);
    const auto y = static_cast<std::uint64_t>(key[1] - low[1]);
    const auto z = static_cast<std::uint64_t>(key[2] - low[2]);
    const auto nx = static_cast<std::uint64_t>(extent[0]), ny = static_cast<std::uint64_t>(extent[1]),
               nz = static_cast<std::uint64_t>(extent[2]);
    if (x >= nx || y >= ny || z >= nz) return -1;
    return static_cast<Index>((x * ny + y) * nz + z);
  }
  Key key_of(Index cell) const {
    return {low[0] + cell / (extent[1] * extent[2]), low[1] + cell / extent[2] % extent[1], low[2] + cell % extent[2]};
  }
};

/// The box of these bricks and `margin` more on every side, or no box where it would hold too many.
Box box_around(const std::vector<Key>& keys, Index dimension, std::int64_t margin);

/// Numbers bricks 0, 1, 2, ... in the order of their arrival. Looking one up is one access inside the box, a hash
/// outside of it.
class BrickMap {
 public:
  explicit BrickMap(const Box& box = {});

  Index size() const { return static_cast<Index>(keys_.size()); }
  const std::vector<Key>& keys() const { return keys_; }
  /// The keys in an order that does not tell how they came.
  std::vector<Key> sorted_keys() const;
  /// The number of a brick, or -1.
  Index find(const Key& key) const { return find(key, box_.cell_of(key)); }
  /// Likewise, for a place in the box's table.
  Index find(Index cell) const { return cells_[static_cast<std::size_t>(cell)]; }
  /// Likewise, for a key whose place in the box's table, or -1, is known.
  Index find(const Key& key, Index cell) const {
    if (cell >= 0) return cells_[static_cast<std::size_t>(cell)];
    const auto found = outside_.find(key);
    return found == outside_.end() ? -1 : found->second;
  }
  /// The number of a brick, which is added when it is new.
  Index insert(const Key& key) { return insert(key, box_.cell_of(key)); }
  Index insert(const Key& key, Index cell) {
    if (cell >= 0) {
      std::int32_t& number = cells_[static_cast<std::size_t>(cell)];
      if (number < 0) number = append(key);
      return number;
    }
    const auto [place, added] = outside_.try_emplace(key, 0);
    if (added) place->second = append(key);
    return place->second;
  }
  /// A map without bricks over the same box.
  BrickMap emptied() const { return BrickMap(box_); }

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };

  std::int32_t append(const Key& key) {
    keys_.push_back(key);
    return static_cast<std::int32_t>(keys_.size() - 1);
  }

  Box box_;
  std::vector<std::int32_t> cells_;
  std::unordered_map<Key, std::int32_t, Hash> outside_;
  std::vector<Key> keys_;
};

/// The bricks of all ranks, sorted; `keys` themselves where there are no others.
std::vector<Key> on_all_ranks(const std::vector<Key>& keys, const Box& box, const Execution& execution);

/// Numbers on the nodes of some bricks; 0 everywhere else. Within a brick the last axis is contiguous.
struct BrickField {
  Index nodes = 0;  // of a brick
  BrickMap map;
  std::vector<double> values;  // (bricks, nodes)

  BrickField() = default;
  BrickField(Index dimension, const Box& box) : nodes(brick_nodes(dimension)), map(box) {}

  double* brick(Index number) { return values.data() + number * nodes; }
  const double* brick(Index number) const { return values.data() + number * nodes; }
  /// Adds bricks of zeros where there are none yet.
  void cover(const std::vector<Key>& keys);
  /// this += factor * other
  void add(double factor, const BrickField& other);
  void scale(double factor);
  /// Sum of the products, brick by brick, node by node.
  double dot(const BrickField& other) const;
  /// Some of the bricks, by number.
  BrickField subset(const std::vector<Index>& numbers) const;
  /// Sum of the sizes on one brick.
  double size_of(Index number) const;
};

/// The bricks themselves and those that follow them along some axes: what a window that begins in a brick may touch.
std::vector<Key> with_followers(const std::vector<Key>& keys, Index dimension, const Box& box);
/// The bricks and their neighbours up to `reach` away along one axis.
std::vector<Key> widened(const std::vector<Key>& keys, Index axis, std::int64_t reach, const Box& box);
/// Runs visit(number) for `count` bricks, in any order, on the threads of `execution`.
template <class Visit>
void for_each_brick(Index count, const Execution& execution, Visit visit) {
  constexpr Index together = 16;  // bricks a task
  parallel_for((count + together - 1) / together, execution, [&](Index task) {
    const Index end = std::min(count, (task + 1) * together);
    for (Index brick = task * together; brick < end; ++brick) visit(brick);
  });
}
/// Calls visit(offset) for every offset in {0, 1}^dimension, in a fixed order.
template <class Visit>
void for_each_corner(Index dimension, Visit visit) {
  for (int corner = 0; corner < (1 << dimension); ++corner) {
    Key offset{};
    for (Index a = 0; a < dimension; ++a) offset[static_cast<std::size_t>(a)] = corner >> (dimension - 1 - a) & 1;
    visit(offset);
  }
}

inline Key operator+(Key a, const Key& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}
inline Key operator-(Key a, const Key& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

}  // namespace gandyn::mesh
