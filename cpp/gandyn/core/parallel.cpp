#include "gandyn/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <thread>

#include "gandyn/core/status.hpp"

#ifdef _OPENMP
#include <omp.h>
#endif
#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#endif

namespace gandyn {
namespace {

/// A child forked after the first parallel region inherits an OpenMP pool without its threads and would wait for
/// them for ever; it computes serially instead, with the same bits.
class ForkGuard {
 public:
  static ForkGuard& instance() {
    static ForkGuard guard;
    return guard;
  }
  bool pool_lost() const { return pool_lost_.load(std::memory_order_relaxed); }
  void pool_used() { pool_used_.store(true, std::memory_order_relaxed); }

 private:
  ForkGuard() {
#if defined(__unix__) || defined(__APPLE__)
    pthread_atfork(nullptr, nullptr, [] {
      ForkGuard& guard = instance();
      if (guard.pool_used_.load()) guard.pool_lost_.store(true);
    });
#endif
  }
  std::atomic<bool> pool_used_{false};
  std::atomic<bool> pool_lost_{false};
};

/// The tasks still to do, shared by the threads of one parallel_for.
class TaskQueue {
 public:
  TaskQueue(Index count, const Execution& execution, const std::function<void(Index)>& task)
      : count_(count), execution_(execution), task_(task) {}

  /// Takes tasks until none is left; the first exception of any thread ends them all.
  void work() {
    while (!failed_.load(std::memory_order_relaxed)) {
      const Index i = next_.fetch_add(1, std::memory_order_relaxed);
      if (i >= count_) break;
      guarded([&] {
        if (execution_.stop_requested()) throw Interrupted();
        task_(i);
      });
    }
  }

  /// The owner, out of work, goes on listening while the others finish.
  void wait(const std::atomic<int>& busy) {
    while (busy.load(std::memory_order_acquire) > 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
      guarded([&] {
        if (execution_.stop_requested()) throw Interrupted();
      });
    }
  }

  void finish() {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  template <class Action>
  void guarded(Action action) {
    try {
      action();
    } catch (...) {
      if (!failed_.exchange(true)) error_ = std::current_exception();
    }
  }

  Index count_;
  const Execution& execution_;
  const std::function<void(Index)>& task_;
  std::atomic<Index> next_{0};
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
};

}  // namespace

int available_threads(int num_threads) {
#ifdef _OPENMP
  if (ForkGuard::instance().pool_lost()) return 1;
  return num_threads > 0 ? num_threads : omp_get_num_procs();
#else
  static_cast<void>(num_threads);
  return 1;
#endif
}

void parallel_for(Index count, const Execution& execution, const std::function<void(Index)>& task) {
  TaskQueue queue(count, execution, task);
  const int threads = static_cast<int>(std::min<Index>(available_threads(execution.num_threads), count));
  if (threads <= 1) {
    queue.work();
  } else {
#ifdef _OPENMP
    ForkGuard::instance().pool_used();
    std::atomic<int> busy{threads - 1};
#pragma omp parallel num_threads(threads)
    {
      // A runtime may grant fewer threads than asked for; the owner then counts only those that came.
      const bool owner = omp_get_thread_num() == 0;
      if (owner) busy.fetch_sub(threads - omp_get_num_threads());
      queue.work();
      if (owner) {
        queue.wait(busy);
      } else {
        busy.fetch_sub(1, std::memory_order_release);
      }
    }
#endif
  }
  queue.finish();
}

}  // namespace gandyn
