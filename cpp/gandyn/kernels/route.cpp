#include "gandyn/kernels/route.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace gandyn::kernels {
namespace {

/// The length on which a kernel changes; none where it does not say.
std::optional<double> length_of(const Kernel& kernel) {
  return std::visit(
      [](const auto& k) -> std::optional<double> {
        if constexpr (requires { k.length(); }) return k.length();
        return std::nullopt;
      },
      kernel);
}

/// An upper bound on |dlog K / d(r2)| and |dlog slope / d(r2)|; none for a kernel with a kink in r2.
std::optional<double> steepness_of(const Kernel& kernel) {
  return std::visit(
      [](const auto& k) -> std::optional<double> {
        if constexpr (requires { k.steepness(); }) return k.steepness() / (k.length() * k.length());
        return std::nullopt;
      },
      kernel);
}

using Rows = Eigen::Map<const Points>;

Rows rows(const SourceBlock& block, Index dimension) { return {block.points, block.count, dimension}; }

Vector mean(const Sources& sources, Index dimension) {
  Vector sum = Vector::Zero(dimension);
  Index count = 0;
  for (const SourceBlock& block : sources) {
    sum += rows(block, dimension).colwise().sum().transpose();
    count += block.count;
  }
  return sum / static_cast<double>(std::max<Index>(count, 1));
}

/// max_j |y_j - centre|
double radius(const Sources& sources, const Vector& centre) {
  double largest = 0.0;
  for (const SourceBlock& block : sources) {
    const Rows points = rows(block, centre.size());
    for (Index j = 0; j < block.count; ++j) {
      largest = std::max(largest, (points.row(j).transpose() - centre).norm());
    }
  }
  return largest;
}

/// The largest |x|^2 + |y|^2 for which products keep the promise. Their r2 is wrong by at most
/// (2 n + 6) 2^-53 (|x|^2 + |y|^2), n the additions that a product goes through: chains of 32, and a chain of those.
std::optional<double> product_reach2(const Kernel& kernel, Index points, Index dimension) {
  constexpr Index worthwhile = 32;  // points and axes: below, what must be done once a source is not repaid
  constexpr double promise = 0.5e-13;
  const std::optional<double> steepness = steepness_of(kernel);
  if (!steepness || points < worthwhile || dimension < worthwhile) return std::nullopt;
  const double n = 32.0 + std::ceil(static_cast<double>(dimension) / 32.0);
  return promise / ((2.0 * n + 6.0) * 0x1p-53 * *steepness);
}

/// The largest |x| + |y| for which float32 keeps its promise: an error of the difference of 2^-24 (|x| + |y|), in a
/// kernel whose logarithm changes by at most 4.3 a length where K > 1e-4 K(0); see kernel_sum in sums.py.
std::optional<double> float32_reach(const Kernel& kernel) {
  const std::optional<double> length = length_of(kernel);
  if (!length || *length < 1e-15 || *length > 1e15) return std::nullopt;  // squares stay normal float32 numbers
  return 48.0 * *length;
}

}  // namespace

Routes::Routes(const Kernel& kernel, const Points& points, Index points_in_all, const Sources& sources, Sums sums,
               Precision precision) {
  const bool narrow = precision == Precision::float32;
  const std::optional<double> reach =
      narrow ? float32_reach(kernel) : product_reach2(kernel, points_in_all, points.cols());
  if (!reach || sums == Sums::hessian || points.rows() == 0) return;
  cheap = narrow ? &Routines::float32 : &Routines::products;
  centre = mean(sources, points.cols());
  const double y = radius(sources, centre);
  for (Index i = 0; i < points.rows(); ++i) {
    const double x = (points.row(i).transpose() - centre).norm();
    const bool open = (narrow ? x + y : x * x + y * y) <= *reach;  // not for NaN and infinity
    (open ? near : far).push_back(i);
  }
  if (near.empty()) cheap = nullptr;
}

}  // namespace gandyn::kernels
