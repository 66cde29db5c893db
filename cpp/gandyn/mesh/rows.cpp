#include "gandyn/mesh/rows.hpp"

#include <utility>

#include "gandyn/core/isa.hpp"

namespace gandyn::mesh {

Coordinates::Coordinates(const Points& points, const kernels::Embedding* embedding)
    : routines_(&by_chosen_isa([](auto doubles) -> const PointRoutines& { return point_routines<doubles>(); })),
      points_(&points),
      embedding_(embedding != nullptr && embedding->identity() ? nullptr : embedding) {}

void Coordinates::load(Block& block, const Rows& rows) const {
  const Index d = points_->cols();
  block.count = rows.count;
  if (plain() && rows.in_a_row()) return routines_->load[d - 1](points_->data() + rows.first * d, block);
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

void Coordinates::charge(Block& block, const Rows& rows, const Vector& masses, const FixedPoint& unit) const {
  routines_->charge(masses.data() + rows.first, unit, block);
}

void Coordinates::add_gradient(Block& block, double unit, bool first) const {
  routines_->add_gradient[points_->cols() - 1](unit, first, block);
}

void Coordinates::move(Block& block, const Rows& rows, const double* masses, double rate, Points& moved,
                       Travel& travel) const {
  const Index d = points_->cols(), begin = rows.first * d;
  routines_->move[d - 1](points_->data() + begin, masses == nullptr ? nullptr : masses + rows.first, rate, block,
                         moved.data() + begin, travel);
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
