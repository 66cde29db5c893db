#include "gandyn/analysis/step_jacobian.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "gandyn/methods/stack.hpp"

namespace gandyn::analysis {
namespace {

using games::LaneGame;
using games::VectorGame;
using methods::Method;
using methods::Rates;

std::vector<Index> zeros(Eigen::Index count) { return std::vector<Index>(static_cast<std::size_t>(count), 0); }

/// One game, method and pair of rates as maps of numbers.
class Map {
 public:
  Map(const VectorGame& game, const Method& method, const Rates& rates)
      : game_(game), method_(method), rates_(rates), sizes_(games::sizes(game)) {}

  Eigen::Index size() const { return sizes_.first + sizes_.second; }

  /// One step of every column: (size + memory, W), or (size, W) for a step without a memory yet.
  Lanes operator()(const Lanes& columns) const {
    const std::vector<const Method*> methods(static_cast<std::size_t>(columns.cols()), &method_);
    return std::visit([&](const auto& method) { return step(method, columns); }, methods::stack(methods));
  }

  /// D field at w
  Points field_jacobian(const Vector& w) const {
    const LaneGame lanes = side_by_side(1);
    const Lanes flat = games::jacobian(lanes, state_of(w.array()));
    return Eigen::Map<const Points>(flat.data(), size(), size());
  }
  /// field at w
  Vector field(const Vector& w) const {
    const auto v = side_by_side(1).field(state_of(w.array()), {});
    Vector out(size());
    out << v.generator.matrix(), v.discriminator.matrix();
    return out;
  }

 private:
  LaneGame side_by_side(Eigen::Index width) const {
    const VectorGame* one = &game_;
    return LaneGame({&one, 1}, 0, zeros(width));
  }

  LaneGame::State state_of(const Lanes& columns) const {
    return {columns.topRows(sizes_.first), columns.middleRows(sizes_.first, sizes_.second)};
  }

  template <class M>
  Lanes step(const M& method, const Lanes& columns) const {
    const Eigen::Index width = columns.cols(), n = sizes_.first, m = sizes_.second;
    const LaneGame lanes = side_by_side(width);
    if (const std::string reason = methods::refusal(lanes, method); !reason.empty()) {
      throw std::invalid_argument(reason);
    }
    const methods::RatesOf<Row> rates{Row::Constant(width, rates_.generator),
                                      Row::Constant(width, rates_.discriminator)};
    methods::Memory<LaneGame> memory;
    for (Eigen::Index row = n + m; row < columns.rows(); row += n + m) {
      memory.kept.push_back({columns.middleRows(row, n), columns.middleRows(row + n, m)});
    }
    LaneGame::State next;
    method.step(lanes, state_of(columns), next, memory, rates, {1, nullptr});
    if (memory.generator.moves != 0 || memory.discriminator.moves != 0) {
      throw std::invalid_argument(std::string("update_jacobian: the optimiser of ") + std::string(M::name) +
                                  " counts its moves, so that no step is like the one before");
    }
    const auto kept = static_cast<Eigen::Index>(memory.kept.size());
    Lanes out((n + m) * (1 + kept), width);
    out.topRows(n) = next.generator;
    out.middleRows(n, m) = next.discriminator;
    for (Eigen::Index k = 0; k < kept; ++k) {
      const auto& direction = memory.kept[static_cast<std::size_t>(k)];
      out.middleRows((k + 1) * (n + m), n) = direction.generator;
      out.middleRows((k + 1) * (n + m) + n, m) = direction.discriminator;
    }
    return out;
  }

  const VectorGame& game_;
  const Method& method_;
  Rates rates_;
  std::pair<Eigen::Index, Eigen::Index> sizes_;
};

/// Central differences of eighth order with steps h, scaled by the size of each number.
Points differences(const Map& map, const Vector& at, double h) {
  constexpr double weights[] = {4.0 / 5.0, -1.0 / 5.0, 4.0 / 105.0, -1.0 / 280.0};
  const Eigen::Index size = at.size();
  Lanes columns(size, 8 * size);
  Vector steps(size);
  for (Eigen::Index j = 0; j < size; ++j) {
    steps[j] = h * std::max(1.0, std::abs(at[j]));
    for (int k = 0; k < 4; ++k) {
      columns.col(8 * j + 2 * k) = at.array();
      columns.col(8 * j + 2 * k + 1) = at.array();
      columns(j, 8 * j + 2 * k) += (k + 1) * steps[j];
      columns(j, 8 * j + 2 * k + 1) -= (k + 1) * steps[j];
    }
  }
  const Lanes after = map(columns);
  Points out = Points::Zero(size, size);
  for (Eigen::Index j = 0; j < size; ++j) {
    for (int k = 0; k < 4; ++k) {
      out.col(j) += weights[k] / steps[j] * (after.col(8 * j + 2 * k) - after.col(8 * j + 2 * k + 1)).matrix();
    }
  }
  return out;
}

/// Differences with the steps at which two in a row agree best.
StepJacobian by_differences(const Map& map, const Vector& at) {
  StepJacobian best{{}, false, std::numeric_limits<double>::infinity()};
  Points before;
  for (double h = 0.25; h > 1e-5; h /= 4.0) {
    Points now = differences(map, at, h);
    if (before.size() != 0 && now.allFinite() && before.allFinite()) {
      const double error = (now - before).cwiseAbs().maxCoeff();
      if (error < best.error) best = {now, false, error};
    }
    before = std::move(now);
  }
  return best.matrix.size() != 0 ? best : StepJacobian{before, false, best.error};
}

/// Moves whose Jacobians are products of the field's: which player moves, one after the other.
struct Moves {
  const Map& map;
  const Rates& rates;
  std::pair<Eigen::Index, Eigen::Index> sizes;
  Vector at;
  Points product;

  void move(bool generator, bool discriminator) {
    Vector rate(sizes.first + sizes.second);
    rate << Vector::Constant(sizes.first, generator ? rates.generator : 0.0),
        Vector::Constant(sizes.second, discriminator ? rates.discriminator : 0.0);
    product = (product + rate.asDiagonal() * map.field_jacobian(at) * product).eval();
    at += rate.cwiseProduct(map.field(at));
  }

  void operator()(const methods::SimGD<>&) { move(true, true); }
  void operator()(const methods::AltGD<>& method) {
    const bool discriminator_first = method.first == methods::Player::discriminator;
    const auto discriminator = [&] {
      for (Index i = 0; i < method.discriminator_steps; ++i) move(false, true);
    };
    if (discriminator_first) discriminator();
    for (Index i = 0; i < method.generator_steps; ++i) move(true, false);
    if (!discriminator_first) discriminator();
  }
  void operator()(const methods::KStep<>& method) {
    for (Index i = 0; i < method.inner_steps; ++i) move(false, true);
    move(true, false);
  }
};

template <class M>
bool made_of_moves(const M& method) {
  if constexpr (requires { method.optimizer; }) {
    if (method.optimizer.index() != 0) return false;
  }
  return std::is_same_v<M, methods::SimGD<>> || std::is_same_v<M, methods::AltGD<>> ||
         std::is_same_v<M, methods::KStep<>>;
}

/// Whether a move may be cut short by the game's constraints.
bool constrained(const VectorGame& game) {
  if (const auto* dirac = std::get_if<games::DiracGAN>(&game)) {
    return std::holds_alternative<games::Clipping>(dirac->penalty);
  }
  return std::holds_alternative<games::MixtureGAN>(game);
}

/// Whether one step is a linear map, far from `at` too.
struct Linear {
  bool field;

  bool operator()(const methods::SGA<>&) const { return false; }  // its alignment may change sign far away
  bool operator()(const methods::Lookahead<>& method) const { return std::visit(*this, method.inner); }
  template <class M>
  bool operator()(const M&) const {
    return field;
  }
};

bool linear(const VectorGame& game, const Method& method) {
  return std::visit(
      Linear{std::holds_alternative<games::QuadraticGame>(game) || std::holds_alternative<games::GeneralGAN>(game)},
      method);
}

}  // namespace

StepJacobian step_jacobian(const VectorGame& given, const Method& method, const Rates& rates, const Vector& w,
                           const Vector& memory) {
  const VectorGame game = games::population(given);
  const Map map(game, method, rates);
  Vector at = w;
  if (memory.size() != 0) {
    at.resize(w.size() + memory.size());
    at << w, memory;
  } else {
    const Vector after = map(w.array()).matrix();
    at.resize(after.size());
    at << w, after.tail(after.size() - w.size());
  }
  const bool moves = std::visit([](const auto& m) { return made_of_moves(m); }, method);
  if (moves && !constrained(game)) {
    Moves play{map, rates, games::sizes(game), w, Points::Identity(w.size(), w.size())};
    std::visit(
        [&](const auto& m) {
          if constexpr (requires { play(m); }) play(m);
        },
        method);
    return {play.product, true, 0.0};
  }
  StepJacobian found = linear(game, method) ? StepJacobian{differences(map, Vector::Zero(at.size()), 1.0), true, 0.0}
                                            : by_differences(map, at);
  if (!found.matrix.allFinite()) throw std::invalid_argument("update_jacobian: a step from there is not finite");
  return found;
}

}  // namespace gandyn::analysis
