#pragma once

#include <optional>
#include <utility>

#include "gandyn/core/large_pages.hpp"
#include "gandyn/core/order.hpp"
#include "gandyn/methods/memory.hpp"

namespace gandyn::dynamics {

/// The order in which a run keeps its particles: on a mesh, neighbours in space are neighbours in memory, so that what
/// one of them touches is in the cache for the next. Each moves by itself and sums over all are exact in any order, so
/// that nobody outside sees it.
template <class Game>
class Arrangement {
 public:
  /// `allowed`: whether the method adds nothing up over particles by itself.
  Arrangement(const Game& game, bool allowed, const Execution& execution)
      : outside_(game), allowed_(allowed), execution_{execution.num_threads} {}

  /// The game whose particles are in that order.
  const Game& game() const { return inside_ ? *inside_ : outside_; }

  /// Brings all there is into a better order, now and then; particles do not go far meanwhile. `spare` may be
  /// overwritten.
  void keep_up(Index num_steps, Points& particles, methods::Memory<Game>& memory, Points& spare,
               const Execution& execution) {
    constexpr Index rest = 64;  // steps; an arrangement costs as much as one
    if (!allowed_ || num_steps % rest != 0) return;
    const Order change = outside_.arrangement(particles, execution);
    if (change.empty()) return;
    Order order = change;
    if (!order_.empty()) {
      for_each_in(change, execution_, [&](Index place, Index number) {
        order[static_cast<std::size_t>(place)] = order_[static_cast<std::size_t>(number)];
      });
    }
    inside_ = outside_.arranged(order, execution_);
    order_ = std::move(order);
    const auto renew = [&](Points& kept) {
      resize_in_large_pages(spare, kept.rows(), kept.cols());
      arrange(kept, change, spare, execution_);
      std::swap(kept, spare);
    };
    renew(particles);
    for (auto& direction : memory.kept) renew(direction.generator);
  }

  /// What is kept, in the user's order.
  void outward(const Points& kept, Eigen::Ref<Points> out) const {
    if (order_.empty()) {
      out = kept;
    } else {
      restore(kept, order_, out, execution_);
    }
  }
  Points outward(const Points& kept) const {
    Points out(kept.rows(), kept.cols());
    outward(kept, out);
    return out;
  }
  methods::Memory<Game> outward(methods::Memory<Game> memory) const {
    for (auto& direction : memory.kept) direction.generator = outward(direction.generator);
    return memory;
  }

 private:
  const Game& outside_;
  bool allowed_;
  Execution execution_;  // is not interrupted
  std::optional<Game> inside_;
  Order order_;
};

}  // namespace gandyn::dynamics
