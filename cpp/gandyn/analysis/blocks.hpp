#pragma once

#include <cmath>

#include "gandyn/core/types.hpp"

/// Block-diagonal matrices, one (d, d) block a particle, kept as rows (n, d*d).
namespace gandyn::analysis {

inline Index block_side(const Points& blocks) { return std::lround(std::sqrt(static_cast<double>(blocks.cols()))); }

inline Eigen::Map<const Points> block(const Points& blocks, Index j) {
  const Index d = block_side(blocks);
  return {blocks.row(j).data(), d, d};
}

inline Points identities(Index count, Index d) {
  const Points one = Points::Identity(d, d);
  return Eigen::Map<const Points>(one.data(), 1, d * d).replicate(count, 1);
}

/// a_j b_j
inline Points products(const Points& a, const Points& b) {
  const Index d = block_side(a);
  Points out(a.rows(), a.cols());
  for (Index j = 0; j < a.rows(); ++j) Eigen::Map<Points>(out.row(j).data(), d, d) = block(a, j) * block(b, j);
  return out;
}

/// blocks_j x_j for vectors (n, d)
inline Points times(const Points& blocks, const Points& x) {
  Points out(x.rows(), x.cols());
  for (Index j = 0; j < x.rows(); ++j) out.row(j).transpose() = block(blocks, j) * x.row(j).transpose();
  return out;
}

/// matrix times the block-diagonal one
inline Points times_diagonal(const Points& matrix, const Points& blocks) {
  const Index d = block_side(blocks);
  Points out(matrix.rows(), matrix.cols());
  for (Index j = 0; j < blocks.rows(); ++j) {
    out.middleCols(j * d, d).noalias() = matrix.middleCols(j * d, d).lazyProduct(block(blocks, j));
  }
  return out;
}

inline void add_diagonal(const Points& blocks, Eigen::Ref<Points, 0, Eigen::OuterStride<>> matrix) {
  const Index d = block_side(blocks);
  for (Index j = 0; j < blocks.rows(); ++j) matrix.block(j * d, j * d, d, d) += block(blocks, j);
}

/// A number a particle -> one a coordinate
inline Vector per_axis(const Vector& numbers, Index d) {
  Vector out(numbers.size() * d);
  for (Index j = 0; j < numbers.size(); ++j) out.segment(j * d, d).setConstant(numbers[j]);
  return out;
}

}  // namespace gandyn::analysis
