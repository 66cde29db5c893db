#pragma once

#include <utility>

#include "gandyn/core/simd.hpp"

namespace gandyn::mesh::loops {

using simd::Pack;

/// The nodes that a window touches along the last axis: V registers of W.
template <int W, int V>
using Row = Pack<W, double, V>;

/// row + factor * other
template <class R>
GANDYN_INLINE R plus(R row, double factor, R other) {
  return R(factor) * other + row;
}

/// The products lane by lane, added up to one register.
template <int W, int V>
GANDYN_INLINE Pack<W> product(Row<W, V> a, Row<W, V> b) {
  Pack<W> sum = a.part(0) * b.part(0);
#pragma GCC unroll 8
  for (int k = 1; k < V; ++k) sum = a.part(k) * b.part(k) + sum;
  return sum;
}

/// Number j is the sum of the W numbers from rows + j * W on; added up by halves.
template <int W>
GANDYN_INLINE Pack<W> sums_of_rows(const double* rows) {
  using Numbers = typename Pack<W>::Numbers;
  Numbers row[W];
#pragma GCC unroll 8
  for (int j = 0; j < W; ++j) __builtin_memcpy(&row[j], rows + j * W, sizeof(Numbers));
  const auto fold = [&]<int Half, int... lane>(std::integer_sequence<int, lane...>) __attribute__((always_inline)) {
#pragma GCC unroll 4
    for (int j = 0; j < Half; ++j) {  // halves of every group of 2 Half lanes: of row j, and of the one Half behind
      const Numbers a = row[j], b = row[j + Half];
      row[j] = __builtin_shufflevector(a, b, (lane % (2 * Half) < Half ? lane : W + lane - Half)...) +
               __builtin_shufflevector(a, b, (lane % (2 * Half) < Half ? lane + Half : W + lane)...);
    }
  };
  constexpr auto lanes = std::make_integer_sequence<int, W>{};
  if constexpr (W >= 8) fold.template operator()<4>(lanes);
  if constexpr (W >= 4) fold.template operator()<2>(lanes);
  fold.template operator()<1>(lanes);
  Pack<W> sums;
  sums.v[0] = row[0];
  return sums;
}

/// The products of the low halves of 64-bit integers, which a processor multiplies fastest.
template <class Integers>
GANDYN_INLINE Integers times(Integers a, Integers b) {
#if defined(__AVX512F__)
  if constexpr (sizeof(Integers) == 64) return (Integers)_mm512_maskz_mul_epu32(0xff, (__m512i)a, (__m512i)b);
#endif
  return (a & 0xffffffff) * (b & 0xffffffff);
}

/// Which of 64 integers are equal to one: a bit each.
template <int W>
GANDYN_INLINE std::uint64_t where_equal(const std::int64_t* integers, std::int64_t wanted) {
  std::uint64_t bits = 0;
#if defined(__AVX512F__)
  if constexpr (W == 8) {
    const __m512i all = _mm512_set1_epi64(wanted);
#pragma GCC unroll 8
    for (int k = 0; k < 64; k += W) {
      const std::uint64_t some = _mm512_cmpeq_epi64_mask(_mm512_loadu_si512(integers + k), all);
      bits |= some << k;
    }
    return bits;
  }
#endif
  for (int k = 0; k < 64; ++k) bits |= std::uint64_t{integers[k] == wanted} << k;
  return bits;
}

/// The places of the bits that are set, in order; up to 8 integers behind them may be overwritten.
template <int W>
GANDYN_INLINE void list_bits(std::uint64_t bits, std::int64_t* places) {
#if defined(__AVX512F__)
  if constexpr (W == 8) {
    if (constexpr int few = 8; __builtin_popcountll(bits) > few) {
      __m512i all = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
#pragma GCC unroll 8
      for (int k = 0; k < 64; k += W) {
        const auto some = static_cast<__mmask8>(bits >> k);
        _mm512_storeu_si512(places, _mm512_maskz_compress_epi64(some, all));
        places += __builtin_popcount(some);
        all = _mm512_add_epi64(all, _mm512_set1_epi64(W));
      }
      return;
    }
  }
#endif
  for (; bits != 0; bits &= bits - 1) *places++ = __builtin_ctzll(bits);
}

}  // namespace gandyn::mesh::loops
