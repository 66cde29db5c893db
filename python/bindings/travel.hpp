#pragma once

#include <pybind11/eigen.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <optional>
#include <string>
#include <variant>

#include "gandyn/core/fields.hpp"
#include "gandyn/core/types.hpp"
#include "gandyn/kernels/metric.hpp"

/// How the types of fields travel between Python and the core.
namespace gandyn::bindings {

namespace py = pybind11;

using Words = py::typing::Tuple<py::str, py::ellipsis>;

/// Whatever NumPy makes an array of real numbers that float64 can hold; `name` is for the message.
inline py::array real_array(std::string_view name, const py::object& value) {
  if (py::hasattr(value, "mask")) {
    throw py::type_error(std::string(name) + " must not be a masked array: fill it, or leave the points out");
  }
  const py::array array = py::array::ensure(value);
  if (!array) {
    PyErr_Clear();
    throw py::type_error(std::string(name) + " must be an array of numbers, got " + std::string(py::repr(value)));
  }
  const char type = array.dtype().kind();
  if ((type != 'f' && type != 'i' && type != 'u') || array.itemsize() > 8) {
    throw py::type_error(std::string(name) + " must hold real numbers of at most 64 bits, got dtype " +
                         std::string(py::str(array.dtype())));
  }
  return array;
}

/// How a field's type travels: its kind in the configuration, what comes from Python and what goes there, of which the
/// type stub knows, and the two conversions.
template <class T>
struct Travel {  // numbers, booleans, lists of numbers
  using Python = T;
  static constexpr const char* kind = std::is_same_v<T, bool>       ? "bool"
                                      : std::is_floating_point_v<T> ? "float"
                                      : std::is_integral_v<T>       ? "int"
                                                                    : "floats";
  static std::string words() { return std::is_same_v<T, std::vector<double>> ? "sequence of float" : kind; }
  static T from_python(std::string_view, const Python& value) { return value; }
  static T to_python(const T& value) { return value; }
  static Words choices() { return {}; }
};

template <class T>
  requires std::is_enum_v<T>
struct Travel<T> {
  using Python = std::string;
  static constexpr const char* kind = "choice";
  static std::string words() { return "one of " + std::string(py::repr(choices())); }
  static T from_python(std::string_view field, const Python& word) { return parse_enum<T>(field, word); }
  static std::string to_python(T value) { return std::string(enum_name(value)); }
  static Words choices() { return py::tuple(py::cast(EnumNames<T>::names)); }
};

/// A number that may be left out.
template <class T>
struct Travel<std::optional<T>> {
  using Python = std::optional<T>;
  static constexpr const char* kind = "int or None";
  static std::string words() { return "int, optional"; }
  static std::optional<T> from_python(std::string_view, const Python& value) { return value; }
  static Python to_python(const std::optional<T>& value) { return value; }
  static Words choices() { return {}; }
};

/// One parameter object of several classes, or None where there may be none.
template <class... Types>
struct Travel<std::variant<Types...>> {
  using Python = std::variant<Types...>;
  static constexpr bool may_be_none = (std::is_same_v<Types, std::monostate> || ...);
  static constexpr const char* kind = may_be_none ? "object or None" : "object";
  static std::string words() {
    std::string text = "one of";
    const char* comma = " ";
    for (const auto& name : choices()) {
      text += comma;
      text += std::string(py::str(name));
      comma = ", ";
    }
    if (may_be_none) text += ", optional";
    return text;
  }
  static Python from_python(std::string_view, const Python& value) { return value; }
  static Python to_python(const Python& value) { return value; }
  static Words choices() {
    py::list names;
    const auto add = [&]<class T>(std::type_identity<T>) {
      if constexpr (!std::is_same_v<T, std::monostate>) names.append(std::string(T::name));
    };
    (add(std::type_identity<Types>{}), ...);
    return py::tuple(names);
  }
};

/// A matrix, or none: rows of numbers in a configuration, an array as an attribute.
template <>
struct Travel<Points> {
  using Python = py::object;
  static constexpr const char* kind = "matrix";
  static std::string words() { return "array_like, 2-D"; }
  static Points from_python(std::string_view field, const Python& value) {
    if (value.is_none()) return {};
    const py::array array = real_array(field, value);
    if (array.ndim() != 2) {
      throw std::invalid_argument(std::string(field) + " must be a matrix, got an array with " +
                                  std::to_string(array.ndim()) + " axes");
    }
    return py::cast<Points>(array);
  }
  static py::typing::Union<std::vector<std::vector<double>>, py::none> to_python(const Points& matrix) {
    if (matrix.size() == 0) return py::none();
    return attribute(matrix).attr("tolist")();
  }
  static py::object attribute(const Points& matrix) {
    if (matrix.size() == 0) return py::none();
    py::array_t<double> array = py::cast(matrix);
    array.attr("flags").attr("writeable") = false;
    return array;
  }
  static Words choices() { return {}; }
};

template <>
struct Travel<kernels::Metric> {
  using Python = std::optional<py::array_t<double, py::array::c_style | py::array::forcecast>>;
  static constexpr const char* kind = "metric";
  static std::string words() { return "array_like, shape (d,) or (d, d)"; }
  static kernels::Metric from_python(std::string_view, const Python& array) {
    if (!array) return {};
    const bool square = array->ndim() == 2 && array->shape(0) == array->shape(1);
    if ((array->ndim() != 1 && !square) || array->size() == 0) {
      throw std::invalid_argument("metric must be None or an array of shape (d,) or (d, d)");
    }
    kernels::Metric metric{{array->data(), array->data() + array->size()}, static_cast<int>(array->shape(0))};
    if (square && metric.dimension == 1) metric.entries.resize(1);
    kernels::check_metric("kernel", metric);
    return metric;
  }
  static py::typing::Union<std::vector<double>, std::vector<std::vector<double>>, py::none> to_python(
      const kernels::Metric& metric) {
    if (metric.euclidean()) return py::none();
    const py::list flat = py::cast(metric.entries);
    if (metric.diagonal()) return flat;
    py::list rows;
    for (int i = 0; i < metric.dimension; ++i) {
      rows.append(flat[py::slice(i * metric.dimension, (i + 1) * metric.dimension, 1)]);
    }
    return rows;
  }
  static Words choices() { return {}; }
};

}  // namespace gandyn::bindings
