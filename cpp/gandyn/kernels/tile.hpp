#pragma once

#include <cstddef>
#include <cstdint>

/// The border between the pair loops and the code that divides their work: plain pointers only, because the loops
/// are compiled once an instruction set.
namespace gandyn::kernels {

/// What a pass over the pairs adds up at every evaluation point.
enum class Sums { value, gradient, value_and_gradient, hessian };

/// Numbers a point: 1, d, 1 + d, or the upper triangle of the Hessian by rows.
[[gnu::always_inline]] constexpr std::int64_t sums_per_point(Sums sums, std::int64_t dimension) {
  switch (sums) {
    case Sums::value: return 1;
    case Sums::gradient: return dimension;
    case Sums::value_and_gradient: return 1 + dimension;
    case Sums::hessian: return dimension * (dimension + 1) / 2;
  }
  return 0;
}

/// Evaluation points side by side: coordinate a of point i stands at points[a * stride + i], sum s at
/// sums[s * stride + i]. Filled up to whole vectors of the widest that its loops use. Where `centre` (d,) is given the
/// points are relative to it and the sources are not.
template <class T>
struct TileOf {
  static constexpr std::int64_t stride = 256;

  const T* points;
  double* sums;
  std::int64_t lanes;
  std::int64_t dimension;
  const double* centre = nullptr;
};
using Tile = TileOf<double>;

/// Weighted kernel sources, one a row. `scale` multiplies every weight.
template <class T>
struct SourcesOf {
  const T* points;
  const T* weights;
  double scale;
  std::int64_t count;
};
using SourceBlock = SourcesOf<double>;

/// tile.sums += scale * sum_j weight_j * (K, its gradient or its Hessian)(point, source_j)
using Accumulate = void (*)(const void* profile, Sums sums, const Tile& tile, const SourceBlock& sources);

/// The pair loops of one kernel on one instruction set. `profile` points to the kernel's Profile.
struct Routines {
  Accumulate differences;  // of the coordinates as they are, any sum
  Accumulate products;     // matrix products of coordinates relative to a centre, no Hessian
  Accumulate float32;      // float differences of coordinates relative to a centre, no Hessian
  /// out[i * row_stride + j] = K(point_i, source_j) for the first `rows` points; weights are not used
  void (*matrix)(const void* profile, const Tile& tile, const SourceBlock& sources, std::int64_t rows, double* out,
                 std::int64_t row_stride);
};

/// One entry a kernel, in the order of the variant `Kernel`; W doubles side by side.
template <int W>
const Routines* routines();

}  // namespace gandyn::kernels
