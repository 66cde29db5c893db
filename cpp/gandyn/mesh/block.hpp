#pragma once

#include <cstddef>
#include <cstdint>

#include "gandyn/core/fixed_point.hpp"
#include "gandyn/core/travel.hpp"

/// The border between the mesh's loops and the code that divides their work: plain numbers and pointers only, because
/// the loops are compiled once an instruction set.
namespace gandyn::mesh {

/// Points that go through all stages together, so that what one stage leaves is in the cache for the next.
inline constexpr std::int64_t block_points = 64;
inline constexpr std::int64_t most_lanes = 16;
inline constexpr std::int64_t most_pack = 8;  // doubles a vector

/// The nodes m * spacing, the windows that points spread over, and how nodes make up bricks and tiles.
struct Lattice {
  double spacing, per_spacing;
  double half_width;  // of the window, in spacings
  std::int64_t degree;
  const double* coefficients;  // Window::coefficients
  std::int64_t side_shift;     // a brick has 1 << side_shift nodes along an edge
  std::int64_t tile_extent[3], tile_size;
  std::int64_t box_low[3], box_extent[3];  // of the bricks that have a place in a table
  std::int64_t odd[most_lanes];            // 1 for the nodes of a window, 0 for the lanes beyond
};

/// A brick with the nodes behind it that a window beginning in it may touch; the last axis is contiguous.
struct TileShape {
  std::int64_t side, rows, stride;  // stride holds whole vectors
  std::int64_t size;

  constexpr TileShape(std::int64_t dimension, std::int64_t brick_side, std::int64_t window_rows, std::int64_t lanes)
      : side(brick_side), rows(brick_side + window_rows - 1), stride(brick_side + lanes), size(stride) {
    for (std::int64_t a = 1; a < dimension; ++a) size *= rows;
  }
};

/// A polynomial in both places of a cell, whose window covers some rows: `count` powers along an axis, highest first,
/// in rows of `lanes`.
struct PolynomialShape {
  std::int64_t count, size;

  constexpr PolynomialShape(std::int64_t window_rows, std::int64_t lanes)
      : count(window_rows > 5 ? window_rows : 5), size(count * lanes) {}
};

/// One block of points on its way through the stages. Number i of every array belongs to point i.
struct alignas(64) Block {
  double point[3][block_points];        // coordinates
  double place[3][block_points];        // in [-1, 1] across the cell
  std::int64_t brick[3][block_points];  // where the window begins: the brick,
  std::int64_t in_box[block_points];    // its place in the box's table, or -1,
  std::int64_t in_tile[block_points];   // and the node in its tile;
  std::int64_t window[block_points];    // a name of all that: its own, or -1 outside of the box
  double charge[block_points];          // what a point spreads, in units of the sum
  double dipole[3][block_points];       // likewise, times spacing / 2
  /// [order of derivative in `place`][axis][point * lanes + lane]
  double weight[3][3][block_points * most_lanes];
  /// In which order points are visited: those of one window follow each other, run r from run[r] to run[r + 1].
  std::int64_t visit[block_points + most_pack];
  std::int64_t num_runs, run[block_points + 1];
  std::int64_t tile[block_points];  // of a run: the number of its tile among those that are read or spread onto
  /// value, d first derivatives, upper triangle of second derivatives by rows; in `place`
  double sums[10][block_points];
  double products[10][block_points * most_pack];  // what they are the sums of
  double step[3][block_points];                   // where a point is to go
  std::int64_t count;
};

/// What is read at a point.
enum class Reads { value, gradient, value_and_gradient, value_to_hessian };

/// The loops of one instruction set that know no window; tables are indexed by d - 1.
struct PointRoutines {
  /// points (count, d) -> point
  void (*load[3])(const double* points, Block& block);
  /// masses (count,) -> charge
  void (*charge)(const double* masses, const FixedPoint& unit, Block& block);
  /// unit * sums -> step, or added to it after the first
  void (*add_gradient[3])(double unit, bool first, Block& block);
  /// from (count, d), step -> point, to, and more travel; `masses` may be null
  void (*move[3])(const double* from, const double* masses, double rate, Block& block, double* to, Travel& travel);
};

/// The loops of one instruction set and one width of the window; tables are indexed by d - 1, and by the order of
/// derivatives or by what is read.
struct BlockRoutines {
  std::int64_t rows;  // of a window: its width, or one more whose weight is 0
  /// point -> place, brick, in_box, in_tile, window; negative where a point is outside of the box
  std::int64_t (*locate[3])(const Lattice& lattice, Block& block);
  /// place -> weights up to an order
  void (*weigh[3])(const Lattice& lattice, std::int64_t dimension, Block& block);
  /// window -> visit, run
  void (*open)(Block& block);
  /// sums, from the values of tiles
  void (*gather[3][4])(const TileShape& shape, const double* values, Block& block);
  /// In two dimensions: one tile's values -> what f is on each cell of its brick, as a polynomial.
  void (*expand)(const Lattice& lattice, const TileShape& shape, const double* tile, double* polynomials);
  /// In two dimensions: the gradient, from polynomials (tiles, cells of a brick, PolynomialShape).
  void (*gradient)(const TileShape& shape, const double* polynomials, Block& block);
  /// charges onto the sums of tiles; or dipoles
  void (*spread[3])(const Lattice& lattice, const TileShape& shape, Block& block, std::int64_t* sums);
  void (*spread_dipoles[3])(const Lattice& lattice, const TileShape& shape, Block& block, std::int64_t* sums);
  /// One axis of a filter: out(a, i, b) += sum_o sum_j toeplitz[o][j][i] inputs[o](a, j, b), a < before, b < after;
  /// inputs that are null are skipped.
  void (*filter)(const double* const* inputs, std::int64_t num_inputs, const double* toeplitz, std::int64_t side,
                 std::int64_t before, std::int64_t after, double* out);
};

/// W doubles a vector
template <int W>
const PointRoutines& point_routines();

/// W doubles a vector; `width` is the window's.
template <int W>
const BlockRoutines& block_routines(std::int64_t width);

}  // namespace gandyn::mesh
