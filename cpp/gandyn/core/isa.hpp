#pragma once

#include <string_view>

namespace gandyn {

/// The instruction sets for which the pair loops are compiled; vector width in doubles.
enum class Isa { baseline, x86_64_v3, x86_64_v4 };

std::string_view name(Isa isa);

/// The best set that this processor has, or the one that GANDYN_ISA names; decided once.
/// Throws std::invalid_argument when GANDYN_ISA names a set that is unknown or that the processor lacks.
Isa chosen_isa();

}  // namespace gandyn
