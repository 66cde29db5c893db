#pragma once

#include <vector>

#include "gandyn/core/types.hpp"

/// A Gaussian split into a compact window, a banded filter and the window again: K = phi * A * phi. Lengths are in mesh
/// spacings throughout, unless a comment says otherwise.
namespace gandyn::mesh {

/// How a mesh resolves a Gaussian of bandwidth 1.
struct Design {
  int width;       // nodes that a point touches along an axis
  double spacing;  // of the nodes
  double shape;    // beta / width of the window
  int degree;      // of the window's polynomials
  double error;    // of f and of the gradient, whichever is larger, in one dimension
};

/// The cheapest design whose f and gradient, scaled by the bandwidth, err by at most `tolerance` times the sum of the
/// weights in `dimension` dimensions.
Design choose_design(double tolerance, Index dimension);

/// phi(u) = exp(beta (sqrt(1 - (2u/width)^2) - 1)), zero outside |u| <= width/2, as one polynomial a cell. The
/// polynomials ARE the window: its transform and its derivatives are theirs, whatever their distance from phi.
class Window {
 public:
  explicit Window(const Design& design);

  int width() const { return width_; }
  int degree() const { return degree_; }
  /// Nodes side by side in whole vectors: 8 or 16. Lanes beyond the width have weight 0.
  int lanes() const { return lanes_; }
  /// (degree + 1, lanes), highest power first, of s in [-1, 1] across the cell.
  const double* coefficients() const { return coefficients_.data(); }
  /// integral of phi(u) cos(k u) du
  double transform(double k) const;

 private:
  double value(int lane, double s) const;

  int width_, degree_, lanes_;
  std::vector<double> coefficients_;
};

/// The filter of one Gaussian: A_t for t = 0 .. taps; A_-t = A_t. Its transform is K^ / phi^^2 for |k| <= pi: keeping
/// every frequency of the mesh keeps it short. What is cut off is below `error`.
std::vector<double> filter_taps(const Window& window, double bandwidth, double error);

}  // namespace gandyn::mesh
