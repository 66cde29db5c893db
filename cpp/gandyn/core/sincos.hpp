#pragma once

#include "gandyn/core/simd.hpp"

namespace gandyn::simd {

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
  using Numbers = typename P::Numbers;
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
  const Integers quadrant = (Integers)shifted.v[0];
  const Integers odd = -(quadrant & 1);  // all bits set where sine and cosine change places
  const Integers sine_bits = ((Integers)cosine.v[0] & odd) | ((Integers)sine.v[0] & ~odd);
  const Integers cosine_bits = ((Integers)sine.v[0] & odd) | ((Integers)cosine.v[0] & ~odd);
  SinCos<W> out;
  out.sin.v[0] = (Numbers)(sine_bits ^ ((quadrant & 2) << 62));
  out.cos.v[0] = (Numbers)(cosine_bits ^ (((quadrant + 1) & 2) << 62));
  return out;
}

/// sin x and cos x for any x; beyond nearest_phases, lane by lane, those of the mathematical library.
template <int W>
GANDYN_INLINE SinCos<W> sincos(Pack<W> x) {
  SinCos<W> out = near_sincos(x);
  for (int lane = 0; lane < W; ++lane) {
    if (__builtin_fabs(x.v[0][lane]) <= nearest_phases) continue;
    out.sin.v[0][lane] = __builtin_sin(x.v[0][lane]);
    out.cos.v[0][lane] = __builtin_cos(x.v[0][lane]);
  }
  return out;
}

}  // namespace gandyn::simd
