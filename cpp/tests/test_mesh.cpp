#include "cloud.hpp"
#include "expect.hpp"
#include "gandyn/games/kernel_gan.hpp"

namespace gandyn::discriminators {
namespace {

using mesh::Charges, tests::cloud, tests::masses;

const Execution serial{1, nullptr};

std::shared_ptr<const Space> space(const kernels::Kernel& kernel, Index dimension) {
  const Points targets = cloud(1, 20, dimension);
  const kernels::Embedding embedding(kernels::metric_of(kernel), targets.row(0).transpose());
  return std::make_shared<const Space>(Space{kernel, embedding, {embedding.embed(targets), masses(20)}});
}

/// Kernels in d dimensions, one of them with a metric and two meshes.
std::vector<kernels::Kernel> kernels_in(Index d) {
  kernels::Gaussian plain;
  plain.bandwidth = 0.7;
  kernels::GaussianMixture mixture;
  mixture.bandwidths = {0.5, 1.0, 20.0};
  mixture.metric.dimension = static_cast<int>(d);
  for (Index a = 0; a < d; ++a) mixture.metric.entries.push_back(0.5 + 0.5 * static_cast<double>(a));
  return {plain, mixture};
}

TEST(a_dipole_is_the_derivative_of_a_charge_in_its_place) {
  for (const Index d : {1, 2, 3}) {
    for (const kernels::Kernel& kernel : kernels_in(d)) {
      const Points points = cloud(2, 12, d), vectors = cloud(3, 12, d), at = cloud(4, 30, d);
      const double h = 1e-4;
      MeshFunction dipoles = Mesh{1e-10}.zero(space(kernel, d)), differences = dipoles;
      dipoles.add_dipoles(points, vectors, 2.0, serial);
      differences.add(points + h * vectors, Vector::Ones(12), 1.0 / h, serial);
      differences.add(points - h * vectors, Vector::Ones(12), -1.0 / h, serial);
      const Vector error = dipoles.value(at, serial) - differences.value(at, serial);
      EXPECT_NEAR(error.cwiseAbs().maxCoeff(), 0.0, 5e-5);
      EXPECT(dipoles.value(at, serial).cwiseAbs().maxCoeff() > 0.1);
    }
  }
}

TEST(the_fused_step_moves_and_spreads_as_the_parts_do) {
  for (const Index d : {1, 2, 3}) {
    for (const kernels::Kernel& kernel : kernels_in(d)) {
      const Index n = 9000;  // several tasks
      const Points points = 2.0 * cloud(2, n, d);
      const Vector weights = masses(n);
      MeshFunction f = Mesh{1e-6}.zero(space(kernel, d));
      f.add_targets(1.0, serial);
      f.add(points, weights, -1.0, serial);
      for (const Vector* mass : {static_cast<const Vector*>(nullptr), &weights}) {
        Points moved;
        const auto [mean, travel] = f.carry(points, nullptr, 0.3, mass, weights, moved, serial);
        Points step = f.gradient(points, serial);
        if (mass != nullptr) step = weights.asDiagonal() * step;
        EXPECT_NEAR((moved - (points + 0.3 * step)).cwiseAbs().maxCoeff(), 0.0, 1e-14);
        EXPECT_NEAR(travel.longest2, (moved - points).rowwise().squaredNorm().maxCoeff(), 1e-14);
        EXPECT(travel.farthest == moved.cwiseAbs().maxCoeff());
        MeshFunction spread = Mesh{1e-6}.zero(space(kernel, d));
        spread.add(moved, weights, 1.0, serial);
        EXPECT(spread.to_arrays() == mean->to_arrays());  // so that a restart need not save what a step found
      }
    }
  }
}

TEST(a_crowd_moves_by_polynomials_as_by_windows) {
  for (const double tolerance : {1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12}) {
    for (const kernels::Kernel& kernel : kernels_in(2)) {
      const Index n = 150'000;
      Points points = 0.05 * cloud(2, n, 2).array() + 0.5;
      points.topRows(20).array() += 100.0;  // outside of the box around the targets
      points.topRows(10).array() -= 200.0;
      const Vector weights = Vector::Constant(n, 1.0 / static_cast<double>(n));
      const auto metric = space(kernel, 2);
      const MeshSpace meshes(metric, tolerance);
      const Homes homes = meshes.homes(meshes.coordinates(points), serial);
      MeshFunction f = Mesh{tolerance}.zero(metric);
      f.add_targets(1.0, serial);
      f.add(points.topRows(9), masses(9), -3.0, serial);
      const Points step = f.gradient(points, serial);
      const Charges targets = meshes.targets(serial).front();
      EXPECT(meshes.levels().front().tiles(targets.field, homes.front(), n, serial).polynomials.size() > 0);
      Points moved;
      f.carry(points, nullptr, 1.0, nullptr, weights, moved, serial);
      EXPECT(step.cwiseAbs().maxCoeff() > 0.1);
      EXPECT_NEAR((moved - (points + step)).cwiseAbs().maxCoeff(), 0.0, 3e-14);
    }
  }
}

TEST(a_point_that_is_not_finite_has_travelled_infinitely_far) {
  const double infinite = std::numeric_limits<double>::infinity();
  for (const Index d : {1, 2, 3}) {
    for (const double bad : {infinite, -infinite, std::numeric_limits<double>::quiet_NaN()}) {
      Points points = cloud(2, 70, d), moved;
      points(69, d - 1) = bad;
      MeshFunction f = Mesh{1e-6}.zero(space(kernels::Gaussian{}, d));
      EXPECT(f.carry(points, nullptr, 1.0, nullptr, masses(70), moved, serial).travel.farthest == infinite);
    }
  }
}

TEST(what_is_added_up_does_not_depend_on_the_order) {
  for (const Index d : {1, 2, 3}) {
    for (const kernels::Kernel& kernel : kernels_in(d)) {
      const Index n = 9000;
      const Points points = 3.0 * cloud(2, n, d), vectors = 1e5 * cloud(3, n, d);
      const Vector weights = 1e-3 * cloud(4, n, 1).col(0);
      MeshFunction f = Mesh{1e-6}.zero(space(kernel, d)), g = f;
      f.add(points, weights, 1.0, serial);
      f.add_dipoles(points, vectors, 1.0, serial);
      g.add(points.colwise().reverse(), weights.reverse(), 1.0, serial);
      g.add_dipoles(points.colwise().reverse(), vectors.colwise().reverse(), 1.0, serial);
      Arrays one = f.to_arrays(), other = g.to_arrays();
      one.erase("mass"), other.erase("mass");  // known to rounding, of all points at once
      EXPECT(one == other);
    }
  }
}

TEST(what_is_known_of_the_particles_does_not_change_a_step) {
  const kernels::Gaussian kernel;
  const Points points = cloud(2, 500, 2);
  MeshFunction f = Mesh{}.zero(space(kernel, 2));
  f.add_targets(1.0, serial);
  Points first, again, moved;
  const auto mean = f.carry(points, nullptr, 0.1, nullptr, masses(500), first, serial).mean;
  f.carry(first, mean.get(), 0.1, nullptr, masses(500), moved, serial);
  f.carry(first, nullptr, 0.1, nullptr, masses(500), again, serial);
  EXPECT(moved == again);
}

TEST(axpy_of_functions_on_different_bricks_adds_them) {
  const kernels::Gaussian kernel;
  const Points here = cloud(2, 30, 2), there = here.array() + 100.0, at = cloud(3, 40, 2);
  MeshFunction f = Mesh{}.zero(space(kernel, 2)), g = f;
  f.add(here, masses(30), 1.0, serial);
  g.add(there, masses(30), 1.0, serial);
  g.add(here, masses(30), 3.0, serial);
  const Vector expected = f.value(at, serial) - 0.5 * g.value(at, serial);
  f.axpy(-0.5, g);
  EXPECT_NEAR((f.value(at, serial) - expected).cwiseAbs().maxCoeff(), 0.0, 1e-14);
}

TEST(a_trail_without_charge_is_forgotten_within_the_tolerance) {
  const kernels::Gaussian kernel;
  MeshFunction f = Mesh{1e-6}.zero(space(kernel, 2));
  f.add_targets(1.0, serial);
  const Vector kept = f.value(cloud(3, 40, 2), serial);
  const auto bricks = [&] { return f.to_arrays().at("mesh0_bricks").rows(); };
  const Index least = bricks();
  for (int step = 0; step < 200; ++step) {
    f.scale(0.5);
    f.forget();
    f.add_targets(0.5, serial);
    f.add(Points::Constant(1, 2, 50.0 * (step + 1)), Vector::Ones(1), 1.0, serial);
  }
  EXPECT(bricks() > least);
  EXPECT(bricks() < least + 4 * 60);  // 2^-40 is beneath notice
  EXPECT_NEAR((f.value(cloud(3, 40, 2), serial) - kept).cwiseAbs().maxCoeff(), 0.0, 1e-6);
}

}  // namespace
}  // namespace gandyn::discriminators
