#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "gandyn/core/types.hpp"

namespace gandyn {

/// Every few milliseconds of a long computation it asks the caller whether to stop.
/// Any thread may call it; only the thread that started the work really asks.
class Monitor {
 public:
  /// `ask(step)` returns true to stop; it may throw.
  using Ask = std::function<bool(Index step)>;

  Monitor() = default;
  explicit Monitor(Ask ask) : ask_(std::move(ask)) {}

  bool stop_requested() const { return !deferred_ && stop_wished(); }
  bool stop_wished() const { return stop_.load(std::memory_order_relaxed); }
  /// From now on nothing is given up on the spot: whoever defers looks at `stop_wished` when it suits him.
  void defer() { deferred_ = true; }
  void set_step(Index step) { step_ = step; }

  void poll() {
    if (!ask_ || std::this_thread::get_id() != owner_) return;
    const auto now = Clock::now();
    if (now - last_ < interval) return;
    last_ = now;
    if (ask_(step_)) stop_.store(true, std::memory_order_relaxed);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr auto interval = std::chrono::milliseconds(20);

  Ask ask_;
  std::thread::id owner_ = std::this_thread::get_id();
  Clock::time_point last_ = Clock::now();
  Index step_ = 0;
  bool deferred_ = false;
  std::atomic<bool> stop_{false};
};

}  // namespace gandyn
