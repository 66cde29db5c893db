#pragma once

#include <exception>

namespace gandyn {

/// How a run ended. A numerical outcome is a value, never an exception.
enum class Status { converged, max_steps, diverged, stopped };

/// Leaves a computation whose monitor asked to stop; caught where the part done can be given back.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

}  // namespace gandyn
