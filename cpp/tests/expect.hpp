#pragma once

#include <cmath>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

/// Just enough to test with: TEST(name) { EXPECT(condition); }. Expectations belong to the thread that runs the test.
namespace gandyn::tests {

struct Case {
  const char* name;
  void (*run)();
};

inline std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

inline int failures = 0;

inline void expect(bool held, const char* file, int line, const std::string& what) {
  if (held) return;
  ++failures;
  std::cerr << file << ":" << line << ": expected " << what << "\n";
}

inline void expect_near(double got, double wanted, double tolerance, const char* file, int line) {
  if (std::abs(got - wanted) <= tolerance) return;  // false for NaN
  ++failures;
  std::cerr.precision(17);
  std::cerr << file << ":" << line << ": got " << got << ", wanted " << wanted << " within " << tolerance << "\n";
}

/// What the exception of this type says, or a failure.
template <class Exception>
std::string thrown(const std::function<void()>& action, const char* file, int line) {
  try {
    action();
  } catch (const Exception& error) {
    return error.what();
  }
  expect(false, file, line, "an exception");
  return {};
}

}  // namespace gandyn::tests

#define TEST(name)                                                                                       \
  static void test_##name();                                                                             \
  static const bool registered_##name = (gandyn::tests::cases().push_back({#name, &test_##name}), true); \
  static void test_##name()
#define EXPECT(condition) gandyn::tests::expect((condition), __FILE__, __LINE__, #condition)
#define EXPECT_NEAR(got, wanted, tolerance) gandyn::tests::expect_near(got, wanted, tolerance, __FILE__, __LINE__)
#define EXPECT_THROWS(Exception, ...) gandyn::tests::thrown<Exception>([&] { __VA_ARGS__; }, __FILE__, __LINE__)
