#pragma once

#include <cstdint>

#include "gandyn/mesh/row.hpp"

/// One axis of a filter, brick by brick.
namespace gandyn::mesh::loops {

/// The last axis: outputs side by side in vectors, inputs broadcast.
template <int W, int Side>
GANDYN_INLINE void filter_last(const double* const* inputs, std::int64_t num_inputs, const double* toeplitz,
                               std::int64_t rows, double* out) {
  using R = Row<W, Side / W>;
  for (std::int64_t r = 0; r < rows; ++r) {
    R sum = R::load(out + r * Side);
    for (std::int64_t o = 0; o < num_inputs; ++o) {
      if (inputs[o] == nullptr) continue;
      for (std::int64_t j = 0; j < Side; ++j) {
        sum = plus(sum, inputs[o][r * Side + j], R::load(toeplitz + (o * Side + j) * Side));
      }
    }
    sum.store(out + r * Side);
  }
}

/// Another axis: a vector of neighbours along the last axes goes through together.
template <int W, int Side>
GANDYN_INLINE void filter_across(const double* const* inputs, std::int64_t num_inputs, const double* toeplitz,
                                 std::int64_t before, std::int64_t after, double* out) {
  using P = Pack<W>;
  for (std::int64_t a = 0; a < before; ++a) {
    for (std::int64_t b = 0; b < after; b += W) {
      const std::int64_t at = a * Side * after + b;
      P sum[Side];
#pragma GCC unroll 16
      for (int i = 0; i < Side; ++i) sum[i] = P::load(out + at + i * after);
      for (std::int64_t o = 0; o < num_inputs; ++o) {
        if (inputs[o] == nullptr) continue;
        for (std::int64_t j = 0; j < Side; ++j) {
          const P in = P::load(inputs[o] + at + j * after);
          const double* row = toeplitz + (o * Side + j) * Side;
#pragma GCC unroll 16
          for (int i = 0; i < Side; ++i) sum[i] = P(row[i]) * in + sum[i];
        }
      }
#pragma GCC unroll 16
      for (int i = 0; i < Side; ++i) sum[i].store(out + at + i * after);
    }
  }
}

template <int W>
void filter(const double* const* inputs, std::int64_t num_inputs, const double* toeplitz, std::int64_t side,
            std::int64_t before, std::int64_t after, double* out) {
  if (after > 1) return filter_across<W, 16>(inputs, num_inputs, toeplitz, before, after, out);
  if (side == 16) return filter_last<W, 16>(inputs, num_inputs, toeplitz, before, out);
  filter_last<W, 32>(inputs, num_inputs, toeplitz, before, out);
}

}  // namespace gandyn::mesh::loops
