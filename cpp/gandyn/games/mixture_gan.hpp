#pragma once

#include "gandyn/core/fields.hpp"
#include "gandyn/games/position.hpp"

namespace gandyn {

namespace games {
enum class Ordering { projected, kept_signed };
}

template <>
struct EnumNames<games::Ordering> {
  static constexpr std::array<std::string_view, 2> names{"projected", "signed"};
};

namespace games {

/// Means beyond this are taken for it: so far out their densities are 0 where the others are not.
inline constexpr double farthest = 1e8;

/// Two unit normal distributions at mu against two intervals (Li, Madry, Peebles, Schmidt 2018):
///   L(mu, l, r) = 1 + sum_i int_{l_i}^{r_i} F,  F(x) = sum_k weight_k (phi(x - mu*_k) - phi(x - mu_k))
struct MixtureGAN {
  static constexpr std::string_view name = "MixtureGAN";
  static constexpr std::string_view prose =
      "Two unit normal distributions against two intervals under total variation (Li et al. 2018); "
      "w = (mu1, mu2, l1, l2, r1, r2).";

  std::vector<double> means{-0.5, 0.5};
  Ordering ordering = Ordering::projected;
  double weight = 0.5;

  static constexpr auto fields() {
    return std::tuple{
        Field{"means", &MixtureGAN::means, {-farthest, farthest, false, false}, "mu*, (2,): the true means"},
        Field{"ordering",
              &MixtureGAN::ordering,
              {},
              "whether the ends are projected on l1 <= r1 <= l2 <= r2 after each of their moves, or a "
              "crossed interval counts negative"},
        Field{"weight",
              &MixtureGAN::weight,
              {0.0, 1.0, true, true},
              "of the first distribution of both mixtures; the second has the rest"}};
  }
  void check_together() const {
    if (means.size() != 2) {
      throw std::invalid_argument("MixtureGAN: means must be 2 numbers, got " + std::to_string(means.size()));
    }
  }
};

/// Zeros of F, increasing: each of them a change of sign; none where F vanishes altogether.
std::vector<double> zeros(const MixtureGAN& game, double mu1, double mu2);
/// The two intervals on which F > 0 as (l1, l2, r1, r2); an unused one is empty, l = r. All four 0 where F = 0.
std::array<double, 4> best_intervals(const MixtureGAN& game, double mu1, double mu2);
/// (1/2) int |F|
double total_variation(const MixtureGAN& game, double mu1, double mu2);
/// F(x)
double density_difference(const MixtureGAN& game, double x, double mu1, double mu2);

class MixtureModel {
 public:
  using Game = MixtureGAN;
  explicit MixtureModel(const std::vector<const MixtureGAN*>& runs);

  Eigen::Index generator_size() const { return 2; }
  Eigen::Index discriminator_size() const { return 4; }
  void field(const Position& at, LaneDirection& out) const;
  Lanes product(Block block, const Position& at, const Lanes& direction) const;
  Row loss(const Position& at) const;
  void project(Lanes& discriminator) const;
  /// The best intervals against these means.
  Lanes best(const Lanes& generator) const;

  static std::string no_best(const MixtureGAN&) { return {}; }

 private:
  std::vector<MixtureGAN> games_;
  Lanes parameters_;  // (4, W): mu*_1, mu*_2, weight_1, weight_2
  bool projected_;
};

}  // namespace games
}  // namespace gandyn
