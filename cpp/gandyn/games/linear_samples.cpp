#include "gandyn/games/linear_samples.hpp"

#include <array>

#include "gandyn/core/random.hpp"

namespace gandyn::games {
namespace {

/// (g', g'') of the true (kind 0) and the generated (kind 1) points
std::array<double, 2> slopes(LinearLoss loss, int kind, double t) {
  if (loss == LinearLoss::wasserstein) return {kind == 0 ? 1.0 : -1.0, 0.0};
  const auto s = logistic(t);
  return {kind == 0 ? 1.0 - s[0] : -s[0], -s[1]};
}

}  // namespace

SampledLinearModel::SampledLinearModel(const std::vector<const LinearGAN*>& runs)
    : loss_(runs.front()->loss),
      batch_size_(*runs.front()->batch_size),
      mean_(static_cast<Eigen::Index>(runs.front()->mean.size()), static_cast<Eigen::Index>(runs.size())),
      std_(gather(runs, [](const LinearGAN& run) { return run.std; })) {
  for (std::size_t w = 0; w < runs.size(); ++w) {
    mean_.col(static_cast<Eigen::Index>(w)) = Eigen::Map<const Eigen::ArrayXd>(runs[w]->mean.data(), mean_.rows());
  }
}

template <class Use>
void SampledLinearModel::for_each_point(const Position& at, Use use) const {
  const Eigen::Index n = mean_.rows();
  Eigen::VectorXd x(n);
  for (Eigen::Index w = 0; w < at.runs(); ++w) {
    const Eigen::VectorXd theta = at.discriminator.col(w).matrix();
    const auto run = static_cast<std::uint64_t>(at.draw.runs == nullptr ? 0 : at.draw.runs[w]);
    random::StepNormals normals(at.draw.seed, random::Stream::minibatch, run, static_cast<std::uint64_t>(at.draw.step),
                                static_cast<std::uint64_t>(at.draw.stage));
    for (int kind = 0; kind < 2; ++kind) {
      for (Index point = 0; point < batch_size_; ++point) {
        double t = 0.0;
        for (Eigen::Index a = 0; a < n; ++a) {
          x[a] = mean_(a, w) + (kind == 0 ? 0.0 : at.generator(a, w)) + std_[w] * normals.next();
          t += theta[a] * x[a];
        }
        use(w, kind, x, t);
      }
    }
  }
}

void SampledLinearModel::field(const Position& at, LaneDirection& out) const {
  const Eigen::Index n = mean_.rows();
  const double share = 1.0 / static_cast<double>(batch_size_);
  out = {Lanes::Zero(n, at.runs()), Lanes::Zero(n, at.runs())};
  for_each_point(at, [&](Eigen::Index w, int kind, const Eigen::VectorXd& x, double t) {
    const double slope = share * slopes(loss_, kind, t)[0];
    for (Eigen::Index a = 0; a < n; ++a) {
      out.discriminator(a, w) += slope * x[a];
      if (kind == 1) out.generator(a, w) -= slope * at.discriminator(a, w);
    }
  });
}

Lanes SampledLinearModel::product(Block block, const Position& at, const Lanes& u) const {
  const Eigen::Index n = mean_.rows();
  const double share = 1.0 / static_cast<double>(batch_size_);
  Lanes out = Lanes::Zero(n, at.runs());
  const Row along = dot(at.discriminator, u);
  for_each_point(at, [&](Eigen::Index w, int kind, const Eigen::VectorXd& x, double t) {
    if (kind == 0 && block != Block::dd) return;
    const auto [first, second] = slopes(loss_, kind, t);
    double across = 0.0;
    for (Eigen::Index a = 0; a < n; ++a) across += x[a] * u(a, w);
    for (Eigen::Index a = 0; a < n; ++a) {
      const double theta = at.discriminator(a, w);
      double term = 0.0;
      switch (block) {
        case Block::gg: term = -second * theta * along[w]; break;
        case Block::gd: term = -first * u(a, w) - second * theta * across; break;
        case Block::dg: term = first * u(a, w) + second * x[a] * along[w]; break;
        case Block::dd: term = second * x[a] * across; break;
      }
      out(a, w) += share * term;
    }
  });
  return out;
}

Row SampledLinearModel::loss(const Position& at) const {
  Row out = Row::Zero(at.runs());
  for_each_point(at, [&](Eigen::Index w, int kind, const Eigen::VectorXd&, double t) {
    const double value = loss_ == LinearLoss::wasserstein ? (kind == 0 ? t : -t) : -softplus(kind == 0 ? -t : t);
    out[w] += value / static_cast<double>(batch_size_);
  });
  return out;
}

}  // namespace gandyn::games
