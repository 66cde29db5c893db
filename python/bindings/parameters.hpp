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
#include "travel.hpp"

/// Makes a Python class of a parameter struct out of its field list alone: keyword constructor, read-only attributes,
/// repr, equality, hash, pickle, to_dict and fields().
namespace gandyn::bindings {

namespace py = pybind11;

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

/// Refuses a keyword that is no field, and says which may be meant.
template <class T>
void check_keywords(const py::kwargs& given) {
  py::list names;
  for_each_field<T>([&](const auto& field) { names.append(std::string(field.name)); });
  for (const auto& [word, value] : given) {
    if (names.contains(word)) continue;
    const py::list near = py::module_::import("difflib").attr("get_close_matches")(word, names, 1);
    std::ostringstream text;
    text << T::name << ": " << std::string(py::str(word)) << " is no parameter; ";
    if (near.empty()) text << "there are ";
    for (const auto& name : near) text << "did you mean " << std::string(py::str(name)) << "? There are ";
    text << (names.empty() ? "none" : std::string(py::str(py::str(", ").attr("join")(names))));
    throw py::type_error(text.str());
  }
}

/// Has the constructor check its keywords where pybind11 would answer with signatures; what `help` shows stays.
template <class T>
void explain_keywords(py::class_<T>& type) {
  const py::object construct = type.attr("__init__");
  const std::string signature = py::str(construct.attr("__doc__"));
  py::options options;
  options.disable_function_signatures();
  type.attr("__init__") = py::cpp_function(
      [construct](const py::object& self, const py::args& values, const py::kwargs& given) {
        try {
          construct(self, *values, **given);
        } catch (const py::error_already_set& error) {
          if (error.matches(PyExc_TypeError)) check_keywords<T>(given);
          throw;
        }
      },
      py::name("__init__"), py::is_method(type), signature.c_str());
}

/// `name` must end where its characters do: field names are literals, hence null-terminated.
template <class T>
py::class_<T> bind_parameters(py::module_& module) {
  py::class_<T> type(module, T::name.data(), docstring<T>().c_str());
  bind_constructor(type, T::fields());
  explain_keywords(type);
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
