#pragma once

#include "gandyn/core/for_packs.hpp"
#include "gandyn/games/lane_routines.hpp"

/// Compiled once an instruction set, see lane_routines.cpp.
namespace gandyn::games::loops {

using simd::Pack;

/// From a direction (rows, count) to the state that one step along it reaches: before + rate * direction, with one rate
/// a run.
template <int W>
void move(const double* before, const double* rate, std::int64_t rows, std::int64_t count, double* direction) {
  using P = Pack<W>;
  for (std::int64_t row = 0; row < rows; ++row) {
    simd::for_packs<W>(count, [&](std::int64_t run, auto lanes) __attribute__((always_inline)) {
      const std::int64_t i = row * count + run;
      const P along = P::load(direction + i, lanes);
      (P::load(before + i, lanes) + P::load(rate + run, lanes) * along).store(direction + i, lanes);
    });
  }
}

/// length[i] = the squared way of run i, of `count`, in this step of both players; NaN where a number is not below
/// `beyond` in size. Whether every length is above `least`.
template <int W>
bool inspect(const PlayerStep* players, std::int64_t count, double beyond, double least, double* length) {
  using P = Pack<W>;
  double ones[W];
  for (double& one : ones) one = 1.0;
  P ended = 0.0;
  simd::for_packs<W>(count, [&](std::int64_t run, auto lanes) __attribute__((always_inline)) {
    P way = 0.0;
    for (int k = 0; k < 2; ++k) {
      const PlayerStep& player = players[k];
      for (std::int64_t i = run; i < player.rows * count; i += count) {
        const P now = P::load(player.after + i, lanes), moved = now - P::load(player.before + i, lanes);
        const P square = moved * moved;
        way += simd::where_less(P(-1.0), square, square, P(0.0));  // from infinity to itself is no way
        P size = simd::where_less(now, -now, -now, now);
        if (player.infinite) size = simd::where_less(P(1e308), size, P(0.0), size);
        way = simd::where_less(size, P(beyond), way, P(__builtin_nan("")));
      }
    }
    way.store(length + run, lanes);
    ended += simd::where_less(P(least), way, P(0.0), P::load(ones, lanes));
  });
  double sum = 0.0;
  for (int lane = 0; lane < W; ++lane) sum += ended[lane];
  return sum == 0.0;
}

}  // namespace gandyn::games::loops
