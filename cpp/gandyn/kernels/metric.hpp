#pragma once

#include <string_view>
#include <vector>

#include "gandyn/core/fields.hpp"

namespace gandyn::kernels {

/// The metric in which a kernel measures distance: r2 = (x - y)' M (x - y). It serves every kernel.
struct Metric {
  std::vector<double> entries;  // none: Euclidean; d: the diagonal of M; d*d: M by rows
  int dimension = 0;            // d, or 0 for Euclidean

  bool euclidean() const { return dimension == 0; }
  bool diagonal() const { return entries.size() == static_cast<std::size_t>(dimension); }
  bool operator==(const Metric&) const = default;
};

/// Throws std::invalid_argument unless M is symmetric positive definite.
void check_metric(std::string_view owner, const Metric& metric);

template <class Owner>
constexpr Field<Owner, Metric> metric_field() {
  return {"metric", &Owner::metric, {}, "M of r2 = (x-y)'M(x-y): None, its diagonal (d,) or the matrix (d, d)"};
}

}  // namespace gandyn::kernels
