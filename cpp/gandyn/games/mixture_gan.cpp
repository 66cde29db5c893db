#include "gandyn/games/mixture_gan.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gandyn/games/exponential_sum.hpp"
#include "gandyn/games/lane_routines.hpp"

namespace gandyn::games {
namespace {

/// The standard normal density, and x times it; both 0 at infinity.
double density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi); }
double moment(double x) { return std::isinf(x) ? 0.0 : x * density(x); }

/// Phi(b - mu) - Phi(a - mu), without cancellation far out on either side
double mass(double a, double b, double mu) {
  const auto tail = [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); };
  const double low = a - mu, high = b - mu;
  if (low > 0.0 && high > 0.0) return tail(low) - tail(high);
  return tail(-high) - tail(-low);
}

double share(const MixtureGAN& game, int k) { return k == 0 ? game.weight : 1.0 - game.weight; }

/// int_l^r F
double integral(const MixtureGAN& game, double l, double r, const double* mu) {
  double sum = 0.0;
  for (int k = 0; k < 2; ++k) {
    sum += share(game, k) * (mass(l, r, game.means[static_cast<std::size_t>(k)]) - mass(l, r, mu[k]));
  }
  return sum;
}

/// F(x) / phi(x)
ExponentialSum exponential_sum(const MixtureGAN& game, double mu1, double mu2) {
  const double first = share(game, 0), second = share(game, 1);
  mu1 = std::clamp(mu1, -farthest, farthest), mu2 = std::clamp(mu2, -farthest, farthest);
  return ExponentialSum({{game.means[0], first}, {game.means[1], second}, {mu1, -first}, {mu2, -second}});
}

}  // namespace

std::vector<double> zeros(const MixtureGAN& game, double mu1, double mu2) {
  return exponential_sum(game, mu1, mu2).sign_changes();
}

double density_difference(const MixtureGAN& game, double x, double mu1, double mu2) {
  const double mu[2] = {mu1, mu2};
  double sum = 0.0;
  for (int k = 0; k < 2; ++k) {
    sum += share(game, k) * (density(x - game.means[static_cast<std::size_t>(k)]) - density(x - mu[k]));
  }
  return sum;
}

std::array<double, 4> best_intervals(const MixtureGAN& game, double mu1, double mu2) {
  const ExponentialSum difference = exponential_sum(game, mu1, mu2);
  if (difference.empty()) return {0.0, 0.0, 0.0, 0.0};
  double ends[4] = {};
  std::size_t count = 0;
  if (difference.first_sign() > 0.0) ends[count++] = -infinity;
  for (const double zero : difference.sign_changes()) ends[count++] = zero;
  if (count % 2 == 1) ends[count++] = infinity;
  if (count == 2) ends[2] = ends[3] = ends[1];
  return {ends[0], ends[2], ends[1], ends[3]};
}

double total_variation(const MixtureGAN& game, double mu1, double mu2) {
  const auto [l1, l2, r1, r2] = best_intervals(game, mu1, mu2);
  const double mu[2] = {mu1, mu2};
  return integral(game, l1, r1, mu) + integral(game, l2, r2, mu);
}

MixtureModel::MixtureModel(const std::vector<const MixtureGAN*>& runs)
    : parameters_(4, static_cast<Eigen::Index>(runs.size())),
      projected_(runs.front()->ordering == Ordering::projected) {
  for (const MixtureGAN* run : runs) {
    const auto w = static_cast<Eigen::Index>(games_.size());
    parameters_.col(w) << run->means[0], run->means[1], share(*run, 0), share(*run, 1);
    games_.push_back(*run);
  }
}

void MixtureModel::field(const Position& at, LaneDirection& out) const {
  out.generator.resize(2, at.runs());
  out.discriminator.resize(4, at.runs());
  lane_routines().mixture_field(at.generator.data(), at.discriminator.data(), parameters_.data(), at.runs(),
                                out.generator.data(), out.discriminator.data());
}

Lanes MixtureModel::product(Block block, const Position& at, const Lanes& u) const {
  const Eigen::Index runs = at.runs();
  Lanes out = Lanes::Zero(block == Block::gg || block == Block::gd ? 2 : 4, runs);
  for (Eigen::Index w = 0; w < runs; ++w) {
    for (Eigen::Index end = 0; end < 4; ++end) {
      const double x = at.discriminator(end, w), sign = end < 2 ? -1.0 : 1.0;
      double slope = 0.0;  // F'(x)
      for (Eigen::Index k = 0; k < 2; ++k) {
        const double weight = parameters_(2 + k, w), own = weight * moment(x - at.generator(k, w));
        slope += own - weight * moment(x - parameters_(k, w));
        switch (block) {  // f_mu mu = diag of sum +-own; f_mu end = -+own
          case Block::gg: out(k, w) -= sign * own * u(k, w); break;
          case Block::gd: out(k, w) += sign * own * u(end, w); break;
          case Block::dg: out(end, w) -= sign * own * u(k, w); break;
          case Block::dd: break;
        }
      }
      if (block == Block::dd) out(end, w) = sign * slope * u(end, w);
    }
  }
  return out;
}

Row MixtureModel::loss(const Position& at) const {
  Row out(at.runs());
  for (Eigen::Index w = 0; w < out.size(); ++w) {
    const double mu[2] = {at.generator(0, w), at.generator(1, w)};
    const MixtureGAN& game = games_[static_cast<std::size_t>(w)];
    out[w] = 1.0;
    for (Eigen::Index i = 0; i < 2; ++i) {
      out[w] += integral(game, at.discriminator(i, w), at.discriminator(2 + i, w), mu);
    }
  }
  return out;
}

void MixtureModel::project(Lanes& ends) const {
  if (projected_) lane_routines().order_ends(ends.data(), ends.cols());
}

Lanes MixtureModel::best(const Lanes& generator) const {
  Lanes out(4, generator.cols());
  for (Eigen::Index w = 0; w < out.cols(); ++w) {
    const auto ends = best_intervals(games_[static_cast<std::size_t>(w)], generator(0, w), generator(1, w));
    for (Eigen::Index i = 0; i < 4; ++i) out(i, w) = ends[static_cast<std::size_t>(i)];
  }
  return out;
}

}  // namespace gandyn::games
