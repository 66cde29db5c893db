#include "gandyn/mesh/rows.hpp"

#include <utility>

namespace gandyn::mesh {

void Coordinates::load(Block& block, const Rows& rows) const {
  const Index d = points_->cols();
  block.count = rows.count;
  if (embedding_ == nullptr) {
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
