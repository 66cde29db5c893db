#pragma once

#include "gandyn/games/quadratic_game.hpp"

namespace gandyn::games {

/// The local model of any GAN at an equilibrium where the generator is right and the discriminator 0 (Nie & Patel 2019,
/// Lemma 3): the linear field of A = [[0, -P], [P', Q]].
struct GeneralGAN {
  static constexpr std::string_view name = "GeneralGAN";
  static constexpr std::string_view prose =
      "The local model A = [[0, -P], [P', Q]] of a GAN at its equilibrium (Nie and Patel 2019, Lemma 3).";

  Points P;  // (n, m)
  Points Q;  // (m, m); empty: 0

  static constexpr auto fields() {
    return std::tuple{
        Field{"P", &GeneralGAN::P, {}, "mixed derivatives of f, (n, m)"},
        Field{"Q", &GeneralGAN::Q, {}, "second derivatives in the discriminator, (m, m) symmetric; None: 0"}};
  }
  /// f(x, y) = x'Py + y'Qy/2
  QuadraticGame quadratic() const { return {{}, P, Q}; }
  void check_together() const;
};

class GeneralModel : public QuadraticModel {
 public:
  using Game = GeneralGAN;
  explicit GeneralModel(const std::vector<const GeneralGAN*>& runs);

  static std::string no_best(const GeneralGAN& game);
  static std::string no_ridge(const GeneralGAN& game);
};

}  // namespace gandyn::games
