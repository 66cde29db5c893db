#pragma once

#include <cstdint>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Numbers side by side, with the elementary functions of the kernels. Our own polynomials, the same on every
/// instruction set and in every lane, so that results depend neither on libm nor on a number's place in a vector.
/// Everything is force-inlined: one source is compiled for several instruction sets and must leave no shared symbol.
namespace gandyn::simd {

#define GANDYN_INLINE [[gnu::always_inline]] inline
#define GANDYN_EACH(k) _Pragma("GCC unroll 8") for (int k = 0; k < V; ++k)

inline constexpr double log2e = 0x1.71547652b82fep0;

/// V registers of W numbers each; doubles, or floats where float32 was asked for. Every operation is done to all
/// registers before the next begins: a processor looks ahead too little to find independent work further away.
template <int W, class T = double, int V = 1>
struct Pack {
  static constexpr int lanes = W * V;
  static constexpr bool wide = sizeof(T) == sizeof(double);
  static constexpr double tiny = wide ? 1e-200 : 1e-36;  // neither its inverse nor that of `huge` overflows
  static constexpr double huge = wide ? 1e300 : 1e36;

  using Integer = std::conditional_t<wide, std::int64_t, std::int32_t>;
  typedef T Numbers __attribute__((vector_size(W * sizeof(T))));
  typedef Integer Integers __attribute__((vector_size(W * sizeof(T))));

  Numbers v[V];

  Pack() = default;
  GANDYN_INLINE Pack(double scalar) { GANDYN_EACH(k) v[k] = static_cast<T>(scalar) - Numbers{}; }

  GANDYN_INLINE static Pack load(const T* from) {
    Pack out;
    GANDYN_EACH(k) __builtin_memcpy(&out.v[k], from + k * W, sizeof(Numbers));
    return out;
  }
  /// The first `count` numbers alone; the others are 0, and are not stored.
  GANDYN_INLINE static Pack load(const T* from, int count) {
    if (count == lanes) return load(from);
    Pack out = 0.0;
    __builtin_memcpy(&out, from, static_cast<std::size_t>(count) * sizeof(T));
    return out;
  }
  GANDYN_INLINE void store(T* to, int count) const {
    if (count == lanes) return store(to);
    __builtin_memcpy(to, this, static_cast<std::size_t>(count) * sizeof(T));
  }
  /// Register k holds from[k * stride] in every lane.
  GANDYN_INLINE static Pack spread(const T* from, std::int64_t stride) {
    Pack out;
    GANDYN_EACH(k) out.v[k] = from[k * stride] - Numbers{};
    return out;
  }
  /// Every register holds the same.
  GANDYN_INLINE static Pack repeat(Pack<W, T> same) {
    Pack out;
    GANDYN_EACH(k) out.v[k] = same.v[0];
    return out;
  }
  GANDYN_INLINE void store(T* to) const { GANDYN_EACH(k) __builtin_memcpy(to + k * W, &v[k], sizeof(Numbers)); }
  GANDYN_INLINE T operator[](int lane) const { return v[lane / W][lane % W]; }
  /// Register k.
  GANDYN_INLINE Pack<W, T> part(int k) const {
    Pack<W, T> out;
    out.v[0] = v[k];
    return out;
  }

  GANDYN_INLINE Pack& operator+=(Pack b) { return *this = *this + b; }
  GANDYN_INLINE friend Pack operator+(Pack a, Pack b) {
    GANDYN_EACH(k) a.v[k] += b.v[k];
    return a;
  }
  GANDYN_INLINE friend Pack operator-(Pack a, Pack b) {
    GANDYN_EACH(k) a.v[k] -= b.v[k];
    return a;
  }
  GANDYN_INLINE friend Pack operator*(Pack a, Pack b) {
    GANDYN_EACH(k) a.v[k] *= b.v[k];
    return a;
  }
  GANDYN_INLINE friend Pack operator/(Pack a, Pack b) {
    GANDYN_EACH(k) a.v[k] /= b.v[k];
    return a;
  }
  GANDYN_INLINE friend Pack operator-(Pack a) {
    GANDYN_EACH(k) a.v[k] = -a.v[k];
    return a;
  }
};

/// The registers of all, in this order.
template <int W, class T, class... More>
GANDYN_INLINE Pack<W, T, 1 + sizeof...(More)> join(Pack<W, T> first, More... more) {
  Pack<W, T, 1 + sizeof...(More)> out;
  int k = 0;
  out.v[k] = first.v[0];
  ((out.v[++k] = more.v[0]), ...);
  return out;
}

/// Lane by lane: a < b ? yes : no. False for NaN.
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> where_less(Pack<W, T, V> a, Pack<W, T, V> b, Pack<W, T, V> yes, Pack<W, T, V> no) {
  GANDYN_EACH(k) no.v[k] = (a.v[k] < b.v[k]) ? yes.v[k] : no.v[k];
  return no;
}

/// Lane by lane: the smaller, the larger; a where either is NaN.
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> min(Pack<W, T, V> a, Pack<W, T, V> b) {
#if defined(__AVX512F__)
  if constexpr (W * sizeof(T) == 64 && Pack<W, T, V>::wide) {
    GANDYN_EACH(k) a.v[k] = static_cast<typename Pack<W, T, V>::Numbers>(_mm512_maskz_min_pd(0xff, b.v[k], a.v[k]));
    return a;
  }
#endif
  return where_less(b, a, b, a);
}
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> max(Pack<W, T, V> a, Pack<W, T, V> b) {
#if defined(__AVX512F__)
  if constexpr (W * sizeof(T) == 64 && Pack<W, T, V>::wide) {
    GANDYN_EACH(k) a.v[k] = static_cast<typename Pack<W, T, V>::Numbers>(_mm512_maskz_max_pd(0xff, b.v[k], a.v[k]));
    return a;
  }
#endif
  return where_less(a, b, b, a);
}

template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> floor(Pack<W, T, V> x) {
  GANDYN_EACH(k) for (int lane = 0; lane < W; ++lane) x.v[k][lane] = __builtin_floor(x.v[k][lane]);
  return x;
}

/// x between two bounds; `low` where it is NaN
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> clamp(Pack<W, T, V> x, Pack<W, T, V> low, Pack<W, T, V> high) {
  return min(max(low, x), high);
}

template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> sqrt(Pack<W, T, V> x) {
  using P = Pack<W, T, V>;
  using Numbers = typename P::Numbers;
  [[maybe_unused]] constexpr int bytes = sizeof(Numbers);
  GANDYN_EACH(k) {
    Numbers& number = x.v[k];
#if defined(__AVX512F__)
    if constexpr (bytes == 64 && P::wide) {
      number = static_cast<Numbers>(_mm512_maskz_sqrt_pd(0xff, number));
      continue;
    } else if constexpr (bytes == 64) {
      number = static_cast<Numbers>(_mm512_maskz_sqrt_ps(0xffff, number));
      continue;
    }
#endif
#if defined(__AVX__)
    if constexpr (bytes == 32 && P::wide) {
      number = static_cast<Numbers>(_mm256_sqrt_pd(number));
      continue;
    } else if constexpr (bytes == 32) {
      number = static_cast<Numbers>(_mm256_sqrt_ps(number));
      continue;
    }
#endif
#if defined(__SSE2__)
    if constexpr (bytes == 16 && P::wide) {
      number = static_cast<Numbers>(_mm_sqrt_pd(number));
      continue;
    } else if constexpr (bytes == 16) {
      number = static_cast<Numbers>(_mm_sqrt_ps(number));
      continue;
    }
#endif
    for (int lane = 0; lane < W; ++lane) number[lane] = static_cast<T>(__builtin_sqrt(number[lane]));
  }
  return x;
}

/// 2^f for f in [0, 1]: minimax polynomials with value 1 at 0; relative error 2.3e-16, in float 9e-8.
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> exp2_of_fraction(Pack<W, T, V> f) {
  using P = Pack<W, T, V>;
  P p;
  if constexpr (P::wide) {
    p = 0x1.55601018dd4ccp-27;
    p = p * f + 0x1.96b7ea2f3fa84p-24;
    p = p * f + 0x1.654f20c3800d2p-20;
    p = p * f + 0x1.ff88a849fb88ep-17;
    p = p * f + 0x1.430b459317aacp-13;
    p = p * f + 0x1.5d87e72599ddap-10;
    p = p * f + 0x1.3b2ab793d646dp-7;
    p = p * f + 0x1.c6b08d6bdbd7bp-5;
    p = p * f + 0x1.ebfbdff83c95bp-3;
    p = p * f + 0x1.62e42fefa38a8p-1;
    p = p * f + 1.0;
  } else {
    p = 0x1.e974fcca72f9ep-10;
    p = p * f + 0x1.27785465e727bp-7;
    p = p * f + 0x1.c91ce668fdb41p-5;
    p = p * f + 0x1.ebdb56d4a4df1p-3;
    p = p * f + 0x1.62e4ba8edf4ccp-1;
    p = p * f + 1.0;
  }
  return p;
}

/// 2^(x c) = 2^n 2^f for x c <= 0, n its floor; 1 at 0. Relative error below 4 + 2 |x c| units of 2^-53 (float: 2^-24).
/// 0 below 2^-1000 (float: 2^-100), since processors are slow where numbers are about to underflow.
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> exp2(Pack<W, T, V> x, Pack<W, T, V> c) {
  using P = Pack<W, T, V>;
  using Numbers = typename P::Numbers;
  constexpr double least = P::wide ? -1000.0 : -100.0;
  const P t = x * c;
#if defined(__AVX512DQ__)
  if constexpr (sizeof(Numbers) == 64) {
    P result;
    GANDYN_EACH(k) {  // t - floor(t)
      if constexpr (P::wide) {
        result.v[k] = static_cast<Numbers>(_mm512_maskz_reduce_pd(0xff, t.v[k], _MM_FROUND_TO_NEG_INF));
      } else {
        result.v[k] = static_cast<Numbers>(_mm512_maskz_reduce_ps(0xffff, t.v[k], _MM_FROUND_TO_NEG_INF));
      }
    }
    result = exp2_of_fraction(result);
    GANDYN_EACH(k) {  // times 2^floor(t), NaN for NaN
      const Numbers bound = P(least).v[k];
      if constexpr (P::wide) {
        const __mmask8 visible = _mm512_cmp_pd_mask(t.v[k], bound, _CMP_NLT_UQ);
        result.v[k] = static_cast<Numbers>(_mm512_maskz_scalef_pd(visible, result.v[k], t.v[k]));
      } else {
        const __mmask16 visible = _mm512_cmp_ps_mask(t.v[k], bound, _CMP_NLT_UQ);
        result.v[k] = static_cast<Numbers>(_mm512_maskz_scalef_ps(visible, result.v[k], t.v[k]));
      }
    }
    return result;
  }
#endif
  // Adding it rounds to an integer n and leaves the exponent of 2^n in the low bits.
  constexpr double magic = P::wide ? 0x1.8p52 + 1023 : 0x1.8p23 + 127;
  constexpr double half = P::wide ? 0x1.fffffffffffffp-2 : 0x1.fffffep-2;  // a little less, so that 0 becomes 0
  const P shifted = (t - P(half)) + P(magic);
  const P n = shifted - P(magic);
  P scale;
  GANDYN_EACH(k) { scale.v[k] = (Numbers)((typename P::Integers)shifted.v[k] << (P::wide ? 52 : 23)); }
  return where_less(t, P(least), P(0.0), scale * exp2_of_fraction(t - n));
}

/// e^t for t <= 0; see exp2.
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> exp(Pack<W, T, V> t) {
  return exp2(t, Pack<W, T, V>(log2e));
}

/// log(1 + u) for u >= 0; relative error a few 2^-53 (float: 2^-24).
/// 1 + u = 2^k m with m in [1/sqrt2, sqrt2); log m = 2 atanh(s), s = (m - 1)/(m + 1).
template <int W, class T, int V>
GANDYN_INLINE Pack<W, T, V> log1p(Pack<W, T, V> u) {
  using P = Pack<W, T, V>;
  using Integer = typename P::Integer;
  using Integers = typename P::Integers;
  using Numbers = typename P::Numbers;
  constexpr int mantissa = P::wide ? 52 : 23;
  constexpr double magic = P::wide ? 0x1.8p52 : 0x1.8p23;
  constexpr auto sqrt_half_bits = static_cast<Integer>(P::wide ? 0x3fe6a09e667f3bcd : 0x3f3504f3);
  constexpr auto magic_bits = static_cast<Integer>(P::wide ? 0x4338000000000000 : 0x4b400000);
  const P x = P(1.0) + u;
  const P lost = (u - (x - P(1.0))) / x;  // what the rounding of 1 + u took away
  P m, exponent;
  GANDYN_EACH(i) {
    const Integers bits = (Integers)x.v[i];
    const Integers k = (bits - sqrt_half_bits) >> mantissa;
    m.v[i] = (Numbers)(bits - (k << mantissa));
    exponent.v[i] = (Numbers)(k + magic_bits);
  }
  exponent = exponent - P(magic);
  const P s = (m - P(1.0)) / (m + P(1.0));
  const P z = s * s;
  P p = 0x1.2f5721e355533p-3;
  p = p * z + 0x1.3999f736eee54p-3;
  p = p * z + 0x1.74668848bcdf9p-3;
  p = p * z + 0x1.c71c50b68fda0p-3;
  p = p * z + 0x1.24924943795e8p-2;
  p = p * z + 0x1.999999997e3e1p-2;
  p = p * z + 0x1.5555555555597p-1;
  const P log_m = s * z * p + P(2.0) * s;
  return exponent * P(0x1.62e42fefa39efp-1) + (log_m + lost);
}

}  // namespace gandyn::simd
