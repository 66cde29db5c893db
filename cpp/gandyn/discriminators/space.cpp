#include "gandyn/discriminators/space.hpp"

#include <stdexcept>

namespace gandyn::discriminators {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw std::invalid_argument("state: discriminator must be that of a " + what);
}

bool same(const Points& one, const Points& other) {
  return one.rows() == other.rows() && one.cols() == other.cols() && one == other;
}

}  // namespace

const Points* SavedArrays::finite(const std::string& name) const {
  const auto found = arrays_->find(name);
  return found == arrays_->end() || !found->second.allFinite() ? nullptr : &found->second;
}

const Points& SavedArrays::find(const std::string& name) const {
  const Points* found = finite(name);
  if (found == nullptr) refuse(discriminator_ + " game, its array '" + name + "' is missing or not finite");
  return *found;
}

const Points& SavedArrays::find(const std::string& name, Index columns) const {
  const Points* found = finite(name);
  if (found == nullptr || found->cols() != columns) {
    refuse(discriminator_ + " game, its array '" + name + "' is missing or does not fit");
  }
  return *found;
}

void SavedArrays::require_same(const std::string& name, const Points& own, const std::string& what) const {
  if (!same(find(name), own)) refuse("game with the same " + what);
}

void SavedArrays::require_frame(const Space& space) const {
  find("frame", space.dimension());
  require_same("frame", space.embedding.frame(), "metric and targets");
}

}  // namespace gandyn::discriminators
