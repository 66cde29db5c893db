#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// W doubles side by side, with the elementary functions of the kernels. Our own polynomials, the same on every
/// instruction set and in every lane, so that results depend neither on libm nor on a number's place in a vector.
/// Everything is force-inlined: one source is compiled for several instruction sets and must leave no shared symbol.
namespace gandyn::simd {

#define GANDYN_INLINE [[gnu::always_inline]] inline

/// The compiler's own vectors of W doubles and of W integers.
template <int W>
struct Native;
template <>
struct Native<2> {
  typedef double Doubles __attribute__((vector_size(16)));
  typedef std::int64_t Integers __attribute__((vector_size(16)));
};
template <>
struct Native<4> {
  typedef double Doubles __attribute__((vector_size(32)));
  typedef std::int64_t Integers __attribute__((vector_size(32)));
};
template <>
struct Native<8> {
  typedef double Doubles __attribute__((vector_size(64)));
  typedef std::int64_t Integers __attribute__((vector_size(64)));
};

template <int W>
struct Pack {
  using Doubles = typename Native<W>::Doubles;
  using Integers = typename Native<W>::Integers;

  Doubles v;

  Pack() = default;
  GANDYN_INLINE Pack(Doubles doubles) : v(doubles) {}
  GANDYN_INLINE Pack(double scalar) : v(scalar - Doubles{}) {}

  GANDYN_INLINE static Pack load(const double* from) {
    Pack out;
    __builtin_memcpy(&out.v, from, sizeof(Doubles));
    return out;
  }
  GANDYN_INLINE void store(double* to) const { __builtin_memcpy(to, &v, sizeof(Doubles)); }

  GANDYN_INLINE Pack& operator+=(Pack b) { return v += b.v, *this; }
  GANDYN_INLINE friend Pack operator+(Pack a, Pack b) { return a.v + b.v; }
  GANDYN_INLINE friend Pack operator-(Pack a, Pack b) { return a.v - b.v; }
  GANDYN_INLINE friend Pack operator*(Pack a, Pack b) { return a.v * b.v; }
  GANDYN_INLINE friend Pack operator/(Pack a, Pack b) { return a.v / b.v; }
  GANDYN_INLINE friend Pack operator-(Pack a) { return -a.v; }
};

/// Lane by lane: a < b ? yes : no. False for NaN.
template <int W>
GANDYN_INLINE Pack<W> where_less(Pack<W> a, Pack<W> b, Pack<W> yes, Pack<W> no) {
  return (a.v < b.v) ? yes.v : no.v;
}

template <int W>
GANDYN_INLINE Pack<W> min(Pack<W> a, Pack<W> b) {
  return where_less(b, a, b, a);
}

template <int W>
GANDYN_INLINE Pack<W> sqrt(Pack<W> x) {
#if defined(__AVX512F__)
  if constexpr (W == 8) return Pack<W>(static_cast<typename Pack<W>::Doubles>(_mm512_maskz_sqrt_pd(0xff, x.v)));
#endif
#if defined(__AVX__)
  if constexpr (W == 4) return Pack<W>(static_cast<typename Pack<W>::Doubles>(_mm256_sqrt_pd(x.v)));
#endif
#if defined(__SSE2__)
  if constexpr (W == 2) return Pack<W>(static_cast<typename Pack<W>::Doubles>(_mm_sqrt_pd(x.v)));
#endif
  for (int lane = 0; lane < W; ++lane) x.v[lane] = __builtin_sqrt(x.v[lane]);
  return x;
}

/// e^t for t <= 0; relative error below 2^-52. Underflows to 0 below -708.
/// e^t = 2^n e^r with r in [-ln2/2, ln2/2]; e^r = 1 + r + r^2 q(r), q a minimax polynomial (error 4e-18).
template <int W>
GANDYN_INLINE Pack<W> exp(Pack<W> t) {
  using P = Pack<W>;
  constexpr double magic = 0x1.8p52 + 1023;  // adding it rounds to an integer and leaves n + 1023 in the low bits
  constexpr double log2e = 0x1.71547652b82fep0;
  constexpr double ln2_high = 0x1.62e42fefap-1;  // its last 17 bits are zero: n * ln2_high is exact
  constexpr double ln2_low = 0x1.cf79abc9e3b3ap-40;
  const P shifted = t * log2e + magic;
  const P n = shifted - P(magic);
  const P r = (t - n * ln2_high) - n * ln2_low;
  P q = 0x1.ad7e83c531d34p-26;
  q = q * r + 0x1.28ae34150c618p-22;
  q = q * r + 0x1.71df2722b86bcp-19;
  q = q * r + 0x1.a0199944bdf10p-16;
  q = q * r + 0x1.a01a0128fcccbp-13;
  q = q * r + 0x1.6c16c1846f9e0p-10;
  q = q * r + 0x1.1111111128173p-7;
  q = q * r + 0x1.5555555550755p-5;
  q = q * r + 0x1.55555555554f8p-3;
  q = q * r + 0x1.000000000000ap-1;
  const P scale = (typename P::Doubles)((typename P::Integers)shifted.v << 52);  // 2^n
  const P expm1 = q * (r * r) + r;
  return where_less<W>(t, -708.0, 0.0, scale * expm1 + scale);
}

/// log(1 + u) for u >= 0; relative error a few 2^-52.
/// 1 + u = 2^k m with m in [1/sqrt2, sqrt2); log m = 2 atanh(s), s = (m - 1)/(m + 1).
template <int W>
GANDYN_INLINE Pack<W> log1p(Pack<W> u) {
  using P = Pack<W>;
  using Integers = typename P::Integers;
  using Doubles = typename P::Doubles;
  constexpr double magic = 0x1.8p52;
  constexpr std::int64_t sqrt_half_bits = 0x3fe6a09e667f3bcd;
  constexpr std::int64_t magic_bits = 0x4338000000000000;
  const P x = P(1.0) + u;
  const P lost = (u - (x - P(1.0))) / x;  // what the rounding of 1 + u took away
  const Integers bits = (Integers)x.v;
  const Integers k = (bits - sqrt_half_bits) >> 52;
  const P m = (Doubles)(bits - (k << 52));
  const P exponent = P((Doubles)(k + magic_bits)) - P(magic);
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
  return exponent * 0x1.62e42fefa39efp-1 + (log_m + lost);
}

template <int W>
struct SinCos {
  Pack<W> sin, cos;
};

/// Up to this size of x `near_sincos` is right, and n * pi/2 below exact.
inline constexpr double nearest_phases = 1e6;

/// sin x and cos x for |x| <= nearest_phases; absolute error below 3e-16.
/// x = n pi/2 + r, |r| <= pi/4, pi/2 in three parts (Cody and Waite 1980); sin r = r + r z s(z) and
/// cos r = 1 - z/2 + z^2 c(z), z = r^2, s and c minimax polynomials (errors 4e-18, 5e-20); n mod 4 tells which is
/// which.
template <int W>
GANDYN_INLINE SinCos<W> near_sincos(Pack<W> x) {
  using P = Pack<W>;
  using Integers = typename P::Integers;
  using Doubles = typename P::Doubles;
  constexpr double magic = 0x1.8p52;  // adding it rounds to an integer and leaves n in the low bits
  const P shifted = x * 0x1.45f306dc9c883p-1 + magic;
  const P n = shifted - P(magic);
  // The first two parts have 33 bits, so that their products with n, 20 bits, are exact.
  const P r = ((x - n * 0x1.921fb54400000p+0) - n * 0x1.0b4611a600000p-34) - n * 0x1.3198a2e037073p-69;
  const P z = r * r;
  P s = 0x1.5d92bb258b8bbp-33;
  s = s * z - 0x1.ae5e6551a7881p-26;
  s = s * z + 0x1.71de3576980a5p-19;
  s = s * z - 0x1.a01a019c105c7p-13;
  s = s * z + 0x1.111111110f871p-7;
  s = s * z - 0x1.5555555555549p-3;
  P c = -0x1.8fae4fef6997dp-37;
  c = c * z + 0x1.1ee9eb5a84f70p-29;
  c = c * z - 0x1.27e4f80926be0p-22;
  c = c * z + 0x1.a01a019cb0b20p-16;
  c = c * z - 0x1.6c16c16c15173p-10;
  c = c * z + 0x1.555555555554cp-5;
  const P sine = r * z * s + r;
  const P cosine = (z * z * c - z * 0.5) + P(1.0);
  const Integers quadrant = (Integers)shifted.v;
  const Integers odd = -(quadrant & 1);  // all bits set where sine and cosine change places
  const Integers sine_bits = ((Integers)cosine.v & odd) | ((Integers)sine.v & ~odd);
  const Integers cosine_bits = ((Integers)sine.v & odd) | ((Integers)cosine.v & ~odd);
  return {P((Doubles)(sine_bits ^ ((quadrant & 2) << 62))), P((Doubles)(cosine_bits ^ (((quadrant + 1) & 2) << 62)))};
}

/// sin x and cos x for any x; beyond nearest_phases, lane by lane, those of the mathematical library.
template <int W>
GANDYN_INLINE SinCos<W> sincos(Pack<W> x) {
  SinCos<W> out = near_sincos(x);
  for (int lane = 0; lane < W; ++lane) {
    if (__builtin_fabs(x.v[lane]) <= nearest_phases) continue;
    out.sin.v[lane] = __builtin_sin(x.v[lane]);
    out.cos.v[lane] = __builtin_cos(x.v[lane]);
  }
  return out;
}

}  // namespace gandyn::simd
