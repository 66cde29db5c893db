#pragma once

#include <cmath>
#include <optional>
#include <variant>
#include <vector>

#include "gandyn/core/fields.hpp"
#include "gandyn/core/types.hpp"

/// Parameter objects of which some numbers differ from run to run.
namespace gandyn::bindings {

/// One number, or list of numbers, of every run: the field's name and (B, k).
using Sweep = std::pair<std::string, Points>;

/// The number as what a field wants; throws where that is a whole number and this is none.
template <class Value>
Value as_value(const std::string& name, double number) {
  if constexpr (!std::is_same_v<Value, double>) {
    if (!(std::floor(number) == number && std::abs(number) <= 0x1p53)) {
      throw std::invalid_argument(name + " must be whole numbers");
    }
  }
  return static_cast<Value>(number);
}

/// Sets the field of this name, or that of an object within, to a row; false when there is none.
template <class T>
bool set_numbers(T& owner, const std::string& name, const Points& rows, Eigen::Index run) {
  bool found = false;
  for_each_field<T>([&](const auto& field) {
    auto& value = owner.*(field.member);
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Value, double> || std::is_same_v<Value, Index>) {
      if (field.name != name || rows.cols() != 1) return;
      value = as_value<Value>(name, rows(run, 0));
      found = true;
    } else if constexpr (std::is_same_v<Value, std::optional<Index>>) {
      if (field.name != name || rows.cols() != 1 || !value) return;
      value = as_value<Index>(name, rows(run, 0));
      found = true;
    } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
      if (field.name != name || rows.cols() != static_cast<Eigen::Index>(value.size())) return;
      value.assign(rows.row(run).data(), rows.row(run).data() + rows.cols());
      found = true;
    } else if constexpr (std::is_same_v<Value, Points>) {
      if (field.name != name || rows.cols() != value.size()) return;
      const Points own = Eigen::Map<const Points>(rows.row(run).data(), value.rows(), value.cols());
      value = own;
      found = true;
    } else if constexpr (requires { value.index(); }) {
      std::visit(
          [&]<class A>(A& inner) {
            if constexpr (!std::is_same_v<A, std::monostate>) found |= set_numbers(inner, name, rows, run);
          },
          value);
    }
  });
  if (found) check(owner);
  return found;
}

/// Copies of `shared` for every run, each with its row of every sweep.
template <class Variant>
std::vector<Variant> spread(const std::vector<Variant>& shared, const std::vector<Sweep>& sweeps, Eigen::Index runs) {
  if (sweeps.empty()) return shared;
  std::vector<Variant> out;
  out.reserve(static_cast<std::size_t>(runs));
  for (Eigen::Index run = 0; run < runs; ++run) {
    out.push_back(shared[shared.size() == 1 ? 0 : static_cast<std::size_t>(run)]);
    for (const auto& [name, rows] : sweeps) {
      const bool found = std::visit([&](auto& one) { return set_numbers(one, name, rows, run); }, out.back());
      if (!found) throw std::invalid_argument(name + " is no number, or list of as many numbers, of this object");
    }
  }
  return out;
}

template <class T>
std::vector<const T*> pointers(const std::vector<T>& objects) {
  std::vector<const T*> out;
  for (const T& object : objects) out.push_back(&object);
  return out;
}

}  // namespace gandyn::bindings
