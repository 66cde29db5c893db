#include "gandyn/core/isa.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace gandyn {
namespace {

constexpr std::array<std::string_view, 3> names{"baseline", "x86-64-v3", "x86-64-v4"};

Isa best_isa() {
#if defined(GANDYN_HAVE_X86_LEVELS)
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  return v4 ? Isa::x86_64_v4 : v3 ? Isa::x86_64_v3 : Isa::baseline;
#else
  return Isa::baseline;
#endif
}

Isa choose() {
  const Isa best = best_isa();
  const char* wanted = std::getenv("GANDYN_ISA");
  if (wanted == nullptr) return best;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == wanted && i <= static_cast<std::size_t>(best)) return static_cast<Isa>(i);
  }
  throw std::invalid_argument("GANDYN_ISA must be baseline, x86-64-v3 or x86-64-v4 and at most " +
                              std::string(name(best)) + " here, got '" + wanted + "'");
}

}  // namespace

std::string_view name(Isa isa) { return names[static_cast<std::size_t>(isa)]; }

Isa chosen_isa() {
  static const Isa chosen = choose();
  return chosen;
}

}  // namespace gandyn
