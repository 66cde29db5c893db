#include "gandyn/games/quadratic_game.hpp"

#include <Eigen/Dense>

namespace gandyn::games {
namespace {

std::string shape(const Points& matrix) {
  std::string text = std::to_string(matrix.rows());
  text += " x " + std::to_string(matrix.cols());
  return text;
}

void check_symmetric(const std::string& field, const Points& matrix, Eigen::Index size) {
  if (matrix.size() == 0) return;
  const std::string wanted = "QuadraticGame: " + field + " must be a symmetric matrix of shape (" +
                             std::to_string(size) + ", " + std::to_string(size) + ")";
  if (matrix.rows() != size || matrix.cols() != size)
    throw std::invalid_argument(wanted + ", got one of " + shape(matrix));
  if (!matrix.allFinite()) throw std::invalid_argument(wanted + " of finite numbers");
  const double asymmetry = (matrix - matrix.transpose()).cwiseAbs().maxCoeff();
  if (asymmetry > 1e-12 * matrix.cwiseAbs().maxCoeff()) {
    throw std::invalid_argument(wanted + ", it differs from its transpose by " + std::to_string(asymmetry));
  }
}

}  // namespace

void QuadraticGame::check_together() const {
  if (xy.size() == 0) throw std::invalid_argument("QuadraticGame: xy must be a matrix of shape (n, m), n, m >= 1");
  if (!xy.allFinite()) throw std::invalid_argument("QuadraticGame: xy must hold finite numbers");
  check_symmetric("xx", xx, xy.rows());
  check_symmetric("yy", yy, xy.cols());
}

QuadraticModel::QuadraticModel(const std::vector<const QuadraticGame*>& runs)
    : n_(runs.front()->xy.rows()), m_(runs.front()->xy.cols()) {
  bool same = true, flat_xx = true, flat_yy = true;
  for (const QuadraticGame* run : runs) {
    same &= run == runs.front();
    flat_xx &= run->xx.size() == 0;
    flat_yy &= run->yy.size() == 0;
  }
  const auto stack = [&](Points QuadraticGame::* member, Eigen::Index rows, Eigen::Index columns, bool flat) {
    Matrix out{rows, columns, {}};
    if (flat) return out;
    const auto copies = static_cast<Eigen::Index>(same ? 1 : runs.size());
    out.entries = Lanes::Zero(rows * columns, copies);
    for (Eigen::Index w = 0; w < copies; ++w) {
      const Points& matrix = runs[static_cast<std::size_t>(w)]->*member;
      if (matrix.size() != 0) out.entries.col(w) = Eigen::Map<const Eigen::ArrayXd>(matrix.data(), matrix.size());
    }
    return out;
  };
  xx_ = stack(&QuadraticGame::xx, n_, n_, flat_xx);
  xy_ = stack(&QuadraticGame::xy, n_, m_, false);
  yy_ = stack(&QuadraticGame::yy, m_, m_, flat_yy);
}

void QuadraticModel::add_product(const Matrix& matrix, bool transposed, double sign, const Lanes& u, Lanes& out) {
  if (matrix.entries.size() == 0) return;
  const bool shared = matrix.entries.cols() == 1;
  for (Eigen::Index i = 0; i < matrix.rows; ++i) {
    for (Eigen::Index j = 0; j < matrix.columns; ++j) {
      const Eigen::Index entry = i * matrix.columns + j, to = transposed ? j : i, from = transposed ? i : j;
      if (shared) {
        out.row(to) += (sign * matrix.entries(entry, 0)) * u.row(from);
      } else {
        out.row(to) += (sign * matrix.entries.row(entry)) * u.row(from);
      }
    }
  }
}

void QuadraticModel::field(const Position& at, LaneDirection& out) const {
  out.generator = Lanes::Zero(n_, at.runs());
  out.discriminator = Lanes::Zero(m_, at.runs());
  add_product(xx_, false, -1.0, at.generator, out.generator);
  add_product(xy_, false, -1.0, at.discriminator, out.generator);
  add_product(xy_, true, 1.0, at.generator, out.discriminator);
  add_product(yy_, false, 1.0, at.discriminator, out.discriminator);
}

Lanes QuadraticModel::product(Block block, const Position& at, const Lanes& direction) const {
  const bool to_generator = block == Block::gg || block == Block::gd;
  Lanes out = Lanes::Zero(to_generator ? n_ : m_, at.runs());
  switch (block) {
    case Block::gg: add_product(xx_, false, -1.0, direction, out); break;
    case Block::gd: add_product(xy_, false, -1.0, direction, out); break;
    case Block::dg: add_product(xy_, true, 1.0, direction, out); break;
    case Block::dd: add_product(yy_, false, 1.0, direction, out); break;
  }
  return out;
}

Row QuadraticModel::loss(const Position& at) const {
  LaneDirection products{Lanes::Zero(n_, at.runs()), Lanes::Zero(m_, at.runs())};
  add_product(xx_, false, 0.5, at.generator, products.generator);
  add_product(xy_, false, 1.0, at.discriminator, products.generator);
  add_product(yy_, false, 0.5, at.discriminator, products.discriminator);
  return dot(at.generator, products.generator) + dot(at.discriminator, products.discriminator);
}

std::string QuadraticModel::no_best(const QuadraticGame& game) {
  const bool best = game.yy.size() != 0 && Eigen::LLT<Eigen::MatrixXd>(-game.yy).info() == Eigen::Success;
  return best ? "" : "yy must be negative definite, for else no discriminator is best";
}

std::string QuadraticModel::no_ridge(const QuadraticGame& game) {
  if (game.yy.size() != 0) {
    const Eigen::VectorXd sizes = Eigen::JacobiSVD<Eigen::MatrixXd>(game.yy).singularValues();
    if (sizes.minCoeff() > 1e-14 * sizes.maxCoeff()) return "";
  }
  return "yy must not be singular, for its inverse turns the discriminator";
}

}  // namespace gandyn::games
