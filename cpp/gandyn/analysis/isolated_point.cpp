#include "gandyn/analysis/isolated_point.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace gandyn::analysis {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Rates of a step; those of the flow, per unit of eta_d times the step, are (mu, 1).
struct Steps {
  double generator, discriminator;
};

Steps steps_of(const PointModel& model, const PointNumbers& numbers) {
  if (model.order != UpdateOrder::continuous) return {numbers.generator, numbers.discriminator};
  return {numbers.generator / numbers.discriminator, 1.0};
}

/// c* = gamma Delta / ridge, minus the curvature of f at the equilibrium; f = 0 where Delta = 0.
double curvature_of(const PointNumbers& numbers) {
  const double difference = delta(numbers);
  return difference == 0.0 ? 0.0 : numbers.gamma * difference / numbers.ridge;
}

}  // namespace

PointModel::PointModel(Vector particle_weights, double total_mass, UpdateOrder update_order, Regularizer regularized,
                       bool with_mass_factor)
    : weights(std::move(particle_weights)),
      mass(total_mass),
      order(update_order),
      regularizer(regularized),
      mass_factor(with_mass_factor),
      equal((weights.array() == weights[0]).all()) {}

double delta(const PointNumbers& numbers) {
  const double difference = numbers.target_weight - numbers.mass;
  const double rounding = 8.0 * std::numeric_limits<double>::epsilon() * std::max(numbers.target_weight, numbers.mass);
  return std::abs(difference) <= rounding ? 0.0 : difference;
}

Coefficients coefficients(const PointModel& model, const PointNumbers& numbers) {
  const auto [eta_g, eta_d] = steps_of(model, numbers);
  const double q = model.weights.maxCoeff() * (numbers.mass / model.mass), m = model.mass_factor ? q : 1.0;
  const double both = eta_d * eta_g * numbers.gamma * m;
  return {eta_d * numbers.ridge, eta_g * m * curvature_of(numbers), both * numbers.mass, both * numbers.target_weight};
}

double coupling(const PointModel& model, const PointNumbers& numbers) {
  const double q = model.weights.maxCoeff() * (numbers.mass / model.mass);
  return numbers.gamma * (model.mass_factor ? q : 1.0) * std::max(numbers.mass, numbers.target_weight);
}

double natural_ridge(const PointModel& model, const PointNumbers& numbers) {
  return std::sqrt(numbers.generator / numbers.discriminator * coupling(model, numbers));
}

PointSolver::PointSolver(const PointModel& model) : model_(model) {
  const Eigen::Index n = model.weights.size();
  for (Eigen::ArrayXd* array : {&k_, &e_, &h_, &m_, &q_, &residue_}) array->resize(n);
  order_.resize(static_cast<std::size_t>(n));
}

const PointSpectrum& PointSolver::operator()(const PointNumbers& numbers) {
  const double decay = steps_of(model_, numbers).discriminator * numbers.ridge;
  const bool faster = model_.regularizer == Regularizer::con_opt;
  spectrum_.a = value(decay * (faster ? 1.0 + numbers.strength * numbers.ridge : 1.0)).real();
  spectrum_.b.clear();
  if (model_.equal) {
    equal_masses(numbers);
  } else {
    unequal_masses(numbers);
  }
  return spectrum_;
}

Points PointSolver::jacobian(const PointNumbers& numbers) {
  prepare(numbers);
  Points J = -matrix();
  if (model_.order != UpdateOrder::continuous) J.diagonal().array() += 1.0;
  return J;
}

Complex PointSolver::value(Complex z) const { return (model_.order == UpdateOrder::continuous ? 0.0 : 1.0) - z; }

/// Trace and determinant of I - J of (b, mean u): sections 5.2 and 8.4. That the determinants have no differences but p
/// + (P - p) is used up.
void PointSolver::equal_masses(const PointNumbers& numbers) {
  const auto [a, h, Q, product] = coefficients(model_, numbers);
  const double q = model_.weights[0] * (numbers.mass / model_.mass), Gamma = numbers.strength;
  const double A = Gamma * numbers.ridge, B = Gamma * q * curvature_of(numbers);
  const double squares = Gamma * Gamma * numbers.gamma * q;
  const auto [eta_g, eta_d] = steps_of(model_, numbers);
  const double m = model_.mass_factor ? q : 1.0;
  const double penalty = Gamma * numbers.gamma * numbers.mass * (eta_d * q + eta_g * m);
  double relative = h;
  Pair pair;
  switch (model_.regularizer) {
    case Regularizer::none:
      pair = root_pair(a + h + (model_.order == UpdateOrder::alternating ? Q : 0.0), product);
      break;
    case Regularizer::jare: pair = root_pair(a + h + penalty, product * (1.0 + squares * numbers.mass)); break;
    case Regularizer::con_opt:
      relative = h * (1.0 + B);
      pair = root_pair(a * (1.0 + A) + relative + penalty, product * (1.0 + A + B + squares * numbers.target_weight));
      break;
  }
  spectrum_.c[0] = value(pair.first);
  spectrum_.c[1] = value(pair.second);
  if (model_.weights.size() > 1) spectrum_.b.push_back(value(relative));
}

/// I - J in its parts, and the residues of the secular equation
///     z - (alpha + sigma sum q m) + sum_j residue_j / (z - h_j) = 0
/// that is left when b and sum q u are eliminated: sections 5.1, 5.3 and 8.3.
void PointSolver::prepare(const PointNumbers& numbers) {
  const auto [eta_g, eta_d] = steps_of(model_, numbers);
  const double both = eta_d * eta_g * numbers.gamma, curvature = curvature_of(numbers), Gamma = numbers.strength;
  q_ = model_.weights.array() * (numbers.mass / model_.mass);
  if (model_.mass_factor) {
    m_ = q_;
  } else {
    m_.setOnes();
  }
  h_ = eta_g * curvature * m_;
  alpha_ = eta_d * numbers.ridge;
  k_ = eta_d * numbers.gamma * q_;
  e_ = eta_g * m_;
  sigma_ = 0.0;
  residue_ = both * q_ * m_;
  if (model_.regularizer == Regularizer::none) {
    if (model_.order == UpdateOrder::alternating) {
      e_ *= 1.0 - alpha_;
      sigma_ = both;
      residue_ *= 1.0 - h_;
    }
    return;
  }
  const double A = Gamma * numbers.ridge, squares = q_.square().sum();
  const Eigen::ArrayXd B = Gamma * curvature * q_;
  sigma_ = eta_g * Gamma * numbers.gamma;
  if (model_.regularizer == Regularizer::jare) {
    alpha_ += eta_d * Gamma * numbers.gamma * squares;
    k_ *= 1.0 - B;
    e_ *= 1.0 - A;
    residue_ *= 1.0 + B * (A - 1.0) + Gamma * (Gamma * numbers.gamma * squares - h_ / eta_d);
    return;
  }
  alpha_ = alpha_ * (1.0 + A) + eta_d * Gamma * numbers.gamma * squares;
  k_ *= 1.0 + A - B;
  e_ *= 1.0 - A + B;
  h_ *= 1.0 + B;
  for (Eigen::Index j = 0; j < q_.size(); ++j) {
    double more = 0.0;
    for (Eigen::Index l = 0; l < q_.size(); ++l) {
      const double apart = B[j] - B[l];
      if (apart != 0.0) more += q_[l] * m_[l] * apart * apart / (h_[j] - h_[l]);
    }
    residue_[j] = k_[j] * e_[j] + sigma_ * q_[j] * m_[j] * (alpha_ - h_[j] + both * more);
  }
}

Points PointSolver::matrix() const {
  const Eigen::Index n = q_.size();
  Points Z(n + 1, n + 1);
  Z(0, 0) = alpha_;
  Z.row(0).tail(n) = k_.matrix().transpose();
  Z.col(0).tail(n) = -e_.matrix();
  Z.bottomRightCorner(n, n) = sigma_ * m_.matrix() * q_.matrix().transpose();
  Z.bottomRightCorner(n, n).diagonal() += h_.matrix();
  return Z;
}

void PointSolver::unequal_masses(const PointNumbers& numbers) {
  prepare(numbers);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  const auto pole = [&](std::size_t j) { return h_[static_cast<Eigen::Index>(j)]; };
  std::sort(order_.begin(), order_.end(), [&](std::size_t i, std::size_t j) { return pole(i) < pole(j); });
  equation_.shift = alpha_ + sigma_ * (q_ * m_).sum();
  equation_.poles.clear();
  equation_.residues.clear();
  for (const std::size_t j : order_) {
    const double h = pole(j), residue = residue_[static_cast<Eigen::Index>(j)];
    if (!equation_.poles.empty() && equation_.poles.back() == h) {
      spectrum_.b.push_back(value(h));  // a mass more of the like: a root at its pole
      equation_.residues.back() += residue;
    } else {
      equation_.poles.push_back(h);
      equation_.residues.push_back(residue);
    }
  }
  if (equation_.poles.size() == 1) {
    // z - shift + r / (z - h) = 0 in x = z - h
    const double h = equation_.poles[0];
    const Pair pair = root_pair(equation_.shift - h, equation_.residues[0]);
    spectrum_.c[0] = value(h + pair.first);
    spectrum_.c[1] = value(h + pair.second);
  } else if (solve(equation_, roots_)) {
    for (const double z : roots_.between) spectrum_.b.push_back(value(z));
    spectrum_.c[0] = value(roots_.pair.first);
    spectrum_.c[1] = value(roots_.pair.second);
  } else {
    dense();
  }
  std::stable_sort(spectrum_.b.begin(), spectrum_.b.end(),
                   [](const Complex& x, const Complex& y) { return x.real() > y.real(); });
}

/// All eigenvalues at once. How much of b a root z carries is 1 / |derivative of the secular function|: the pair c is
/// what carries most.
void PointSolver::dense() {
  const Points Z = matrix();
  std::vector<Complex> z(static_cast<std::size_t>(Z.rows()));
  eigenvalues(Z.data(), 1, Z.rows(), z.data(), Execution{1, nullptr});
  const auto spread = [&](const Complex& root) {
    Complex slope = 1.0;
    for (std::size_t j = 0; j < equation_.poles.size(); ++j) {
      const Complex distance = root - equation_.poles[j];
      slope -= equation_.residues[j] / (distance * distance);
    }
    const double size = std::abs(slope);
    return std::isfinite(size) ? size : inf;
  };
  std::stable_sort(z.begin(), z.end(), [&](const Complex& x, const Complex& y) { return spread(x) < spread(y); });
  // A conjugate pair stays together; a real root needs a real mate.
  const auto mate = std::find_if(z.begin() + 1, z.end(), [&](const Complex& other) {
    return z[0].imag() == 0.0 ? other.imag() == 0.0 : other == std::conj(z[0]);
  });
  if (mate != z.end()) std::iter_swap(z.begin() + 1, mate);
  spectrum_.c[0] = value(z[0]);
  spectrum_.c[1] = value(z[1]);
  const bool swap = z[0].imag() != 0.0 ? spectrum_.c[0].imag() < 0.0 : spectrum_.c[0].real() < spectrum_.c[1].real();
  if (swap) std::swap(spectrum_.c[0], spectrum_.c[1]);
  spectrum_.b.clear();
  for (std::size_t i = 2; i < z.size(); ++i) spectrum_.b.push_back(value(z[i]));
}

}  // namespace gandyn::analysis
