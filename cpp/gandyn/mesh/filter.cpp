#include "gandyn/mesh/filter.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace gandyn::mesh {

void Filter::add(const std::vector<double>& taps, double weight) {
  const Index side = brick_side(dimension_), longest = static_cast<Index>(taps.size()) - 1;
  Product product{longest, (longest + side - 1) / side, {}, {}};
  for (std::int64_t brick = -product.reach; brick <= product.reach; ++brick) {
    for (Index from = 0; from < side; ++from) {
      for (Index to = 0; to < side; ++to) {
        const Index distance = std::abs(brick * side + from - to);
        const double tap = distance <= longest ? taps[static_cast<std::size_t>(distance)] : 0.0;
        product.plain.push_back(tap);
        product.first.push_back(weight * tap);
      }
    }
  }
  products_.push_back(std::move(product));
}

Index Filter::reach() const {
  Index longest = 0;
  for (const Product& product : products_) longest = std::max(longest, product.taps);
  return longest;
}

BrickField Filter::pass(const BrickField& in, const std::vector<Key>& wanted, Index axis, const Product& product,
                        const Box& box, const Execution& execution) const {
  const auto num_inputs = static_cast<std::size_t>(2 * product.reach + 1);
  std::vector<const double*> inputs;  // (bricks, num_inputs)
  std::vector<Key> found;
  for (const Key& key : wanted) {
    bool any = false;
    Key from = key;
    from[static_cast<std::size_t>(axis)] -= product.reach;
    for (std::size_t o = 0; o < num_inputs; ++o, ++from[static_cast<std::size_t>(axis)]) {
      const Index number = in.map.find(from);
      inputs.push_back(number < 0 ? nullptr : in.brick(number));
      any = any || number >= 0;
    }
    if (any) {
      found.push_back(key);
    } else {
      inputs.resize(inputs.size() - num_inputs);
    }
  }
  BrickField out(dimension_, box);
  out.cover(found);
  const Index side = brick_side(dimension_);
  Index before = 1, after = 1;
  for (Index a = 0; a < dimension_; ++a) (a < axis ? before : after) *= a == axis ? 1 : side;
  const std::vector<double>& toeplitz = axis == dimension_ - 1 ? product.first : product.plain;
  const auto count = static_cast<Index>(found.size());
  const Index products = count * out.nodes * static_cast<Index>(num_inputs) * side;
  for_each_brick(count, worth_threads(execution, products, 10'000'000), [&](Index b) {
    routines_->filter(inputs.data() + static_cast<std::size_t>(b) * num_inputs, static_cast<std::int64_t>(num_inputs),
                      toeplitz.data(), side, before, after, out.brick(b));
  });
  return out;
}

BrickField Filter::apply(const BrickField& charges, const std::vector<Key>& wanted, const Box& box,
                         const Execution& execution) const {
  BrickField sum(dimension_, box);
  for (const Product& product : products_) {
    // What each pass must give, from the last one back.
    std::vector<std::vector<Key>> stages{wanted};
    for (Index axis = 0; axis < dimension_ - 1; ++axis) {
      stages.push_back(widened(stages.back(), axis, product.reach, box));
    }
    BrickField field = pass(charges, stages.back(), dimension_ - 1, product, box, execution);
    for (Index axis = dimension_ - 2; axis >= 0; --axis) {
      field = pass(field, stages[static_cast<std::size_t>(axis)], axis, product, box, execution);
    }
    if (&product == &products_.front()) {
      sum = std::move(field);
    } else {
      sum.add(1.0, field);
    }
  }
  return sum;
}

}  // namespace gandyn::mesh
