#pragma once

#include <optional>
#include <variant>

#include "gandyn/core/fields.hpp"
#include "gandyn/core/types.hpp"

/// Which parameter structs may stand side by side as runs: those that differ in numbers alone.
namespace gandyn {

template <class T>
bool alike(const T& a, const T& b);

template <class... T>
bool alike(const std::variant<T...>& a, const std::variant<T...>& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&]<class A>(const A& one) {
        if constexpr (std::is_same_v<A, std::monostate>)
          return true;
        else
          return alike(one, std::get<A>(b));
      },
      a);
}

/// Numbers may differ; lists and matrices must have the same shape; all else must be equal.
template <class T>
bool alike(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, double>) {
    return true;
  } else if constexpr (std::is_same_v<T, std::vector<double>>) {
    return a.size() == b.size();
  } else if constexpr (std::is_same_v<T, Points>) {
    return a.rows() == b.rows() && a.cols() == b.cols();
  } else if constexpr (requires { T::fields(); }) {
    bool same = true;
    for_each_field<T>([&](const auto& field) { same = same && alike(a.*(field.member), b.*(field.member)); });
    return same;
  } else {
    return a == b;
  }
}

}  // namespace gandyn
