#pragma once

#include <map>
#include <string>

#include "gandyn/core/types.hpp"

namespace gandyn {

/// The numbers that rebuild something, by name: its part of a restart state.
using Arrays = std::map<std::string, Points>;

/// The arrays whose names begin so, by the rest of their names.
inline Arrays without_prefix(const std::string& prefix, const Arrays& arrays) {
  Arrays own;
  for (const auto& [name, array] : arrays) {
    if (name.starts_with(prefix)) own[name.substr(prefix.size())] = array;
  }
  return own;
}

}  // namespace gandyn
