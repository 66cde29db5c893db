#pragma once

#include "gandyn/kernels/dipoles.hpp"
#include "gandyn/kernels/dual.hpp"
#include "gandyn/kernels/tile_loops.hpp"

/// The pair loops of dipoles.hpp. With D = point - y and t = D . v, from the radial derivatives of the kernel:
///     value      -2 slope t
///     gradient   -2 slope v - 4 curvature t D
///     Hessian    -4 curvature (t I + v D' + D v') - 8 third t D D',   third = d curvature / d(r2)
namespace gandyn::kernels::loops {

/// body(a) for every axis; known dimensions D > 0 are unrolled, so that sums stay in registers.
template <int D, class Body>
GANDYN_INLINE void each_axis(std::int64_t dimension, Body body) {
  if constexpr (D != 0) {
#pragma GCC unroll 4
    for (std::int64_t a = 0; a < D; ++a) body(a);
  } else {
    for (std::int64_t a = 0; a < dimension; ++a) body(a);
  }
}

/// One vector of points against Q dipoles, a register each. The sums lack a factor -2.
template <int D, int Q, Sums S, int W, class Profile>
GANDYN_INLINE void visit_dipoles(const Profile& profile, const Tile& tile, std::int64_t lane, const double* rows,
                                 const double* weights, Pack<W>* sum) {
  using P = Pack<W, double, Q>;
  const std::int64_t d = D == 0 ? tile.dimension : D;
  const auto difference = [&](std::int64_t a) __attribute__((always_inline)) {
    return P::repeat(Pack<W>::load(tile.points + a * tile.stride + lane)) - P::spread(rows + a, 2 * d);
  };
  const auto vector = [&](std::int64_t a) __attribute__((always_inline)) { return P::spread(rows + d + a, 2 * d); };
  P r2 = 0.0, along = 0.0;
  each_axis<D>(d, [&](std::int64_t a) __attribute__((always_inline)) {
    const P delta = difference(a);
    r2 = delta * delta + r2;
    along = delta * vector(a) + along;
  });
  const P weight = P::spread(weights, 1);
  if constexpr (S == Sums::hessian) {
    static_assert(Q == 1);
    const Dual<P> curvature = profile(Dual<P>(r2, P(1.0))).curvature;
    const P bend = weight * curvature.value * (2.0 * curvature_unit(profile));
    const P twist = weight * curvature.derivative * (4.0 * curvature_unit(profile)) * along;
    P* entry = sum;
    for (std::int64_t a = 0; a < d; ++a) {
      const P row = bend * difference(a), other_row = twist * difference(a) + bend * vector(a);
      *entry += bend * along;
      for (std::int64_t b = a; b < d; ++b, ++entry) *entry += row * vector(b) + other_row * difference(b);
    }
  } else {
    const Radial<P> k = profile(r2);
    const P stretch = weight * k.slope * slope_unit(profile);
    if constexpr (S != Sums::gradient) add_registers(sum[0], stretch, along);
    if constexpr (S != Sums::value) {
      Pack<W>* gradient = sum + (S == Sums::value_and_gradient ? 1 : 0);
      const P pull = weight * k.curvature * (2.0 * curvature_unit(profile)) * along;
      each_axis<D>(d, [&](std::int64_t a) __attribute__((always_inline)) {
        add_registers(gradient[a], stretch, vector(a));
        add_registers(gradient[a], pull, difference(a));
      });
    }
  }
}

template <int D, Sums S, int W, class Profile>
GANDYN_INLINE void sweep_dipoles(const Profile& profile, const Tile& tile, std::int64_t lane,
                                 const DipoleBlock& dipoles, Pack<W>* sum) {
  constexpr int together = S == Sums::hessian ? 1 : 4;
  const std::int64_t d = D == 0 ? tile.dimension : D, count = sums_per_point(S, d);
  for (std::int64_t s = 0; s < count; ++s) sum[s] = 0.0;
  std::int64_t j = 0;
  for (; j + together <= dipoles.count; j += together) {
    visit_dipoles<D, together, S>(profile, tile, lane, dipoles.rows + j * 2 * d, dipoles.weights + j, sum);
  }
  for (; j < dipoles.count; ++j) {
    visit_dipoles<D, 1, S>(profile, tile, lane, dipoles.rows + j * 2 * d, dipoles.weights + j, sum);
  }
  for (std::int64_t s = 0; s < count; ++s) flush(tile.sums + s * tile.stride + lane, sum[s], -2.0, 1.0);
}

/// In blocks, so that rounding grows with their number.
template <int D, Sums S, int W, class Profile>
GANDYN_INLINE void sweep_blocks(const Profile& profile, const Tile& tile, const DipoleBlock& dipoles, Pack<W>* sum) {
  constexpr std::int64_t size = flush_every<double>;
  for (std::int64_t begin = 0; begin < dipoles.count; begin += size) {
    const std::int64_t left = dipoles.count - begin;
    const DipoleBlock block{dipoles.rows + begin * 2 * tile.dimension, dipoles.weights + begin,
                            left < size ? left : size};
    for (std::int64_t lane = 0; lane < tile.lanes; lane += W) sweep_dipoles<D, S>(profile, tile, lane, block, sum);
  }
}

template <int W, int D, Sums S, class Profile>
void dipoles_known(const Profile& profile, const Tile& tile, const DipoleBlock& dipoles) {
  Pack<W> sum[static_cast<std::size_t>(sums_per_point(S, D))];
  sweep_blocks<D, S>(profile, tile, dipoles, sum);
}

template <int W, Sums S, class Profile>
void dipoles_any(const Profile& profile, const Tile& tile, const DipoleBlock& dipoles) {
  if constexpr (S != Sums::hessian) {
    switch (tile.dimension) {
      case 1: return dipoles_known<W, 1, S>(profile, tile, dipoles);
      case 2: return dipoles_known<W, 2, S>(profile, tile, dipoles);
      case 3: return dipoles_known<W, 3, S>(profile, tile, dipoles);
      default: break;
    }
  }
  auto* sum = new Pack<W>[static_cast<std::size_t>(sums_per_point(S, tile.dimension))];
  sweep_blocks<0, S>(profile, tile, dipoles, sum);
  delete[] sum;
}

template <int W, class Profile>
void dipoles(const void* profile, Sums sums, const Tile& tile, const DipoleBlock& dipoles) {
  const Profile p = *static_cast<const Profile*>(profile);
  switch (sums) {
    case Sums::value: return dipoles_any<W, Sums::value>(p, tile, dipoles);
    case Sums::gradient: return dipoles_any<W, Sums::gradient>(p, tile, dipoles);
    case Sums::value_and_gradient: return dipoles_any<W, Sums::value_and_gradient>(p, tile, dipoles);
    case Sums::hessian: return dipoles_any<W, Sums::hessian>(p, tile, dipoles);
  }
}

}  // namespace gandyn::kernels::loops
