#pragma once

#include <vector>

#include "gandyn/core/parallel.hpp"
#include "gandyn/mesh/block.hpp"
#include "gandyn/mesh/bricks.hpp"

namespace gandyn::mesh {

/// A x ... x A over bricks, A a symmetric banded Toeplitz matrix; or a sum of such products, one a Gaussian.
class Filter {
 public:
  Filter(Index dimension, const BlockRoutines& routines) : dimension_(dimension), routines_(&routines) {}

  /// Adds weight * (A x ... x A), A_{i,j} = taps[|i - j|].
  void add(const std::vector<double>& taps, double weight);
  /// How many nodes away a charge is felt.
  Index reach() const;
  /// The filtered charges on the bricks `wanted`; those that no charge reaches are left out.
  BrickField apply(const BrickField& charges, const std::vector<Key>& wanted, const Box& box,
                   const Execution& execution) const;

 private:
  struct Product {
    Index taps;
    std::int64_t reach;                // in bricks
    std::vector<double> plain, first;  // (2 reach + 1, side, side); `first` carries the weight
  };

  BrickField pass(const BrickField& in, const std::vector<Key>& wanted, Index axis, const Product& product,
                  const Box& box, const Execution& execution) const;

  Index dimension_;
  const BlockRoutines* routines_;
  std::vector<Product> products_;
};

}  // namespace gandyn::mesh
