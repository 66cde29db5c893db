#pragma once

#include <string_view>
#include <type_traits>

namespace gandyn {

/// The instruction sets for which the pair loops are compiled; vector width in doubles.
enum class Isa { baseline, x86_64_v3, x86_64_v4 };

std::string_view name(Isa isa);

/// The best set that this processor has, or the one that GANDYN_ISA names; decided once.
/// Throws std::invalid_argument when GANDYN_ISA names a set that is unknown or that the processor lacks.
Isa chosen_isa();

/// pick(W), W a constant: how many doubles the vectors of the chosen set hold. Only within the core, where
/// GANDYN_HAVE_X86_LEVELS tells which loops there are to pick from.
template <class Pick>
decltype(auto) by_chosen_isa(Pick pick) {
#if defined(GANDYN_HAVE_X86_LEVELS)
  switch (chosen_isa()) {
    case Isa::x86_64_v4: return pick(std::integral_constant<int, 8>{});
    case Isa::x86_64_v3: return pick(std::integral_constant<int, 4>{});
    case Isa::baseline: break;
  }
#endif
  return pick(std::integral_constant<int, 2>{});
}

}  // namespace gandyn
