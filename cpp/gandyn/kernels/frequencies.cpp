#include "gandyn/kernels/frequencies.hpp"

#include <algorithm>
#include <cmath>
#include <concepts>
#include <string>

#include "gandyn/core/random.hpp"

namespace gandyn::kernels {
namespace {

using random::Draws, random::Stream;

template <class T>
concept HasFrequencies = requires(const T& kernel, Draws& draws) {
  { kernel.frequency_scale(draws) } -> std::same_as<double>;
};

double frequency_scale(const Kernel& kernel, Draws& draws) {
  return std::visit(
      [&](const auto& k) -> double {
        if constexpr (HasFrequencies<std::decay_t<decltype(k)>>) return k.frequency_scale(draws);
        return 0.0;
      },
      kernel);
}

/// Rows made orthogonal, each of unit length. Rows 0 .. i span what they did, so that normal rows become uniformly
/// distributed frames. Twice is enough.
void orthonormalise(Eigen::Ref<Points> rows) {
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    for (int pass = 0; pass < 2; ++pass) {
      for (Eigen::Index j = 0; j < i; ++j) rows.row(i) -= rows.row(i).dot(rows.row(j)) * rows.row(j);
      rows.row(i) /= rows.row(i).norm();
    }
  }
}

}  // namespace

void require_frequencies(const Kernel& kernel, std::string_view owner) {
  std::visit(
      [&]<class T>(const T&) {
        if constexpr (!HasFrequencies<T>) {
          throw std::invalid_argument(std::string(owner) + ": kernel " + std::string(T::name) +
                                      " has no known spectral density");
        }
      },
      kernel);
}

Points frequencies(const Kernel& kernel, Index count, Index dimension, std::uint64_t seed, bool orthogonal) {
  Points out(count, dimension);
  Vector radii(count);
  for (Index k = 0; k < count; ++k) {
    Draws directions(seed, Stream::frequency_directions, static_cast<std::uint64_t>(k));
    Draws scales(seed, Stream::frequency_scales, static_cast<std::uint64_t>(k));
    for (Index a = 0; a < dimension; ++a) out(k, a) = directions.normal();
    radii[k] = frequency_scale(kernel, scales);
    if (orthogonal) radii[k] *= std::sqrt(directions.chi_squared(dimension));  // the length of a normal vector
  }
  for (Index first = 0; orthogonal && first < count; first += dimension) {
    orthonormalise(out.middleRows(first, std::min(dimension, count - first)));
  }
  return radii.asDiagonal() * out;
}

}  // namespace gandyn::kernels
