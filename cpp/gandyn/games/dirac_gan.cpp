#include "gandyn/games/dirac_gan.hpp"

#include <cmath>

namespace gandyn::games {

DiracModel::DiracModel(const std::vector<const DiracGAN*>& runs) : loss_(runs.front()->loss) {
  const auto collect = [&]<class P>(double P::* member, Row& row) {
    if (!std::holds_alternative<P>(runs.front()->penalty)) return;
    row = gather(runs, [&](const DiracGAN& run) { return std::get<P>(run.penalty).*member; });
  };
  collect(&R1::gamma, gamma_);
  collect(&R2::gamma, gamma_);
  collect(&GradientPenalty::gamma, gamma_);
  collect(&GradientPenalty::target, target_);
  collect(&Clipping::bound, clip_);
  collect(&InstanceNoise::std, noise_);
  variance_ = noisy() ? Row(noise_ * noise_) : Row::Zero(static_cast<Eigen::Index>(runs.size()));
}

LogisticMeans DiracModel::slopes(const Row& t, const Row& psi) const {
  if (loss_ == DiracLoss::wasserstein) {
    const Row zero = Row::Zero(t.size());
    return {Row::Ones(t.size()), zero, zero, zero};
  }
  LogisticMeans s = noisy() ? logistic_means(t, noise_ * psi.abs()) : logistic_values(t);
  return {1.0 - s[0], -s[1], -s[2], -s[3]};  // f' = 1 - S
}

void DiracModel::field(const Position& at, LaneDirection& out) const {
  const Row theta = at.generator.row(0), psi = at.discriminator.row(0), t = psi * theta;
  const LogisticMeans fake = slopes(t, psi);
  out.generator = -psi * (side() < 0 ? slopes(-t, psi)[0] : fake[0]);
  Row ascent = theta * fake[0];
  if (noisy()) ascent += variance_ * psi * (fake[1] + slopes(Row::Zero(t.size()), psi)[1]);
  if (gamma_.size() != 0) {
    if (target_.size() != 0) {
      ascent -= gamma_ * (psi.abs() - target_) * psi.sign();
    } else {
      ascent -= gamma_ * psi;
    }
  }
  out.discriminator = ascent;
}

Lanes DiracModel::product(Block block, const Position& at, const Lanes& direction) const {
  const Row theta = at.generator.row(0), psi = at.discriminator.row(0), t = psi * theta;
  const bool generators = block == Block::gg || block == Block::gd;
  const double side_ = generators ? side() : 1.0;
  const LogisticMeans fake = slopes(side_ * t, psi);  // of f' to f''''
  // How the means change with psi: by the mean of the argument and by its variance.
  const auto along_psi = [&](const LogisticMeans& s, std::size_t k, double sign) -> Row {
    return sign * theta * s[k + 1] + variance_ * psi * s[k + 2];
  };
  Row entry;
  switch (block) {
    case Block::gg: entry = -side_ * psi * psi * fake[1]; break;
    case Block::gd: entry = -fake[0] - psi * along_psi(fake, 0, side_); break;
    case Block::dg: entry = fake[0] + psi * (theta * fake[1] + variance_ * psi * fake[2]); break;
    case Block::dd:
      entry = theta * along_psi(fake, 0, 1.0);
      if (noisy()) {
        const LogisticMeans zero = slopes(Row::Zero(t.size()), psi);
        entry += variance_ * (fake[1] + zero[1] + psi * (along_psi(fake, 1, 1.0) + variance_ * psi * zero[3]));
      }
      if (gamma_.size() != 0) entry -= gamma_;
      break;
  }
  return entry * direction.row(0);
}

Row DiracModel::loss(const Position& at) const {
  const Row theta = at.generator.row(0), psi = at.discriminator.row(0);
  Row out(theta.size());
  for (Eigen::Index i = 0; i < out.size(); ++i) {
    const double t = psi[i] * theta[i], spread = noisy() ? noise_[i] * std::abs(psi[i]) : 0.0;
    out[i] = loss_ == DiracLoss::wasserstein ? t : -softplus_mean(-t, spread) - softplus_mean(0.0, spread);
    if (gamma_.size() != 0) {
      const double excess = std::abs(psi[i]) - (target_.size() != 0 ? target_[i] : 0.0);
      out[i] -= 0.5 * gamma_[i] * excess * excess;
    }
  }
  return out;
}

Row DiracModel::generator_loss(const Position& at) const {
  if (side() > 0) return loss(at);
  Row out(at.runs());
  for (Eigen::Index i = 0; i < out.size(); ++i) {
    const double psi = at.discriminator(0, i), spread = noisy() ? noise_[i] * std::abs(psi) : 0.0;
    out[i] = softplus_mean(psi * at.generator(0, i), spread);  // -f(-t)
  }
  return out;
}

Lanes DiracModel::generator_slope(const Position& at) const {
  if (side() > 0) {
    LaneDirection v;
    field(at, v);
    return v.discriminator;
  }
  const Row theta = at.generator.row(0), psi = at.discriminator.row(0);
  const LogisticMeans fake = slopes(-psi * theta, psi);
  return theta * fake[0] - variance_ * psi * fake[1];
}

void DiracModel::project(Lanes& discriminator) const {
  if (clip_.size() != 0) discriminator.row(0) = discriminator.row(0).min(clip_).max(-clip_);
}

std::string DiracModel::no_best(const DiracGAN& game) {
  const bool curved = std::holds_alternative<R1>(game.penalty) || std::holds_alternative<R2>(game.penalty);
  const double* gamma = nullptr;
  if (const auto* r1 = std::get_if<R1>(&game.penalty)) gamma = &r1->gamma;
  if (const auto* r2 = std::get_if<R2>(&game.penalty)) gamma = &r2->gamma;
  if (curved && *gamma > 0.0) return "";
  const auto* noise = std::get_if<InstanceNoise>(&game.penalty);
  if (noise != nullptr && noise->std > 0.0 && game.loss != DiracLoss::wasserstein) return "";
  return "without R1, R2 or instance noise under a logistic loss no discriminator is best";
}

std::string DiracModel::no_ridge(const DiracGAN& game) {
  const bool flat = game.loss == DiracLoss::wasserstein && no_best(game) != "";
  const bool sloped = std::holds_alternative<GradientPenalty>(game.penalty);
  return flat && !sloped ? "f must be curved in psi, by a logistic loss or a penalty" : "";
}

std::string DiracModel::no_jacobian(const DiracGAN& game, const Lanes& discriminator) {
  const auto* penalty = std::get_if<GradientPenalty>(&game.penalty);
  const bool kink = penalty != nullptr && penalty->target > 0.0 && (discriminator == 0.0).any();
  return kink ? "the field of a gradient penalty jumps at psi = 0 and has no Jacobian there" : "";
}

}  // namespace gandyn::games
