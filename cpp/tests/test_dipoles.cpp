#include <algorithm>

#include "cloud.hpp"
#include "dipole_sums.hpp"
#include "expect.hpp"
#include "gandyn/discriminators/history.hpp"
#include "gandyn/discriminators/mesh.hpp"

namespace gandyn::discriminators {
namespace {

using kernels::Kernel;
using tests::add_charge, tests::add_dipole, tests::cloud, tests::masses, tests::metric_matrix, tests::nothing,
    tests::Real, tests::RealMatrix, tests::RealVector, tests::Slow;

const Execution serial{1, nullptr};

template <class... Kernels>
std::vector<Kernel> one_of_each(const std::variant<Kernels...>&) {
  return {Kernels{}...};
}

/// Every kernel, with its own metric: none, a diagonal, or a full matrix.
std::vector<Kernel> kernels_in(Index d) {
  std::vector<Kernel> all;
  for (int metric = 0; metric < 3; ++metric) {
    for (Kernel kernel : one_of_each(Kernel{})) {
      std::visit(
          [&](auto& k) {
            if constexpr (requires { k.bandwidth; }) k.bandwidth = 0.8;
            if constexpr (requires { k.mixing; }) k.mixing = 1.7;
            if (metric == 0) return;
            k.metric.dimension = static_cast<int>(d);
            for (Index a = 0; a < d; ++a) {
              const double own = 0.5 + static_cast<double>(a % 3);
              if (metric == 1) k.metric.entries.push_back(own);
              for (Index b = 0; metric == 2 && b < d; ++b) k.metric.entries.push_back(a == b ? own : 0.2 / d);
            }
          },
          kernel);
      all.push_back(kernel);
    }
  }
  return all;
}

Points near(Index number, Index rows, Index d) { return cloud(number, rows, d) / std::sqrt(static_cast<double>(d)); }

std::shared_ptr<const Space> space(const Kernel& kernel, Index d) {
  const Points targets = near(1000, 6, d);
  const kernels::Embedding embedding(kernels::metric_of(kernel), targets.row(0).transpose());
  return std::make_shared<const Space>(Space{kernel, embedding, {embedding.embed(targets), masses(6)}});
}

HistoryFunction zero(const Kernel& kernel, Index d) { return {space(kernel, d), 0.0}; }

RealVector real(const Points& points, Index row) { return points.row(row).transpose().cast<Real>(); }

TEST(dipoles_are_exact_for_every_kernel_metric_and_dimension) {
  for (const Index d : {1, 2, 3, 5, 40}) {
    const Index count = d == 40 ? 11 : 61, num_points = d == 40 ? 5 : 19;
    const Points y = near(1, count, d), v = near(2, count, d), x = near(3, num_points, d);
    for (const Kernel& kernel : kernels_in(d)) {
      HistoryFunction f = zero(kernel, d);
      f.add_dipoles(y, v, 0.7, serial);
      const Vector values = f.value(x, serial);
      const Points gradients = f.gradient(x, serial), hessians = f.hessian(x, serial);
      const RealMatrix metric = metric_matrix(kernels::metric_of(kernel), d);
      for (Index i = 0; i < num_points; ++i) {
        Slow slow = nothing(d);
        for (Index j = 0; j < count; ++j) add_dipole(slow, kernel, metric, real(x, i), real(y, j), 0.7L * real(v, j));
        const RealMatrix hessian = Eigen::Map<const Points>(hessians.row(i).data(), d, d).cast<Real>();
        constexpr Real tolerance = 1e-14L;
        EXPECT(std::abs(values[i] - slow.value) <= tolerance * slow.value_size);
        EXPECT((real(gradients, i) - slow.gradient).cwiseAbs().maxCoeff() <= tolerance * slow.gradient_size);
        EXPECT((hessian - slow.hessian).cwiseAbs().maxCoeff() <= tolerance * slow.hessian_size);
        EXPECT(hessian == hessian.transpose() || kernels::metric_of(kernel).dimension > 0);
      }
    }
  }
}

TEST(a_dipole_is_the_derivative_of_a_charge) {
  const double h = 1e-5;
  for (const Index d : {1, 2, 5}) {
    const Points y = near(1, 6, d), v = near(2, 6, d);
    const Points x = near(3, 9, d).array() + 3.0;  // away from kinks, whose higher derivatives have no bound
    for (const Kernel& kernel : kernels_in(d)) {
      HistoryFunction dipoles = zero(kernel, d), charges = zero(kernel, d);
      dipoles.add_dipoles(y, v, 1.0, serial);
      for (const double side : {1.0, -1.0}) charges.add(y + side * h * v, Vector::Ones(6), 0.5 * side / h, serial);
      const auto same = [](const Points& got, const Points& wanted) {
        const double size = wanted.cwiseAbs().maxCoeff();
        EXPECT(size > 0.0);
        EXPECT_NEAR((got - wanted).cwiseAbs().maxCoeff(), 0.0, 1e-7 * size);
      };
      same(dipoles.value(x, serial), charges.value(x, serial));
      same(dipoles.gradient(x, serial), charges.gradient(x, serial));
      same(dipoles.hessian(x, serial), charges.hessian(x, serial));
    }
  }
}

TEST(where_a_point_meets_a_dipole_odd_terms_are_zero) {
  for (const Index d : {1, 3}) {
    for (const Kernel& kernel : kernels_in(d)) {
      const Points y = near(1, 1, d), v = near(2, 1, d);
      HistoryFunction f = zero(kernel, d);
      f.add_dipoles(y, v, 1.0, serial);
      EXPECT(f.value(y, serial) == Vector::Zero(1));
      EXPECT(f.hessian(y, serial) == Points::Zero(1, d * d));
      const Real slope = kernels::radial(kernel, Vector::Zero(1))(0, 1);
      const RealVector wanted = -2 * slope * metric_matrix(kernels::metric_of(kernel), d) * real(v, 0);
      EXPECT((real(f.gradient(y, serial), 0) - wanted).norm() <= 1e-14L * wanted.norm());
      EXPECT((wanted.norm() > 0) == kernels::has_dipoles(kernel));
      EXPECT(kernels::has_dipoles(kernel) != std::holds_alternative<kernels::Laplace>(kernel));
    }
  }
}

TEST(points_next_to_and_far_from_a_dipole_give_finite_numbers) {
  for (const Kernel& kernel : kernels_in(2)) {
    HistoryFunction f = zero(kernel, 2);
    f.add_dipoles(Points::Zero(1, 2), Points::Ones(1, 2), 1.0, serial);
    for (const double distance : {1e-12, 1e-8, 1e3, 1e100}) {
      const Points x = Points::Constant(1, 2, distance);
      EXPECT(f.value(x, serial).allFinite());
      EXPECT(f.gradient(x, serial).allFinite());
      EXPECT(f.hessian(x, serial).allFinite());
    }
  }
}

TEST(all_sums_agree_and_have_the_same_bits_for_any_number_of_threads) {
  using kernels::Sums;
  for (const Index d : {1, 2, 3, 4}) {
    const Index count = 2111, num_points = 150;
    Points rows(count, 2 * d);
    rows << near(1, count, d), near(2, count, d);
    const Points x = near(3, num_points, d);
    const Vector weights = masses(count);
    for (const Kernel& kernel : one_of_each(Kernel{})) {
      const kernels::DipoleBlock block{rows.data(), weights.data(), count};
      const auto sums = [&](Sums which, int threads) {
        return kernels::accumulate_dipoles(kernel, x, block, which, {threads, nullptr});
      };
      for (const Sums which : {Sums::value, Sums::gradient, Sums::value_and_gradient, Sums::hessian}) {
        const Points one = sums(which, 1);
        EXPECT(sums(which, 3) == one);
      }
      const Points both = sums(Sums::value_and_gradient, 1);
      EXPECT((both.col(0) - sums(Sums::value, 1)).norm() <= 1e-14 * both.col(0).norm());
      EXPECT((both.rightCols(d) - sums(Sums::gradient, 1)).norm() <= 1e-14 * both.norm());
    }
  }
}

// -------------------------------------------------------------------------------- inner products

/// A function, and what it is made of.
struct Made {
  HistoryFunction f;
  double of_targets;
  Points charges, places, vectors;
  Vector weights;
};

Made make(const Kernel& kernel, Index d, Index number, double of_targets) {
  Made made{zero(kernel, d), of_targets, near(number, 5, d), near(number + 1, 4, d), near(number + 2, 4, d), masses(5)};
  made.f.add_targets(of_targets, serial);
  made.f.add(made.charges, made.weights, 1.0, serial);
  made.f.add_dipoles(made.places, made.vectors, 1.0, serial);
  return made;
}

/// <f, g> = sum of g's weights times f, of its vectors times grad f.
Real slow_dot(const Kernel& kernel, Index d, const Made& f, const Made& g) {
  const RealMatrix metric = metric_matrix(kernels::metric_of(kernel), d);
  const Points targets = near(1000, 6, d);
  const auto f_at = [&](const RealVector& x) {
    Slow slow = nothing(d);
    for (Index i = 0; i < 6; ++i) add_charge(slow, kernel, metric, x, real(targets, i), f.of_targets * masses(6)[i]);
    for (Index j = 0; j < 5; ++j) add_charge(slow, kernel, metric, x, real(f.charges, j), f.weights[j]);
    for (Index j = 0; j < 4; ++j) add_dipole(slow, kernel, metric, x, real(f.places, j), real(f.vectors, j));
    return slow;
  };
  Real total = 0;
  for (Index i = 0; i < 6; ++i) total += g.of_targets * masses(6)[i] * f_at(real(targets, i)).value;
  for (Index j = 0; j < 5; ++j) total += g.weights[j] * f_at(real(g.charges, j)).value;
  for (Index j = 0; j < 4; ++j) total += real(g.vectors, j).dot(f_at(real(g.places, j)).gradient);
  return total;
}

TEST(inner_products_are_the_gram_sums) {
  for (const Index d : {1, 2, 3, 5}) {
    for (const Kernel& kernel : kernels_in(d)) {
      if (!kernels::has_dipoles(kernel)) continue;
      const Made f = make(kernel, d, 10, 0.5), g = make(kernel, d, 20, -1.5);
      const double scale = std::sqrt(f.f.norm2(serial) * g.f.norm2(serial)), product = f.f.dot(g.f, serial);
      EXPECT_NEAR(product, static_cast<double>(slow_dot(kernel, d, f, g)), 1e-13 * scale);
      EXPECT_NEAR(product, g.f.dot(f.f, serial), 1e-14 * scale);
      EXPECT(std::abs(product) <= scale);  // also: neither norm is negative
      EXPECT(f.f.norm2(serial) == f.f.dot(f.f, serial));
      HistoryFunction sum = f.f;
      sum.axpy(2.0, g.f);
      const double wanted = f.f.norm2(serial) + 4.0 * product + 4.0 * g.f.norm2(serial);
      EXPECT_NEAR(sum.norm2(serial), wanted, 1e-13 * (scale + std::abs(wanted)));
      HistoryFunction targets = zero(kernel, d);
      targets.add_targets(1.0, serial);
      EXPECT_NEAR(f.f.over_targets(serial), targets.dot(f.f, serial), 1e-14 * scale);
    }
  }
}

TEST(dipoles_represent_derivatives) {
  for (const Kernel& kernel : kernels_in(3)) {
    if (!kernels::has_dipoles(kernel)) continue;
    const Made f = make(kernel, 3, 10, 0.5);
    HistoryFunction dipoles = zero(kernel, 3);
    const Points y = near(4, 50, 3), v = near(5, 50, 3);
    dipoles.add_dipoles(y, v, 0.3, serial);
    const double wanted = 0.3 * f.f.gradient(y, serial).cwiseProduct(v).sum();
    EXPECT_NEAR(f.f.dot(dipoles, serial), wanted, 1e-13 * std::abs(wanted) + 1e-14);
    EXPECT_NEAR(dipoles.dot(f.f, serial), wanted, 1e-13 * std::abs(wanted) + 1e-14);
    for (const int threads : {2, 4}) EXPECT(f.f.dot(dipoles, {threads, nullptr}) == f.f.dot(dipoles, serial));
  }
}

TEST(a_mesh_keeps_dipoles_and_products_to_its_tolerance) {
  const double tolerance = 1e-8;
  for (const Index d : {1, 2, 3}) {
    for (const Kernel& kernel : kernels_in(d)) {
      if (kernel.index() > 1) continue;  // Gaussian, GaussianMixture
      const Made f = make(kernel, d, 10, 0.5), g = make(kernel, d, 20, -1.5);
      MeshFunction mesh_f = Mesh{tolerance}.zero(space(kernel, d)), mesh_g = mesh_f;
      for (const auto& [mesh, made] : {std::pair{&mesh_f, &f}, {&mesh_g, &g}}) {
        mesh->add_targets(made->of_targets, serial);
        mesh->add(made->charges, made->weights, 1.0, serial);
        mesh->add_dipoles(made->places, made->vectors, 1.0, serial);
      }
      const Points x = near(3, 20, d);
      const double size = f.f.value(x, serial).cwiseAbs().maxCoeff() + 1.0;
      EXPECT_NEAR((mesh_f.value(x, serial) - f.f.value(x, serial)).cwiseAbs().maxCoeff(), 0.0, 50 * tolerance * size);
      EXPECT_NEAR((mesh_f.gradient(x, serial) - f.f.gradient(x, serial)).cwiseAbs().maxCoeff(), 0.0,
                  500 * tolerance * size);
      const double scale = std::sqrt(f.f.norm2(serial) * g.f.norm2(serial));
      EXPECT_NEAR(mesh_f.dot(mesh_g, serial), f.f.dot(g.f, serial), 50 * tolerance * scale);
      EXPECT_NEAR(mesh_f.dot(mesh_g, serial), mesh_g.dot(mesh_f, serial), 1e-13 * scale);
      EXPECT(mesh_f.norm2(serial) == mesh_f.dot(mesh_f, serial));
    }
  }
}

}  // namespace
}  // namespace gandyn::discriminators
