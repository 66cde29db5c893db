#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "expect.hpp"
#include "gandyn/core/parallel.hpp"
#include "gandyn/core/status.hpp"

namespace gandyn {
namespace {

constexpr int thread_counts[] = {1, 2, 4};

void take_a_moment() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

TEST(every_task_runs_exactly_once) {
  for (const int threads : thread_counts) {
    for (const Index count : {0, 1, 3, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
      parallel_for(count, {threads, nullptr}, [&](Index i) { ++runs[static_cast<std::size_t>(i)]; });
      for (const std::atomic<int>& times : runs) EXPECT(times == 1);
    }
  }
}

TEST(what_tasks_write_is_seen_afterwards) {
  for (const int threads : thread_counts) {
    std::vector<Index> written(1000);
    parallel_for(1000, {threads, nullptr}, [&](Index i) { written[static_cast<std::size_t>(i)] = i; });
    for (Index i = 0; i < 1000; ++i) EXPECT(written[static_cast<std::size_t>(i)] == i);
  }
}

TEST(regions_may_be_nested) {
  for (const int threads : thread_counts) {
    std::atomic<int> runs = 0;
    const Execution execution{threads, nullptr};
    parallel_for(8, execution, [&](Index) { parallel_for(8, execution, [&](Index) { ++runs; }); });
    EXPECT(runs == 64);
  }
}

TEST(the_first_exception_ends_the_work_and_is_rethrown) {
  for (const int threads : thread_counts) {
    std::atomic<int> failures = 0, runs = 0;
    std::string first;
    const auto task = [&](Index i) {
      ++runs;
      if (i < 5) return;
      take_a_moment();
      const std::string message = "task " + std::to_string(i);
      if (failures++ == 0) first = message;
      throw std::runtime_error(message);
    };
    const std::string what = EXPECT_THROWS(std::runtime_error, parallel_for(100000, {threads, nullptr}, task));
    EXPECT(threads > 1 || what == "task 5");
    EXPECT(what.starts_with("task "));
    EXPECT(failures <= threads);
    EXPECT(runs < 100000);
  }
}

TEST(an_exception_of_a_task_does_not_spoil_the_next_region) {
  for (const int threads : thread_counts) {
    EXPECT_THROWS(std::logic_error, parallel_for(10, {threads, nullptr}, [](Index) { throw std::logic_error("no"); }));
    std::atomic<int> runs = 0;
    parallel_for(10, {threads, nullptr}, [&](Index) { ++runs; });
    EXPECT(runs == 10);
  }
}

TEST(a_monitor_stops_the_work) {
  for (const int threads : thread_counts) {
    const auto owner = std::this_thread::get_id();
    int asked = 0;
    bool elsewhere = false;
    Monitor monitor([&](Index step) {
      elsewhere |= std::this_thread::get_id() != owner || step != 7;
      return ++asked == 2;
    });
    monitor.set_step(7);
    std::atomic<Index> runs = 0;
    EXPECT_THROWS(Interrupted, parallel_for(100000, {threads, &monitor}, [&](Index) {
                    take_a_moment();
                    ++runs;
                  }));
    EXPECT(asked == 2);
    EXPECT(!elsewhere);
    EXPECT(monitor.stop_requested());
    EXPECT(runs > 0 && runs < 100000);
  }
}

TEST(a_monitor_stops_an_owner_that_waits_for_the_last_task) {
  Monitor monitor([](Index) { return true; });
  const auto task = [&](Index i) {  // one long task beside short ones: whoever has it, the owner goes on listening
    for (int part = 0; part < (i == 0 ? 2000 : 1); ++part) {
      if (monitor.stop_requested()) throw Interrupted();
      monitor.poll();
      take_a_moment();
    }
  };
  EXPECT_THROWS(Interrupted, parallel_for(2, {2, &monitor}, task));
}

TEST(an_exception_of_a_monitor_is_rethrown) {
  for (const int threads : thread_counts) {
    Monitor monitor([](Index) -> bool { throw std::runtime_error("from the monitor"); });
    const auto work = [&] { parallel_for(100000, {threads, &monitor}, [](Index) { take_a_moment(); }); };
    EXPECT(EXPECT_THROWS(std::runtime_error, work()) == "from the monitor");
  }
}

TEST(a_monitor_asks_only_on_the_thread_that_made_it) {
  int asked = 0;
  Monitor monitor([&](Index) { return ++asked > 0; });
  std::thread other([&] {
    for (int i = 0; i < 50; ++i) monitor.poll(), take_a_moment();
  });
  other.join();
  EXPECT(asked == 0 && !monitor.stop_requested());
  monitor.poll();
  EXPECT(asked == 1 && monitor.stop_requested());
}

TEST(the_number_of_threads_is_that_asked_for) {
  EXPECT(available_threads(0) >= 1);
#ifdef _OPENMP
  EXPECT(available_threads(3) == 3);
#else
  EXPECT(available_threads(3) == 1);
#endif
}

}  // namespace
}  // namespace gandyn
