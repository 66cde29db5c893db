#pragma once

#include "gandyn/core/simd.hpp"

namespace gandyn::kernels {

/// A number with its derivative in a variable, `Dual{x, 1}` being the variable itself. A Profile takes duals like
/// packs: its formulas then give their own derivatives, exact but for rounding.
template <class P>
struct Dual {
  /// Where r2 is below it points count as coincident: r^-5, in the third derivative of a kernel with a kink, would
  /// overflow. There odd terms are 0, and so is the derivative of a root.
  static constexpr double tiny = 1e-120;
  static constexpr double huge = P::huge;

  P value;
  P derivative;

  Dual() = default;
  GANDYN_INLINE Dual(double constant) : value(constant), derivative(0.0) {}
  GANDYN_INLINE Dual(P at, P change) : value(at), derivative(change) {}

  GANDYN_INLINE Dual& operator+=(Dual b) { return *this = *this + b; }
  GANDYN_INLINE friend Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.derivative + b.derivative}; }
  GANDYN_INLINE friend Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.derivative - b.derivative}; }
  GANDYN_INLINE friend Dual operator-(Dual a) { return {-a.value, -a.derivative}; }
  GANDYN_INLINE friend Dual operator*(Dual a, Dual b) {
    return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
  }
  GANDYN_INLINE friend Dual operator/(Dual a, Dual b) {
    const P ratio = a.value / b.value;
    return {ratio, (a.derivative - ratio * b.derivative) / b.value};
  }
};

template <class P>
GANDYN_INLINE Dual<P> where_less(Dual<P> a, Dual<P> b, Dual<P> yes, Dual<P> no) {
  return {where_less(a.value, b.value, yes.value, no.value),
          where_less(a.value, b.value, yes.derivative, no.derivative)};
}

template <class P>
GANDYN_INLINE Dual<P> min(Dual<P> a, Dual<P> b) {
  return where_less(b, a, b, a);
}

template <class P>
GANDYN_INLINE Dual<P> sqrt(Dual<P> x) {
  const P root = sqrt(x.value);
  return {root, where_less(P(Dual<P>::tiny), x.value, P(0.5) * x.derivative / root, P(0.0))};
}

/// 2^(x c), as for packs
template <class P>
GANDYN_INLINE Dual<P> exp2(Dual<P> x, Dual<P> c) {
  constexpr double ln2 = 0x1.62e42fefa39efp-1;
  const P power = exp2(x.value, c.value);
  return {power, power * P(ln2) * (x.derivative * c.value + x.value * c.derivative)};
}

template <class P>
GANDYN_INLINE Dual<P> exp(Dual<P> t) {
  const P power = exp(t.value);
  return {power, power * t.derivative};
}

template <class P>
GANDYN_INLINE Dual<P> log1p(Dual<P> u) {
  return {log1p(u.value), u.derivative / (P(1.0) + u.value)};
}

}  // namespace gandyn::kernels
