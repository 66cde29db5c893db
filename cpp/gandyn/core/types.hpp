#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace gandyn {

using Index = std::int64_t;
using Vector = Eigen::VectorXd;
/// One point a row, (n, d), rows contiguous: the layout of NumPy and of the pair loops.
using Points = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using PointsRef = Eigen::Ref<const Points>;
using VectorRef = Eigen::Ref<const Vector>;

}  // namespace gandyn
