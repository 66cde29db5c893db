#pragma once

#include <variant>

#include "gandyn/core/fields.hpp"
#include "gandyn/games/logistic_means.hpp"
#include "gandyn/games/position.hpp"

namespace gandyn {

namespace games {
enum class DiracLoss { logistic, nonsaturating, wasserstein };
}

template <>
struct EnumNames<games::DiracLoss> {
  static constexpr std::array<std::string_view, 3> names{"logistic", "nonsaturating", "wasserstein"};
};

namespace games {

struct R1 {
  static constexpr std::string_view name = "R1";
  static constexpr std::string_view prose =
      "(gamma/2) E |grad D|^2 on true data, added to the discriminator's loss (Mescheder et al. 2018).";
  double gamma = 1.0;
  static constexpr auto fields() {
    return std::tuple{Field{"gamma", &R1::gamma, nonnegative, "weight of the penalty"}};
  }
};

struct R2 {
  static constexpr std::string_view name = "R2";
  static constexpr std::string_view prose =
      "(gamma/2) E |grad D|^2 on generated data, added to the discriminator's loss (Mescheder et al. 2018).";
  double gamma = 1.0;
  static constexpr auto fields() {
    return std::tuple{Field{"gamma", &R2::gamma, nonnegative, "weight of the penalty"}};
  }
};

struct GradientPenalty {
  static constexpr std::string_view name = "GradientPenalty";
  static constexpr std::string_view prose =
      "(gamma/2) (|grad D| - target)^2, added to the discriminator's loss (WGAN-GP, Gulrajani et al. 2017).";
  double gamma = 10.0;
  double target = 1.0;
  static constexpr auto fields() {
    return std::tuple{Field{"gamma", &GradientPenalty::gamma, nonnegative, "weight of the penalty"},
                      Field{"target", &GradientPenalty::target, nonnegative, "length wanted of the gradient"}};
  }
};

struct Clipping {
  static constexpr std::string_view name = "Clipping";
  static constexpr std::string_view prose =
      "The discriminator is clipped to [-bound, bound] after each of its moves (WGAN, Arjovsky et al. 2017).";
  double bound = 1.0;
  static constexpr auto fields() {
    return std::tuple{Field{"bound", &Clipping::bound, positive, "largest size of the discriminator"}};
  }
};

struct InstanceNoise {
  static constexpr std::string_view name = "InstanceNoise";
  static constexpr std::string_view prose =
      "Normal noise on all that the discriminator sees; the exact mean over it (Sonderby et al. 2017).";
  double std = 0.7;
  static constexpr auto fields() {
    return std::tuple{Field{"std", &InstanceNoise::std, nonnegative, "standard deviation of the noise"}};
  }
};

using Penalty = std::variant<std::monostate, R1, R2, GradientPenalty, Clipping, InstanceNoise>;

/// L(theta, psi) = f(psi theta) + f(0), f(t) = -log(1 + e^-t) or t; D(x) = psi x, true data at 0, generated at theta.
/// (Mescheder, Geiger, Nowozin 2018)
struct DiracGAN {
  static constexpr std::string_view name = "DiracGAN";
  static constexpr std::string_view prose =
      "One true point 0, one generated point theta, a linear discriminator D(x) = psi x; w = (theta, psi).";

  DiracLoss loss = DiracLoss::logistic;
  Penalty penalty;

  /// `loss` is the function of the players; what it is made of has a name beside it.
  static constexpr std::pair<std::string_view, std::string_view> method_named{"loss", "loss_kind"};
  static constexpr auto fields() {
    return std::tuple{Field{"loss",
                            &DiracGAN::loss,
                            {},
                            "f(t) = -log(1 + e^-t), with the generator's loss its own "
                            "or -f(-t); or f(t) = t"},
                      Field{"penalty", &DiracGAN::penalty, {}, "what is added to the discriminator's loss"}};
  }
};

class DiracModel {
 public:
  using Game = DiracGAN;
  explicit DiracModel(const std::vector<const DiracGAN*>& runs);

  Eigen::Index generator_size() const { return 1; }
  Eigen::Index discriminator_size() const { return 1; }
  void field(const Position& at, LaneDirection& out) const;
  Lanes product(Block block, const Position& at, const Lanes& direction) const;
  /// The transpose of a block, which is 1 x 1.
  Lanes transposed(Block block, const Position& at, const Lanes& direction) const {
    return product(block, at, direction);
  }
  Row loss(const Position& at) const;
  Row generator_loss(const Position& at) const;
  /// Its gradient in psi.
  Lanes generator_slope(const Position& at) const;
  /// The discriminator after a move.
  void project(Lanes& discriminator) const;

  static bool zero_sum(const DiracGAN& game) { return game.loss != DiracLoss::nonsaturating; }
  static std::string no_best(const DiracGAN& game);
  static std::string no_ridge(const DiracGAN& game);
  static std::string no_jacobian(const DiracGAN& game, const Lanes& discriminator);

 private:
  /// Means of f', f'', f''', f'''' at +-psi theta and at 0, under the noise.
  struct Slopes {
    LogisticMeans fake, zero;
  };
  LogisticMeans slopes(const Row& t, const Row& psi) const;
  /// The generator sees -f(-t) where its loss is the non-saturating one.
  double side() const { return loss_ == DiracLoss::nonsaturating ? -1.0 : 1.0; }
  bool noisy() const { return noise_.size() != 0; }

  DiracLoss loss_;
  Row gamma_, target_, clip_, noise_;  // (W,); empty: none
  Row variance_;                       // (W,) of the noise, 0 without
};

}  // namespace games
}  // namespace gandyn
