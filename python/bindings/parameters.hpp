#pragma once

#include <pybind11/eigen.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/typing.h>

#include <optional>
#include <sstream>
#include <string>
#include <variant>

#include "gandyn/core/fields.hpp"
#include "gandyn/core/types.hpp"
#include "gandyn/kernels/metric.hpp"

/// Makes a Python class of a parameter struct out of its field list alone: keyword constructor, read-only attributes,
/// repr, equality, hash, pickle, to_dict and fields().
namespace gandyn::bindings {

namespace py = pybind11;

using Words = py::typing::Tuple<py::str, py::ellipsis>;

/// Whatever NumPy makes an array of real numbers that float64 can hold; `name` is for the message.
inline py::array real_array(std::string_view name, const py::object& value) {
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

/// One field as Python sees it; see `fields()` of every parameter class.
struct FieldInfo {
  std::string name, kind;
  py::object default_value;
  double low, high;
  bool low_open, high_open;
  Words choices;
  std::string prose;
};

inline void bind_field_info(py::module_& module) {
  py::class_<FieldInfo>(module, "Field", "One field of a parameter class: what a value must be and what it is for.")
      .def_readonly("name", &FieldInfo::name)
      .def_readonly("kind", &FieldInfo::kind,
                    "float, int, bool, floats, matrix, metric, choice or object, the last perhaps optional")
      .def_readonly("default", &FieldInfo::default_value)
      .def_readonly("low", &FieldInfo::low)
      .def_readonly("high", &FieldInfo::high)
      .def_readonly("low_open", &FieldInfo::low_open)
      .def_readonly("high_open", &FieldInfo::high_open)
      .def_readonly("choices", &FieldInfo::choices)
      .def_readonly("prose", &FieldInfo::prose);
}

template <class T>
py::typing::Dict<py::str, py::object> to_dict(const T& value) {
  py::typing::Dict<py::str, py::object> dict;
  for_each_field<T>([&](const auto& field) {
    using Value = Travel<typename std::decay_t<decltype(field)>::type>;
    dict[field.name.data()] = Value::to_python(value.*(field.member));
  });
  return dict;
}

template <class T>
py::typing::Tuple<FieldInfo, py::ellipsis> field_infos() {
  const py::dict defaults = to_dict(T{});
  py::list infos;
  for_each_field<T>([&](const auto& field) {
    using Value = Travel<typename std::decay_t<decltype(field)>::type>;
    infos.append(FieldInfo{std::string(field.name), Value::kind, defaults[field.name.data()], field.bounds.low,
                           field.bounds.high, field.bounds.low_open, field.bounds.high_open, Value::choices(),
                           std::string(field.prose)});
  });
  return py::tuple(infos);
}

/// What `help` shows, in NumPy's style.
template <class T>
std::string docstring() {
  std::ostringstream text;
  text << T::prose << "\n";
  const char* heading = "\nParameters\n----------\n";
  for_each_field<T>([&](const auto& field) {
    using Value = Travel<typename std::decay_t<decltype(field)>::type>;
    const py::object value = to_dict(T{})[field.name.data()];
    text << heading << field.name << " : " << Value::words() << ", default " << std::string(py::repr(value)) << "\n    "
         << field.prose << "\n";
    heading = "";
  });
  return text.str();
}

/// "Gaussian(bandwidth=0.5)"; a field that may be None is left out when it is.
template <class T>
std::string repr(const T& value) {
  std::ostringstream text;
  const char* comma = "";
  text << T::name << "(";
  for (const auto& [name, entry] : to_dict(value)) {
    if (entry.is_none()) continue;
    text << comma << std::string(py::str(name)) << "=" << std::string(py::repr(entry));
    comma = ", ";
  }
  text << ")";
  return text.str();
}

/// T out of one Python value a field, checked.
template <class T, class... F>
T construct(const typename Travel<typename F::type>::Python&... values) {
  T out{};
  std::apply(
      [&](const F&... field) {
        ((out.*(field.member) = Travel<typename F::type>::from_python(field.name, values)), ...);
      },
      T::fields());
  check(out);
  return out;
}

template <class T, class... F>
void bind_constructor(py::class_<T>& type, const std::tuple<F...>& fields) {
  const T defaults{};
  std::apply(
      [&](const F&... field) {
        type.def(py::init(&construct<T, F...>),
                 (py::arg(field.name.data()) = Travel<typename F::type>::to_python(defaults.*(field.member)))...);
      },
      fields);
}

/// `name` must end where its characters do: field names are literals, hence null-terminated.
template <class T>
py::class_<T> bind_parameters(py::module_& module) {
  py::class_<T> type(module, T::name.data(), docstring<T>().c_str());
  bind_constructor(type, T::fields());
  for_each_field<T>([&](const auto& field) {
    using Member = typename std::decay_t<decltype(field)>::type;
    const auto member = field.member;
    std::string_view attribute = field.name;
    if constexpr (requires { T::method_named; }) {  // the name belongs to a method: the field is that and "_kind"
      if (field.name == T::method_named.first) attribute = T::method_named.second;
    }
    type.def_property_readonly(
        attribute.data(),
        [member](const T& self) {
          if constexpr (requires { Travel<Member>::attribute(self.*member); }) {
            return Travel<Member>::attribute(self.*member);
          } else {
            return Travel<Member>::to_python(self.*member);
          }
        },
        field.prose.data());
  });
  type.def_static("fields", &field_infos<T>, "The fields, in the order of the constructor.")
      .def("to_dict", &to_dict<T>, "The fields by name.")
      .def("__repr__", &repr<T>)
      .def("__eq__",
           [](const T& self, const py::object& other) {
             return py::isinstance<T>(other) && to_dict(self).equal(to_dict(py::cast<T>(other)));
           })
      .def("__hash__", [](const T& self) { return py::hash(py::str(repr(self))); })
      .def("__reduce__", [](const py::object& self) -> py::typing::Tuple<py::object, py::ellipsis> {
        return py::make_tuple(py::type::of(self), py::tuple(py::list(self.attr("to_dict")().attr("values")())));
      });
  return type;
}

}  // namespace gandyn::bindings
