#include "gandyn/games/general_gan.hpp"

#include <map>

namespace gandyn::games {
namespace {

/// A check of the quadratic game, in this game's words.
std::string translated(std::string message) {
  for (const auto& [theirs, ours] :
       {std::pair{"QuadraticGame", "GeneralGAN"}, {" xy ", " P "}, {" yy ", " Q "}, {"yy ", "Q "}}) {
    const auto place = message.find(theirs);
    if (place != std::string::npos) message.replace(place, std::string(theirs).size(), ours);
  }
  return message;
}

QuadraticModel model_of(const std::vector<const GeneralGAN*>& runs) {
  std::map<const GeneralGAN*, QuadraticGame> games;  // a game shared by all runs stays shared
  std::vector<const QuadraticGame*> pointers;
  for (const GeneralGAN* run : runs) pointers.push_back(&games.try_emplace(run, run->quadratic()).first->second);
  return QuadraticModel(pointers);
}

}  // namespace

void GeneralGAN::check_together() const {
  try {
    quadratic().check_together();
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(translated(error.what()));
  }
}

GeneralModel::GeneralModel(const std::vector<const GeneralGAN*>& runs) : QuadraticModel(model_of(runs)) {}

std::string GeneralModel::no_best(const GeneralGAN& game) {
  return translated(QuadraticModel::no_best(game.quadratic()));
}

std::string GeneralModel::no_ridge(const GeneralGAN& game) {
  return translated(QuadraticModel::no_ridge(game.quadratic()));
}

}  // namespace gandyn::games
