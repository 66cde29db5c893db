#pragma once

#include "gandyn/core/fields.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn::dynamics {

struct Options {
  static constexpr std::string_view name = "Options";
  static constexpr std::string_view prose = "How long a run goes, what it records and when it ends early.";

  Index num_steps = 1000;
  Index save_every = 1;
  double tolerance = 0.0;
  double bound = infinity;

  static constexpr auto fields() {
    return std::tuple{
        Field{"num_steps", &Options::num_steps, {0.0, 9e15, false, false}, "steps to make"},
        Field{"save_every", &Options::save_every, {1.0, 9e15, false, false}, "record every so many steps"},
        Field{"tolerance", &Options::tolerance, nonnegative,
              "converged once every particle moves less than this in a step; 0: never"},
        Field{"bound", &Options::bound, positive_or_infinite,
              "diverged once a coordinate exceeds this in size; inf: only when it is not finite"}};
  }
};

}  // namespace gandyn::dynamics
