#include "gandyn/analysis/eigenvalues.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace gandyn::analysis {
namespace {

using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ComplexSquare = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool before(const Complex& a, const Complex& b) {
  return a.real() > b.real() || (a.real() == b.real() && a.imag() > b.imag());
}

void one(const double* matrix, Index n, Complex* out) {
  const Eigen::Map<const Square> A(matrix, n, n);
  if (!A.allFinite()) {
    std::fill(out, out + n, Complex(nan, nan));
    return;
  }
  const Eigen::EigenSolver<Square> solver(A, false);
  Eigen::Map<Eigen::VectorXcd>(out, n) = solver.eigenvalues();
  std::sort(out, out + n, before);
}

}  // namespace

void eigenvalues(const double* matrices, Index count, Index n, Complex* out, const Execution& execution) {
  parallel_for(count, execution, [&](Index i) { one(matrices + i * n * n, n, out + i * n); });
}

}  // namespace gandyn::analysis
