#pragma once

#include "gandyn/core/fields.hpp"
#include "gandyn/games/position.hpp"

namespace gandyn::games {

/// f(x, y) = x'Bx/2 + x'Cy + y'Dy/2, of which x minimises and y maximises.
struct QuadraticGame {
  static constexpr std::string_view name = "QuadraticGame";
  static constexpr std::string_view prose =
      "f(x, y) = x'Bx/2 + x'Cy + y'Dy/2, which x minimises and y maximises: a linear field whose spectrum is known.";

  Points xx;  // (n, n) B; empty: 0
  Points xy;  // (n, m) C
  Points yy;  // (m, m) D; empty: 0

  static constexpr auto fields() {
    return std::tuple{Field{"xx", &QuadraticGame::xx, {}, "B, (n, n) symmetric; None: 0"},
                      Field{"xy", &QuadraticGame::xy, {}, "C, (n, m)"},
                      Field{"yy", &QuadraticGame::yy, {}, "D, (m, m) symmetric; None: 0"}};
  }
  void check_together() const;
};

/// Runs of it side by side; the matrices may be each run's own.
class QuadraticModel {
 public:
  using Game = QuadraticGame;
  explicit QuadraticModel(const std::vector<const QuadraticGame*>& runs);

  Eigen::Index generator_size() const { return n_; }
  Eigen::Index discriminator_size() const { return m_; }
  void field(const Position& at, LaneDirection& out) const;
  Lanes product(Block block, const Position& at, const Lanes& direction) const;
  Row loss(const Position& at) const;
  /// Why f has no maximum in y, or no D to invert; empty when it has.
  static std::string no_best(const QuadraticGame& game);
  static std::string no_ridge(const QuadraticGame& game);

 private:
  /// sum_j M_ij u_j, run by run; M (rows, columns), one for all runs or one a run
  struct Matrix {
    Eigen::Index rows, columns;
    Lanes entries;  // (rows * columns, 1 or W); empty: 0
  };
  static void add_product(const Matrix& matrix, bool transposed, double sign, const Lanes& u, Lanes& out);

  Eigen::Index n_, m_;
  Matrix xx_, xy_, yy_;
};

}  // namespace gandyn::games
