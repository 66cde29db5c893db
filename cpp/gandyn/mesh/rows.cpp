#include "gandyn/mesh/rows.hpp"

#include <utility>

namespace gandyn::mesh {

namespace {

/// Rows of D numbers, side by side.
template <int D>
void turn(const double* points, Index count, Block& block) {
  for (Index i = 0; i < count; ++i) {
    for (int a = 0; a < D; ++a) block.point[a][i] = points[i * D + a];
  }
}

}  // namespace

void Coordinates::load(Block& block, const Rows& rows) const {
  const Index d = points_->cols();
  block.count = rows.count;
  if (plain() && rows.in_a_row()) {
    const double* points = points_->data() + rows.first * d;
    if (d == 1) return turn<1>(points, rows.count, block);
    if (d == 2) return turn<2>(points, rows.count, block);
    return turn<3>(points, rows.count, block);
  }
  if (plain()) {
    for (Index i = 0; i < rows.count; ++i) {
      const double* point = points_->data() + rows[i] * d;
      for (Index a = 0; a < d; ++a) block.point[a][i] = point[a];
    }
    return;
  }
  Points some(rows.count, d);
  for (Index i = 0; i < rows.count; ++i) some.row(i) = points_->row(rows[i]);
  some = embedding_->embed(std::move(some));
  for (Index i = 0; i < rows.count; ++i) {
    for (Index a = 0; a < d; ++a) block.point[a][i] = some(i, a);
  }
}

void pull_gradient(const kernels::Embedding& embedding, Index dimension, Index count,
                   double (&gradient)[3][block_points]) {
  if (embedding.identity()) return;
  Points rows(count, dimension);
  for (Index a = 0; a < dimension; ++a) {
    for (Index i = 0; i < count; ++i) rows(i, a) = gradient[a][i];
  }
  rows = embedding.pull_gradient(std::move(rows));
  for (Index a = 0; a < dimension; ++a) {
    for (Index i = 0; i < count; ++i) gradient[a][i] = rows(i, a);
  }
}

}  // namespace gandyn::mesh
