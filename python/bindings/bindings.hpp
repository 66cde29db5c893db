#pragma once

#include <pybind11/eigen.h>

#include "monitor.hpp"
#include "parameters.hpp"

/// One function a namespace of the core; module.cpp calls them in the order of the layers.
namespace gandyn::bindings {

void bind_kernels(py::module_& module);
void bind_mesh(py::module_& module);
void bind_games(py::module_& module);
void bind_vector_games(py::module_& module);
void bind_dynamics(py::module_& module);
void bind_batch(py::module_& module);
void bind_metrics(py::module_& module);
void bind_analysis(py::module_& module);
void bind_moments(py::module_& module);
void bind_isolated(py::module_& module);
void bind_spectrum(py::module_& module);

/// Binds every alternative of a variant of parameter structs, and lists the classes under `table`. `extend(type)` may
/// add what a whole family has beside its fields.
template <class... Types, class Extend>
void bind_all(py::module_& module, const char* table, std::variant<Types...>*, Extend extend) {
  py::typing::Dict<py::str, py::type> classes;
  const auto bind_one = [&]<class T>(std::type_identity<T>) {
    py::class_<T> type = bind_parameters<T>(module);
    extend(type);
    classes[py::str(std::string(T::name))] = type;
  };
  (bind_one(std::type_identity<Types>{}), ...);
  module.attr_with_type_hint<py::typing::Dict<py::str, py::type>>(table) = classes;
}

template <class Variant>
void bind_all(py::module_& module, const char* table, Variant* family) {
  bind_all(module, table, family, [](auto&) {});
}

}  // namespace gandyn::bindings
