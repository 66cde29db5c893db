#include "gandyn/analysis/eigenvalues.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "gandyn/analysis/eigen_routines.hpp"
#include "gandyn/core/isa.hpp"

namespace gandyn::analysis {
namespace {

using ComplexPoints = Eigen::Matrix<Complex, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Numbers at an address that vectors of every instruction set can have.
class Aligned {
 public:
  void resize(Index count) { lines_.resize(static_cast<std::size_t>((count + 7) / 8)); }
  double* data() { return lines_.front().numbers; }
  double& operator[](Index i) { return data()[i]; }

 private:
  struct alignas(64) Line {
    double numbers[8];
  };
  std::vector<Line> lines_;
};

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Whether matrices are solved side by side. Of large ones a few would leave most lanes idle, and larger ones than
/// these do not fit into the caches together.
bool side_by_side(Index count, Index n) { return n <= 16 || (n <= 128 && count >= 4); }

bool before(const Complex& a, const Complex& b) {
  return a.real() > b.real() || (a.real() == b.real() && a.imag() > b.imag());
}

void sort(Complex* values, Index n) {
  if (n == 2) {
    if (before(values[1], values[0])) std::swap(values[0], values[1]);
  } else {
    std::sort(values, values + n, before);
  }
}

/// The power of two that brings the largest number to [0.5, 1): no square overflows, and no digit is lost. 0 where a
/// number is not finite.
double scale_of(const double* matrix, Index numbers) {
  double largest = 0.0, probe = 0.0;
  for (Index i = 0; i < numbers; ++i) {
    largest = std::max(largest, std::abs(matrix[i]));
    probe += matrix[i] * 0.0;  // nan where a number is not finite
  }
  if (probe != 0.0) return 0.0;
  if (largest == 0.0) return 1.0;
  const auto exponent = static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(largest) >> 52);  // and 1023
  return std::bit_cast<double>(static_cast<std::uint64_t>(std::clamp<std::int64_t>(2045 - exponent, 1, 2045)) << 52);
}

/// Whether a row and its column are of so different sizes that digits are at stake.
bool uneven(double row, double column) {
  constexpr double much = 16.0;
  return row > 0.0 && column > 0.0 && (row > much * column || column > much * row);
}

/// A similarity by powers of two that brings every row's sum near its column's (Parlett and Reinsch 1969): it costs
/// no digit, and saves many where players have different rates. The result scales rows of eigenvectors back.
Vector balance(Points& A) {
  Vector scales = Vector::Ones(A.rows());
  bool even = false;
  for (int sweep = 0; !even && sweep < 100; ++sweep) {
    even = true;
    for (Eigen::Index i = 0; i < A.rows(); ++i) {
      const double diagonal = std::abs(A(i, i));
      const double row = A.row(i).cwiseAbs().sum() - diagonal, column = A.col(i).cwiseAbs().sum() - diagonal;
      if (!uneven(row, column)) continue;
      even = false;
      const double factor = std::exp2(std::round(0.5 * std::log2(row / column)));
      A.row(i) /= factor;
      A.col(i) *= factor;
      scales[i] *= factor;
    }
  }
  return scales;
}

/// W matrices after W matrices.
class SideBySide {
 public:
  explicit SideBySide(Index n) : n_(n), copy_(n, n) {
    by_chosen_isa([this](auto width) {
      width_ = width;
      routine_ = eigen_routine<width>();
      pairs_ = pair_routine<width>();
    });
    matrices_.resize(n * n * width_);
    for (Aligned* numbers : {&re_, &im_, &work_}) numbers->resize(n * width_);
    for (Aligned* numbers : {&scales_, &failed_}) numbers->resize(width_);
    found_.resize(4 * width_);
  }

  void operator()(const double* matrices, Index count, Complex* out) {
    for (Index first = 0; first < count; first += width_) {
      const Index together = std::min<Index>(width_, count - first);
      (this->*(n_ == 2 ? &SideBySide::solve_pairs : &SideBySide::solve))(matrices + first * n_ * n_, together,
                                                                         out + first * n_);
    }
  }

 private:
  /// Matrices of two rows as they lie, without a copy; those that must be scaled again by `solve`.
  void solve_pairs(const double* matrices, Index count, Complex* out) {
    auto* parts = reinterpret_cast<double*>(out);  // which std::complex allows
    if (count == width_) {
      pairs_(matrices, parts, failed_.data());
    } else {
      std::copy_n(matrices, 4 * count, matrices_.data());
      pairs_(matrices_.data(), found_.data(), failed_.data());
      std::copy_n(found_.data(), 4 * count, parts);
    }
    for (Index lane = 0, end = count; lane < end; ++lane) {
      if (failed_[lane] != 0.0) odd_.push_back(lane);
    }
    for (const Index lane : odd_) solve(matrices + 4 * lane, 1, out + 2 * lane);
    odd_.clear();
  }

  void solve(const double* matrices, Index count, Complex* out) {
    for (Index lane = 0; lane < width_; ++lane) {
      load(lane < count ? matrices + lane * n_ * n_ : nullptr, lane);
    }
    routine_(matrices_.data(), static_cast<int>(n_), work_.data(), re_.data(), im_.data(), failed_.data());
    for (Index lane = 0; lane < count; ++lane, out += n_) {
      const bool found = scales_[lane] != 0.0 && failed_[lane] == 0.0;
      const double unit = found ? 1.0 / scales_[lane] : nan;
      for (Index i = 0; i < n_; ++i) out[i] = {re_[i * width_ + lane] * unit, im_[i * width_ + lane] * unit};
      sort(out, n_);
    }
  }

  /// One matrix into its lane, zeros for none and for one that is not finite.
  void load(const double* matrix, Index lane) {
    const double scale = matrix == nullptr ? 0.0 : scale_of(matrix, n_ * n_);
    scales_[lane] = scale;
    const double* from = matrix;
    if (scale != 0.0 && n_ > 2) {
      copy_ = Eigen::Map<const Points>(matrix, n_, n_);
      balance(copy_);
      from = copy_.data();
    }
    for (Index i = 0; i < n_ * n_; ++i) matrices_[i * width_ + lane] = scale != 0.0 ? from[i] * scale : 0.0;
  }

  Index n_, width_ = 0;
  EigenRoutine routine_ = nullptr;
  PairRoutine pairs_ = nullptr;
  Points copy_;
  Aligned matrices_, re_, im_, work_, scales_, failed_, found_;
  std::vector<Index> odd_;
};

/// One larger matrix.
void one(const double* matrix, Index n, Complex* out) {
  const double scale = scale_of(matrix, n * n);
  Points scaled = Eigen::Map<const Points>(matrix, n, n) * scale;
  bool found = scale != 0.0;
  Eigen::RealSchur<Points> schur(n);
  if (found) {
    balance(scaled);
    const Eigen::HessenbergDecomposition<Points> reduced(scaled);
    schur.computeFromHessenberg(reduced.matrixH(), Points(), false);
    found = schur.info() == Eigen::Success;
  }
  if (!found) {
    std::fill(out, out + n, Complex(nan, nan));
    return;
  }
  const Points& T = schur.matrixT();
  for (Index i = 0; i < n; ++i) {
    if (i + 1 == n || T(i + 1, i) == 0.0) {
      out[i] = T(i, i) / scale;
      continue;
    }
    const double half = 0.5 * (T(i, i) - T(i + 1, i + 1));  // what is not split off is a conjugate pair
    const double square = half * half + T(i + 1, i) * T(i, i + 1);
    out[i] = Complex(T(i + 1, i + 1) + half, std::sqrt(std::max(-square, 0.0))) / scale;
    out[i + 1] = std::conj(out[i]);
    ++i;
  }
  sort(out, n);
}

/// Length 1, and the largest entry real and positive.
void normalise(Eigen::VectorXcd& vector) {
  Eigen::Index largest = 0;
  vector.cwiseAbs().maxCoeff(&largest);
  const Complex pivot = vector[largest];
  vector *= std::conj(pivot) / std::abs(pivot) / vector.norm();
  vector[largest] = vector[largest].real();
}

void one_with_vectors(const double* matrix, Index n, Complex* values, Complex* vectors) {
  Eigen::Map<ComplexPoints> out(vectors, n, n);
  const double scale = scale_of(matrix, n * n);
  Points scaled = Eigen::Map<const Points>(matrix, n, n) * scale;
  Vector scales = Vector::Ones(n);
  if (scale != 0.0) scales = balance(scaled);
  const Eigen::EigenSolver<Points> solver(scaled, true);
  if (scale == 0.0 || solver.info() != Eigen::Success) {
    std::fill(values, values + n, Complex(nan, nan));
    out.setConstant(Complex(nan, nan));
    return;
  }
  const Eigen::VectorXcd found = solver.eigenvalues();
  const Eigen::MatrixXcd columns = solver.eigenvectors();
  std::vector<Eigen::Index> order(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
  std::sort(order.begin(), order.end(), [&](auto i, auto j) { return before(found[i], found[j]); });
  for (Index k = 0; k < n; ++k) {
    const Eigen::Index from = order[static_cast<std::size_t>(k)];
    Eigen::VectorXcd column = scales.asDiagonal() * columns.col(from);
    normalise(column);
    values[k] = found[from] / scale;
    out.col(k) = column;
  }
}

}  // namespace

void eigenvalues(const double* matrices, Index count, Index n, Complex* out, const Execution& execution) {
  if (!side_by_side(count, n)) {
    parallel_for(count, execution, [&](Index i) { one(matrices + i * n * n, n, out + i * n); });
    return;
  }
  const Index block = std::max<Index>(8, 100000 / (n * n * n) / 8 * 8);  // some 0.1 ms of work
  parallel_for((count + block - 1) / block, execution, [&](Index task) {
    SideBySide solve(n);
    const Index first = task * block;
    solve(matrices + first * n * n, std::min(block, count - first), out + first * n);
  });
}

void eigenvectors(const double* matrices, Index count, Index n, Complex* values, Complex* vectors,
                  const Execution& execution) {
  parallel_for(count, execution,
               [&](Index i) { one_with_vectors(matrices + i * n * n, n, values + i * n, vectors + i * n * n); });
}

}  // namespace gandyn::analysis
