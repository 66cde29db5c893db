#pragma once

#include <variant>

#include "gandyn/methods/memory.hpp"

namespace gandyn {

namespace methods {
enum class RMSPropConvention { tensorflow, bias_corrected };
}

template <>
struct EnumNames<methods::RMSPropConvention> {
  static constexpr std::array<std::string_view, 2> names{"tensorflow", "bias_corrected"};
};

namespace methods {

inline constexpr Bounds fraction{0.0, 1.0, false, true};

/// mean = decay mean + (1 - decay) x, by rows
inline void update_mean(const Row& decay, const Lanes& x, Lanes& mean) {
  scale(decay, mean);
  axpy(1.0 - decay, x, mean);
}

/// 1 - decay^moves, which takes the weight of the first value, 0, out of a running mean
inline Row share_seen(const Row& decay, Index moves) {
  Row out(decay.size());
  for (Eigen::Index i = 0; i < out.size(); ++i) out[i] = 1.0 - std::pow(decay[i], static_cast<double>(moves));
  return out;
}

template <class Real = double>
struct Adam {
  static constexpr std::string_view name = "Adam";
  static constexpr std::string_view prose =
      "Inner optimiser: mean over root mean square of the directions, both corrected (Kingma and Ba 2015).";

  Real beta1 = constant<Real>(0.9);
  Real beta2 = constant<Real>(0.999);
  Real epsilon = constant<Real>(1e-8);

  static constexpr auto fields() {
    return std::tuple{Field{"beta1", &Adam::beta1, fraction, "decay of the mean"},
                      Field{"beta2", &Adam::beta2, fraction, "decay of the mean square"},
                      Field{"epsilon", &Adam::epsilon, nonnegative, "added to the root"}};
  }

  void transform(Lanes& direction, Moments<Lanes>& moments) const {
    if (moments.means.empty()) moments.means.assign(2, Lanes::Zero(direction.rows(), direction.cols()));
    ++moments.moves;
    Lanes &mean = moments.means[0], &square = moments.means[1];
    update_mean(beta1, direction, mean);
    update_mean(beta2, direction * direction, square);
    const Row seen1 = share_seen(beta1, moments.moves), seen2 = share_seen(beta2, moments.moves);
    for (Eigen::Index i = 0; i < direction.rows(); ++i) {
      direction.row(i) = (mean.row(i) / seen1) / ((square.row(i) / seen2).sqrt() + epsilon);
    }
  }
};

template <class Real = double>
struct RMSProp {
  static constexpr std::string_view name = "RMSProp";
  static constexpr std::string_view prose = "Inner optimiser: directions over their root mean square.";

  Real decay = constant<Real>(0.9);
  Real epsilon = constant<Real>(1e-10);
  RMSPropConvention convention = RMSPropConvention::tensorflow;

  static constexpr auto fields() {
    return std::tuple{Field{"decay", &RMSProp::decay, fraction, "decay of the mean square"},
                      Field{"epsilon", &RMSProp::epsilon, nonnegative, "guards the division"},
                      Field{"convention",
                            &RMSProp::convention,
                            {},
                            "mean square from 1, epsilon inside the root; or from 0, corrected, epsilon outside"}};
  }

  void transform(Lanes& direction, Moments<Lanes>& moments) const {
    const bool tensorflow = convention == RMSPropConvention::tensorflow;
    if (moments.means.empty()) {
      moments.means.push_back(Lanes::Constant(direction.rows(), direction.cols(), tensorflow ? 1.0 : 0.0));
    }
    ++moments.moves;
    Lanes& square = moments.means[0];
    update_mean(decay, direction * direction, square);
    const Row seen = share_seen(decay, moments.moves);
    for (Eigen::Index i = 0; i < direction.rows(); ++i) {
      if (tensorflow) {
        direction.row(i) /= (square.row(i) + epsilon).sqrt();
      } else {
        direction.row(i) /= (square.row(i) / seen).sqrt() + epsilon;
      }
    }
  }
};

/// What turns a player's direction of ascent into its step; none: the direction itself.
template <class Real = double>
using Optimizer = std::variant<std::monostate, Adam<Real>, RMSProp<Real>>;

template <class Owner>
constexpr auto optimizer_field() {
  return Field{"optimizer", &Owner::optimizer, {}, "what makes steps of the directions; None: they are the steps"};
}

/// Applies an optimiser to one player's direction; `Moments` hold numbers only where the player has coordinates.
template <class Real, class Player>
void transform(const Optimizer<Real>& optimizer, Player& direction, Moments<Player>& moments) {
  if constexpr (std::is_same_v<Player, Lanes>) {
    std::visit(
        [&]<class Rule>(const Rule& rule) {
          if constexpr (!std::is_same_v<Rule, std::monostate>) rule.transform(direction, moments);
        },
        optimizer);
  }
}

template <class Game, class Real>
void transform(const Optimizer<Real>& optimizer, typename Game::Direction& direction, Memory<Game>& memory) {
  transform(optimizer, direction.generator, memory.generator);
  transform(optimizer, direction.discriminator, memory.discriminator);
}

/// Why the game cannot have this optimiser; empty where it can.
template <class Game, class Real>
std::string refusal_of(const Optimizer<Real>& optimizer) {
  if (Game::has_coordinates || optimizer.index() == 0) return {};
  return "optimizer must be None, for the discriminator is a function and has no coordinates";
}

}  // namespace methods
}  // namespace gandyn
