#include <chrono>
#include <exception>
#include <string_view>

#include "expect.hpp"

/// Runs every test, or those whose name contains the argument.
int main(int count, char** arguments) {
  using namespace gandyn::tests;
  const std::string_view wanted = count > 1 ? arguments[1] : "";
  int run = 0, failed = 0;
  for (const Case& test : cases()) {
    if (std::string_view(test.name).find(wanted) == std::string_view::npos) continue;
    const int before = failures;
    const auto began = std::chrono::steady_clock::now();
    try {
      test.run();
    } catch (const std::exception& error) {
      expect(false, test.name, 0, std::string("no exception, but it threw: ") + error.what());
    }
    ++run;
    failed += failures != before;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::cout << (failures == before ? "passed " : "FAILED ") << test.name << " in " << took.count() << " s\n";
  }
  std::cout << run - failed << " passed, " << failed << " failed\n";
  return failed != 0 || run == 0;
}
