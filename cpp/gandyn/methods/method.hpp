#pragma once

#include <variant>

#include "gandyn/methods/alt_gd.hpp"
#include "gandyn/methods/best_response.hpp"
#include "gandyn/methods/sim_gd.hpp"

namespace gandyn::methods {

/// Every method. A new one is its header and its name in this list.
// clang-format off
using Method = std::variant<
    SimGD,
    AltGD,
    BestResponse>;
// clang-format on

}  // namespace gandyn::methods
