#pragma once

#include "gandyn/analysis/pair_loops.hpp"

/// Eigenvalues of W small real matrices side by side: Householder's reduction to Hessenberg form and Francis' double
/// steps in lockstep. Every lane has a window [low, high] of its own, outside of which its reflections are the
/// identity, so that what a matrix gets does not depend on its neighbours. Numbers are at most 1 in size.
namespace gandyn::analysis::loops {

inline constexpr double epsilon = 0x1p-53;
inline constexpr double nothing = 1e-140;  // below the diagonal this is 0, and its square a normal number still

template <int W>
struct Matrices {
  using P = Pack<W>;
  P* a;
  int n;

  GANDYN_INLINE P& operator()(int i, int j) const { return a[i * n + j]; }
};

template <class P>
GANDYN_INLINE P where_equal(P i, int j, P yes, P no) {
  return where_less(abs(i - P(j)), P(0.5), yes, no);
}
template <class P>
GANDYN_INLINE bool any_less(P a, P b) {
  const P hit = where_less(a, b, P(1.0), P(0.0));
  bool any = false;
  for (int lane = 0; lane < P::lanes; ++lane) any |= hit[lane] != 0.0;
  return any;
}

/// To Hessenberg form; v (n).
template <int W>
GANDYN_INLINE void reduce(const Matrices<W> A, Pack<W>* v) {
  using P = Pack<W>;
  const int n = A.n;
  for (int k = 0; k + 2 < n; ++k) {
    P below = 0.0;
    for (int i = k + 2; i < n; ++i) {
      v[i] = A(i, k);
      below += v[i] * v[i];
      A(i, k) = 0.0;
    }
    const P head = A(k + 1, k), norm = signed_as(head, sqrt(head * head + below));
    v[k + 1] = head + norm;
    const P seen = where_less(P(1e-290), below, P(1.0), P(0.0));  // else the reflection I - factor v v' is the identity
    const P factor = where_less(P(0.5), seen, P(1.0) / (norm * v[k + 1]), P(0.0));
    A(k + 1, k) = where_less(P(0.5), seen, -norm, head);
    for (int j = k + 1; j < n; ++j) {
      P sum = 0.0;
      for (int i = k + 1; i < n; ++i) sum += v[i] * A(i, j);
      sum = sum * factor;
      for (int i = k + 1; i < n; ++i) A(i, j) = A(i, j) - sum * v[i];
    }
    for (int i = 0; i < n; ++i) {
      P sum = 0.0;
      for (int j = k + 1; j < n; ++j) sum += v[j] * A(i, j);
      sum = sum * factor;
      for (int j = k + 1; j < n; ++j) A(i, j) = A(i, j) - sum * v[j];
    }
  }
}

/// Makes 0 of what can be taken for it below the diagonal (Ahues and Tisseur 1997).
template <int W>
GANDYN_INLINE void deflate(const Matrices<W> A) {
  using P = Pack<W>;
  for (int i = 1; i < A.n; ++i) {
    const P below = abs(A(i, i - 1)), corner = abs(A(i, i));
    const P scale = P(epsilon) * (abs(A(i - 1, i - 1)) + corner);
    const P limit = where_less(scale, P(nothing), P(nothing), scale);
    if (!any_less(below, limit)) continue;
    const P above = abs(A(i - 1, i)), apart = abs(A(i - 1, i - 1) - A(i, i));
    const P most = where_less(below, above, above, below), least = min(below, above);
    const P far = where_less(apart, corner, corner, apart), near = min(apart, corner);
    const P sum = far + most, share = P(epsilon) * near * (far / sum);
    const P small = where_less(least * (most / sum), share, P(1.0), where_less(below, P(nothing), P(1.0), P(0.0)));
    A(i, i - 1) = where_less(below, limit, where_less(P(0.5), small, P(0.0), A(i, i - 1)), A(i, i - 1));
  }
}

/// Where the window that ends at `high` begins.
template <int W>
GANDYN_INLINE Pack<W> beginning(const Matrices<W> A, Pack<W> high) {
  using P = Pack<W>;
  P low = 0.0;
  for (int i = 1; i < A.n; ++i) {
    const P here = where_less(P(0.0), abs(A(i, i - 1)), low, P(i));
    low = where_less(high, P(i - 0.5), low, here);
  }
  return low;
}

/// Shifts of sum x + y and product x y - w.
template <class P>
struct Shifts {
  P x, y, w;
};

/// From the last two rows of every window; now and then others, against going in circles.
template <int W>
GANDYN_INLINE Shifts<Pack<W>> shifts(const Matrices<W> A, Pack<W> high, Pack<W> tries) {
  using P = Pack<W>;
  P x = 0.0, y = 0.0, w = 0.0, size = 0.0;
  for (int i = 2; i < A.n; ++i) {
    x = where_equal(high, i, A(i, i), x);
    y = where_equal(high, i, A(i - 1, i - 1), y);
    w = where_equal(high, i, A(i, i - 1) * A(i - 1, i), w);
    size = where_equal(high, i, abs(A(i, i - 1)) + abs(A(i - 1, i - 2)), size);
  }
  for (int often = 10; often <= 300; often += 10) {
    const P odd = P(0.75) * size + x;
    const P other_w = P(-0.4375) * size * size;
    y = where_equal(tries, often, odd, y);
    w = where_equal(tries, often, other_w, w);
    x = where_equal(tries, often, odd, x);
    if (!any_less(P(often), tries)) break;
  }
  return {x, y, w};
}

/// One double step in the windows from `low` to `high`, all of which lie in [begin, end].
template <int W>
GANDYN_INLINE void francis_step(const Matrices<W> A, Pack<W> low, Pack<W> high, int begin, int end,
                                const Shifts<Pack<W>>& shift) {
  using P = Pack<W>;
  for (int k = begin; k < end; ++k) {
    const bool last = k + 1 == end;  // a reflection of two rows in every lane
    P p = 0.0, q = 0.0, r = 0.0;
    if (k > 0) {
      p = A(k, k - 1);
      q = A(k + 1, k - 1);
      if (!last) r = A(k + 2, k - 1);
    }
    const P edge = p;
    const P starts = where_equal(low, k, P(1.0), P(0.0));
    if (!last && any_less(P(0.5), starts)) {
      const P z = A(k, k), below = A(k + 1, k);
      const P p0 = (shift.x - z) * (shift.y - z) - shift.w + below * A(k, k + 1);
      const P q0 = below * (A(k + 1, k + 1) + z - shift.x - shift.y), r0 = below * A(k + 2, k + 1);
      const P unit = P(1.0) / (abs(p0) + abs(q0) + abs(r0));
      p = where_less(P(0.5), starts, p0 * unit, p);
      q = where_less(P(0.5), starts, q0 * unit, q);
      r = where_less(P(0.5), starts, r0 * unit, r);
    }
    // The lane's window holds k and k + 1; its last reflection has two rows.
    const P inside = where_less(P(k + 0.5), high, where_less(P(k + 0.5), low, P(0.0), P(1.0)), P(0.0));
    r = where_less(P(k + 1.5), high, r, P(0.0));
    const P square = p * p + q * q + r * r;
    const P acts = where_less(P(1e-290), square, inside, P(0.0));
    const P s = signed_as(p, sqrt(square)), head = p + s;
    const P inverse = where_less(P(0.5), acts, P(1.0) / (s * head), P(0.0));
    // The reflection is I - (one, two, three)' (1, v, w).
    const P one_ = head * head * inverse, two_ = q * head * inverse, three = r * head * inverse;
    const P v = q * s * inverse, w = r * s * inverse;
    if (k > 0) {
      const P moved = where_less(P(0.5), starts, edge, -s);
      A(k, k - 1) = where_less(P(0.5), acts, moved, edge);
      const P gone = acts - acts * starts;  // behind the bulge
      A(k + 1, k - 1) = where_less(P(0.5), gone, P(0.0), A(k + 1, k - 1));
      if (!last)
        A(k + 2, k - 1) =
            where_less(P(0.5), gone, where_less(P(k + 1.5), high, P(0.0), A(k + 2, k - 1)), A(k + 2, k - 1));
    }
    const int bottom = k + 3 < end ? k + 3 : end;
    if (last) {
      for (int j = k; j <= end; ++j) {
        const P sum = A(k, j) + v * A(k + 1, j);
        A(k, j) = A(k, j) - sum * one_;
        A(k + 1, j) = A(k + 1, j) - sum * two_;
      }
      for (int i = begin; i <= bottom; ++i) {
        const P sum = one_ * A(i, k) + two_ * A(i, k + 1);
        A(i, k) = A(i, k) - sum;
        A(i, k + 1) = A(i, k + 1) - sum * v;
      }
      continue;
    }
    for (int j = k; j <= end; ++j) {
      const P sum = A(k, j) + v * A(k + 1, j) + w * A(k + 2, j);
      A(k, j) = A(k, j) - sum * one_;
      A(k + 1, j) = A(k + 1, j) - sum * two_;
      A(k + 2, j) = A(k + 2, j) - sum * three;
    }
    for (int i = begin; i <= bottom; ++i) {
      const P sum = one_ * A(i, k) + two_ * A(i, k + 1) + three * A(i, k + 2);
      A(i, k) = A(i, k) - sum;
      A(i, k + 1) = A(i, k + 1) - sum * v;
      A(i, k + 2) = A(i, k + 2) - sum * w;
    }
  }
}

/// To blocks of one and two on the diagonal; the result is 1 in lanes that did not converge, which no known matrix
/// does.
template <int W>
GANDYN_INLINE Pack<W> iterate(const Matrices<W> A) {
  using P = Pack<W>;
  constexpr double patience = 300;
  P high = A.n - 1, tries = 0.0, failed = 0.0;
  for (;;) {
    deflate(A);
    P low;
    for (;;) {  // windows shrink by what has come off at their ends
      low = beginning(A, high);
      const P rest = high - low;
      const P shorter = where_less(rest, P(0.5), high - P(1.0), where_less(rest, P(1.5), high - P(2.0), high));
      const P next = where_less(high, P(0.5), high, shorter);
      const bool shrunk = any_less(next, high);
      tries = where_less(next, high, P(0.0), tries);
      high = next;
      if (!shrunk) break;
    }
    tries += where_less(P(0.5), high, P(1.0), P(0.0));
    failed = where_less(P(patience), tries, P(1.0), failed);
    high = where_less(P(patience), tries, P(0.0), high);
    if (!any_less(P(0.5), high)) return failed;
    int begin = A.n, end = 0;
    for (int lane = 0; lane < P::lanes; ++lane) {
      const int from = static_cast<int>(low[lane]), to = static_cast<int>(high[lane]);
      if (to < 1) continue;
      begin = from < begin ? from : begin;
      end = to > end ? to : end;
    }
    francis_step(A, low, high, begin, end, shifts(A, high, tries));
  }
}

/// Eigenvalues of W matrices: number (i, j) of matrix l in a[(i n + j) W + l], which is destroyed; eigenvalue i, in no
/// order, in re[i W + l] and im[i W + l]; work (n, W). failed[l] is 1 where they were not found.
template <int W>
void eigenvalues(double* a, int n, double* work, double* re, double* im, double* failed) {
  using P = Pack<W>;
  const Matrices<W> A{reinterpret_cast<P*>(a), n};
  P *real = reinterpret_cast<P*>(re), *imaginary = reinterpret_cast<P*>(im);
  P wrong = 0.0;
  if (n > 2) {
    reduce(A, reinterpret_cast<P*>(work));
    wrong = iterate(A);
  }
  for (int i = 0; i < n; ++i) {
    real[i] = A(i, i) + P(0.0);  // never -0
    imaginary[i] = 0.0;
  }
  for (int i = 1; i < n; ++i) {
    P pair_re[2], pair_im[2];
    two(A(i - 1, i - 1), A(i - 1, i), A(i, i - 1), A(i, i), pair_re, pair_im);
    const P below = abs(A(i, i - 1));
    for (int k = 0; k < 2; ++k) {
      real[i - 1 + k] = where_less(P(0.0), below, pair_re[k] + P(0.0), real[i - 1 + k]);
      imaginary[i - 1 + k] = where_less(P(0.0), below, pair_im[k], imaginary[i - 1 + k]);
    }
  }
  wrong.store(failed);
}

}  // namespace gandyn::analysis::loops
