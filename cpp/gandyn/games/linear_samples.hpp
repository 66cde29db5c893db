#pragma once

#include "gandyn/games/linear_gan.hpp"

namespace gandyn::games {

/// The linear GAN on minibatches: every evaluation draws its own points, numbers of (seed, run, step, stage) alone.
/// Products of second derivatives at one position see the points that its field saw.
class SampledLinearModel {
 public:
  using Game = LinearGAN;
  explicit SampledLinearModel(const std::vector<const LinearGAN*>& runs);

  Eigen::Index generator_size() const { return mean_.rows(); }
  Eigen::Index discriminator_size() const { return mean_.rows(); }
  void field(const Position& at, LaneDirection& out) const;
  Lanes product(Block block, const Position& at, const Lanes& direction) const;
  Row loss(const Position& at) const;

 private:
  /// use(run, kind, x, t) for every point x (n,) of a run's minibatch, t = theta . x; kind 0 true, 1 generated
  template <class Use>
  void for_each_point(const Position& at, Use use) const;

  LinearLoss loss_;
  Index batch_size_;
  Lanes mean_;  // (n, W)
  Row std_;     // (W,)
};

}  // namespace gandyn::games
