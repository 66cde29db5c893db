#pragma once

#include <functional>

#include "gandyn/core/monitor.hpp"
#include "gandyn/core/ranks.hpp"
#include "gandyn/core/types.hpp"

namespace gandyn {

/// How a computation runs: threads are an argument (0 = all available), never global state.
struct Execution {
  int num_threads = 0;
  Monitor* monitor = nullptr;
  Ranks* ranks = nullptr;  // where the particles are spread over several processes

  /// Listens for a wish to stop; true when there is one.
  bool stop_requested() const {
    if (monitor == nullptr) return false;
    monitor->poll();
    return monitor->stop_requested();
  }
  /// The like for what every rank has in full and computes by itself.
  Execution alone() const { return {num_threads, monitor, nullptr}; }
  /// How many particles there are on all ranks, of which `own` are here.
  Index in_all(Index own) const { return ranks == nullptr ? own : ranks->total(); }
};

/// The threads that `num_threads` means here: itself, or all available for 0; 1 where a fork has lost the pool.
int available_threads(int num_threads);

/// One thread where the work is too little to be worth waking others; results do not depend on it.
inline Execution worth_threads(const Execution& execution, Index work, Index worthwhile) {
  return work < worthwhile ? Execution{1, execution.monitor, execution.ranks} : execution;
}

/// Runs task(0) .. task(count - 1), each exactly once, in any order, on the threads of `execution`.
/// The division into tasks belongs to the caller and must not depend on the number of threads: then neither do results.
/// The first exception of a task is rethrown here; throws Interrupted when the monitor asks to stop.
void parallel_for(Index count, const Execution& execution, const std::function<void(Index)>& task);

}  // namespace gandyn
