#pragma once

#include <array>

#include "gandyn/core/lanes.hpp"

/// Normal means of the logistic function S(t) = 1 / (1 + e^-t) and of its relatives.
namespace gandyn::games {

/// S, S', S'', S''': numbers or means.
using LogisticMeans = std::array<Row, 4>;

/// (S, S', S'', S''')(t)
std::array<double, 4> logistic(double t);
/// log(1 + e^t)
double softplus(double t);

/// (S, S', S'', S''')(a), run by run
LogisticMeans logistic_values(const Row& a);
/// E (S, S', S'', S''')(a + b e) for standard normal e and b >= 0, run by run; error below 1e-13.
LogisticMeans logistic_means(const Row& a, const Row& b);
/// E log(1 + e^(a + b e)); error below 1e-13 times 1 + |a| + b.
double softplus_mean(double a, double b);

}  // namespace gandyn::games
