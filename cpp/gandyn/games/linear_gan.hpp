#pragma once

#include <optional>

#include "gandyn/core/fields.hpp"
#include "gandyn/games/logistic_means.hpp"
#include "gandyn/games/position.hpp"

namespace gandyn {

namespace games {
enum class LinearLoss { logistic, wasserstein };
}

template <>
struct EnumNames<games::LinearLoss> {
  static constexpr std::array<std::string_view, 2> names{"logistic", "wasserstein"};
};

namespace games {

/// f(phi, theta) = E g1(theta . x) + E g2(theta . (phi + z)), x ~ N(v, s^2 I), z ~ N(0, s^2 I)  (Nie & Patel 2019):
/// g1(t) = -log(1 + e^-t), g2(t) = -log(1 + e^t), or t and -t. Coordinates w = (phi - v, theta).
struct LinearGAN {
  static constexpr std::string_view name = "LinearGAN";
  static constexpr std::string_view prose =
      "A shift of normal points against a linear discriminator (Nie and Patel 2019); w = (phi - mean, theta).";

  std::vector<double> mean;
  double std = 1.0;
  LinearLoss loss = LinearLoss::logistic;
  std::optional<Index> batch_size;

  /// `loss` is the function of the players; what it is made of has a name beside it.
  static constexpr std::pair<std::string_view, std::string_view> method_named{"loss", "loss_kind"};
  static constexpr auto fields() {
    return std::tuple{Field{"mean", &LinearGAN::mean, {}, "v, (n,): mean of the true points"},
                      Field{"std", &LinearGAN::std, nonnegative, "s: standard deviation of true and generated points"},
                      Field{"loss", &LinearGAN::loss, {}, "logistic is the zero-sum loss of the first GAN"},
                      Field{"batch_size",
                            &LinearGAN::batch_size,
                            {1.0, 1e9, false, false},
                            "points drawn of each kind at every evaluation; None: the exact mean over all"}};
  }
  void check_together() const {
    if (mean.empty()) throw std::invalid_argument("LinearGAN: mean must have at least one coordinate");
  }
};

class LinearModel {
 public:
  using Game = LinearGAN;
  explicit LinearModel(const std::vector<const LinearGAN*>& runs);

  Eigen::Index generator_size() const { return mean_.rows(); }
  Eigen::Index discriminator_size() const { return mean_.rows(); }
  void field(const Position& at, LaneDirection& out) const;
  Lanes product(Block block, const Position& at, const Lanes& direction) const;
  Row loss(const Position& at) const;

  static std::string no_best(const LinearGAN& game);
  static std::string no_ridge(const LinearGAN& game);

 private:
  /// Means of g', g'', g''', g'''' over true points, mean v, and generated ones, mean phi.
  struct Slopes {
    LogisticMeans real, fake;
  };
  Slopes slopes(const Lanes& phi, const Lanes& theta) const;

  LinearLoss loss_;
  Lanes mean_;          // (n, W)
  Row std_, variance_;  // (W,)
};

}  // namespace games
}  // namespace gandyn
