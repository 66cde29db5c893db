#pragma once

#include <vector>

#include "gandyn/analysis/quadratic.hpp"

namespace gandyn::analysis {

/// z - shift + sum_j residues[j] / (z - poles[j]) = 0, with poles that increase.
struct SecularEquation {
  double shift = 0.0;
  std::vector<double> poles, residues;
};

/// Where all residues have one sign there is a root between any two neighbouring poles, and two more: `pair`.
struct SecularRoots {
  std::vector<double> between;
  Pair pair;
};

/// Finds all roots to rounding, relative to the largest pole or root: each root between poles by a bracket, in its
/// distance from the nearer pole, and the pair from sum and product of its distances from the first pole, both of them
/// sums and products of positive numbers but for shift - poles[0]. False, and nothing found, where the residues are not
/// of one sign, or one of them is not finite.
bool solve(const SecularEquation& equation, SecularRoots& roots);

}  // namespace gandyn::analysis
