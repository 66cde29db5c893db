#pragma once

#include <pybind11/pybind11.h>

#include <chrono>
#include <optional>

#include "gandyn/core/monitor.hpp"
#include "gandyn/core/parallel.hpp"

namespace gandyn::bindings {

namespace py = pybind11;

/// What Ctrl-C means to a call: an exception, or a wish to stop and give back the part done.
enum class OnInterrupt { raise, stop };

/// Lets Python's signal handlers, and a progress callback, run during a computation that has released the GIL; ends it
/// when `stop`, where there is one, says so.
class PythonMonitor {
 public:
  explicit PythonMonitor(OnInterrupt on_interrupt, py::object progress = py::none(), py::object stop = py::none())
      : on_interrupt_(on_interrupt),
        progress_(std::move(progress)),
        stop_(std::move(stop)),
        monitor_([this](Index step) { return ask(step); }) {}

  Execution execution(int num_threads) { return {num_threads, &monitor_}; }

 private:
  bool ask(Index step) {
    const py::gil_scoped_acquire gil;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!progress_.is_none() && step != shown_) progress_(shown_ = step);
      if (!stop_.is_none() && stop_().cast<bool>()) return true;
    } catch (const py::error_already_set& error) {
      if (on_interrupt_ == OnInterrupt::stop && error.matches(PyExc_KeyboardInterrupt)) return true;
      throw;
    }
    return false;
  }

  OnInterrupt on_interrupt_;
  py::object progress_, stop_;
  Index shown_ = -1;
  Monitor monitor_;
};

}  // namespace gandyn::bindings
