#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

/// A parameter struct has a name and a line of prose, and lists its fields once: name, member, bounds and one line of
/// prose each. From the list come the check, the keyword constructor, docstring, repr, equality, hash, pickle, the
/// configuration schema and the type stub.
namespace gandyn {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// The interval of admissible numbers; an open end at infinity means "finite".
struct Bounds {
  double low = -infinity;
  double high = infinity;
  bool low_open = true;
  bool high_open = true;
};

inline constexpr Bounds positive{0.0, infinity, true, true};
inline constexpr Bounds nonnegative{0.0, infinity, false, true};
inline constexpr Bounds positive_or_infinite{0.0, infinity, true, false};
inline constexpr Bounds at_least_one{1.0, infinity, false, true};

template <class Owner, class T>
struct Field {
  using type = T;
  std::string_view name;
  T Owner::* member;
  Bounds bounds;
  std::string_view prose;
};
template <class Owner, class T>
Field(std::string_view, T Owner::*, Bounds, std::string_view) -> Field<Owner, T>;

/// Specialised by every enum that is a field: its words, in the order of its values.
template <class Enum>
struct EnumNames;

template <class Enum>
std::string_view enum_name(Enum value) {
  return EnumNames<Enum>::names[static_cast<std::size_t>(value)];
}

template <class Enum>
Enum parse_enum(std::string_view field, std::string_view word) {
  constexpr auto& names = EnumNames<Enum>::names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == word) return static_cast<Enum>(i);
  }
  std::ostringstream message;
  message << field << " must be";
  for (std::size_t i = 0; i < names.size(); ++i) message << (i ? " or '" : " '") << names[i] << "'";
  message << ", got '" << word << "'";
  throw std::invalid_argument(message.str());
}

/// "finite and > 0", ">= 1", ...
inline std::string describe(const Bounds& bounds) {
  std::ostringstream words;
  const char* join = "";
  if (std::isinf(bounds.high) && bounds.high_open) words << "finite", join = " and ";
  if (std::isfinite(bounds.low)) words << join << (bounds.low_open ? "> " : ">= ") << bounds.low, join = " and ";
  if (std::isfinite(bounds.high)) words << join << (bounds.high_open ? "< " : "<= ") << bounds.high;
  return words.str();
}

inline bool contains(const Bounds& bounds, double value) {
  const bool above = bounds.low_open ? value > bounds.low : value >= bounds.low;
  const bool below = bounds.high_open ? value < bounds.high : value <= bounds.high;
  return above && below;  // false for NaN
}

inline void check_number(std::string_view owner, std::string_view field, const Bounds& bounds, double value) {
  if (contains(bounds, value)) return;
  std::ostringstream message;
  message.precision(17);
  message << owner << ": " << field << " must be " << describe(bounds) << ", got " << value;
  throw std::invalid_argument(message.str());
}

template <class Owner, class T>
void check_field(const Owner& owner, const Field<Owner, T>& field) {
  const T& value = owner.*(field.member);
  if constexpr (std::is_same_v<T, std::vector<double>>) {
    for (const double entry : value) check_number(Owner::name, field.name, field.bounds, entry);
  } else if constexpr (requires { value.has_value(); }) {
    if (value) check_number(Owner::name, field.name, field.bounds, static_cast<double>(*value));
  } else if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
    check_number(Owner::name, field.name, field.bounds, static_cast<double>(value));
  }
}

/// Applies `visit(field)` to every field of T, in order.
template <class T, class Visit>
void for_each_field(Visit&& visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, T::fields());
}

/// Throws std::invalid_argument naming the struct, the field, the range and what came.
template <class T>
void check(const T& value) {
  for_each_field<T>([&](const auto& field) { check_field(value, field); });
  if constexpr (requires { value.check_together(); }) value.check_together();
}

}  // namespace gandyn
