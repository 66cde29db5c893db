#pragma once

#include <pybind11/numpy.h>

#include <utility>
#include <vector>

#include "gandyn/core/ranks.hpp"

namespace gandyn::bindings {

namespace py = pybind11;

/// Ranks that talk through an object of Python, such as `gandyn.mpi.Ranks`; may be called without the GIL.
class PythonRanks final : public Ranks {
 public:
  explicit PythonRanks(py::object ranks) : ranks_(std::move(ranks)), total_(ranks_.attr("total").cast<Index>()) {}

  Index total() const override { return total_; }
  void add(std::vector<std::int64_t>& values) override { in_place("add", values); }
  void unite(std::vector<std::int64_t>& values) override { in_place("unite", values); }
  void largest(std::vector<double>& values) override { in_place("largest", values); }
  std::vector<double> join(const std::vector<double>& values) override {
    const py::gil_scoped_acquire gil;
    const py::array_t<double> own(static_cast<py::ssize_t>(values.size()), values.data());
    const auto all = ranks_.attr("join")(own).cast<py::array_t<double, py::array::c_style>>();
    return {all.data(), all.data() + all.size()};
  }

 private:
  template <class T>
  void in_place(const char* how, std::vector<T>& values) {
    const py::gil_scoped_acquire gil;
    const py::array_t<T> view(static_cast<py::ssize_t>(values.size()), values.data(), py::none());  // no copy
    ranks_.attr(how)(view);
  }

  py::object ranks_;
  Index total_;
};

}  // namespace gandyn::bindings
