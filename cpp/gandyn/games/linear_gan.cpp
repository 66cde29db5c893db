#include "gandyn/games/linear_gan.hpp"

#include <cmath>

namespace gandyn::games {
namespace {

Lanes stack_means(const std::vector<const LinearGAN*>& runs) {
  const auto n = static_cast<Eigen::Index>(runs.front()->mean.size());
  Lanes out(n, static_cast<Eigen::Index>(runs.size()));
  for (std::size_t w = 0; w < runs.size(); ++w) {
    out.col(static_cast<Eigen::Index>(w)) = Eigen::Map<const Eigen::ArrayXd>(runs[w]->mean.data(), n);
  }
  return out;
}

void add(const Row& a, const Lanes& x, Lanes& y) { axpy(a, x, y); }

}  // namespace

LinearModel::LinearModel(const std::vector<const LinearGAN*>& runs)
    : loss_(runs.front()->loss),
      mean_(stack_means(runs)),
      std_(gather(runs, [](const LinearGAN& run) { return run.std; })),
      variance_(std_ * std_) {}

auto LinearModel::slopes(const Lanes& phi, const Lanes& theta) const -> Slopes {
  const Eigen::Index runs = theta.cols();
  if (loss_ == LinearLoss::wasserstein) {
    const Row zero = Row::Zero(runs), one = Row::Ones(runs);
    return {{one, zero, zero, zero}, {-one, zero, zero, zero}};
  }
  const Row spread = std_ * dot(theta, theta).sqrt();
  // Both kinds have one spread: one pass over twice the runs.
  Row means(2 * runs), spreads(2 * runs);
  means << dot(theta, mean_), dot(theta, phi);
  spreads << spread, spread;
  const LogisticMeans s = logistic_means(means, spreads);
  Slopes out;
  for (std::size_t k = 0; k < 4; ++k) {  // g1' = 1 - S, g2' = -S, and every further derivative of both is -S^(k)
    out.real[k] = (k == 0 ? 1.0 : 0.0) - s[k].head(runs);
    out.fake[k] = -s[k].tail(runs);
  }
  return out;
}

void LinearModel::field(const Position& at, LaneDirection& out) const {
  const Lanes phi = at.generator + mean_;
  const Lanes& theta = at.discriminator;
  const auto [real, fake] = slopes(phi, theta);
  out.generator = theta;
  scale(-fake[0], out.generator);
  // grad_theta = M_1(g1, v) v + M_1(g2, phi) phi + s^2 (M_2(g1, v) + M_2(g2, phi)) theta, by Stein's identity
  out.discriminator = mean_;
  scale(real[0], out.discriminator);
  add(fake[0], phi, out.discriminator);
  add(variance_ * (real[1] + fake[1]), theta, out.discriminator);
}

Lanes LinearModel::product(Block block, const Position& at, const Lanes& u) const {
  const Lanes phi = at.generator + mean_;
  const Lanes& theta = at.discriminator;
  const auto [real, fake] = slopes(phi, theta);
  const Row along = dot(theta, u);
  Lanes out = u;
  switch (block) {
    case Block::gg:  // -f_pp = -M_2(g2, phi) theta theta'
      out = theta;
      scale(-fake[1] * along, out);
      break;
    case Block::gd:  // -f_pt = -M_1 I - theta (M_2 phi + s^2 M_3 theta)'
      scale(-fake[0], out);
      add(-(fake[1] * dot(phi, u) + variance_ * fake[2] * along), theta, out);
      break;
    case Block::dg:  // f_tp = M_1 I + (M_2 phi + s^2 M_3 theta) theta'
      scale(fake[0], out);
      add(fake[1] * along, phi, out);
      add(variance_ * fake[2] * along, theta, out);
      break;
    case Block::dd: {  // sum of M_2 (s^2 I + mu mu') + s^2 M_3 (mu theta' + theta mu') + s^4 M_4 theta theta'
      scale(variance_ * (real[1] + fake[1]), out);
      const auto add_kind = [&](const LogisticMeans& slope, const Lanes& mu) {
        const Row across = dot(mu, u);
        add(slope[1] * across + variance_ * slope[2] * along, mu, out);
        add(variance_ * (slope[2] * across + variance_ * slope[3] * along), theta, out);
      };
      add_kind(real, mean_);
      add_kind(fake, phi);
      break;
    }
  }
  return out;
}

Row LinearModel::loss(const Position& at) const {
  const Lanes phi = at.generator + mean_;
  const Lanes& theta = at.discriminator;
  const Row real = dot(theta, mean_), fake = dot(theta, phi), spread = std_ * dot(theta, theta).sqrt();
  if (loss_ == LinearLoss::wasserstein) return real - fake;
  Row out(real.size());
  for (Eigen::Index i = 0; i < out.size(); ++i) {
    out[i] = -softplus_mean(-real[i], spread[i]) - softplus_mean(fake[i], spread[i]);
  }
  return out;
}

std::string LinearModel::no_best(const LinearGAN& game) {
  if (game.batch_size) return "batch_size must be None, for a minibatch has no best discriminator of its own";
  if (game.loss == LinearLoss::wasserstein) return "loss must be 'logistic', for else no discriminator is best";
  return game.std > 0.0 ? "" : "std must be > 0, for else no discriminator is best";
}

std::string LinearModel::no_ridge(const LinearGAN& game) {
  return game.loss == LinearLoss::wasserstein ? "loss must be 'logistic', for else f is not curved in theta" : "";
}

}  // namespace gandyn::games
