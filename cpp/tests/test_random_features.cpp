#include "cloud.hpp"
#include "expect.hpp"
#include "gandyn/games/kernel_gan.hpp"

namespace gandyn::discriminators {
namespace {

using tests::cloud, tests::masses;

constexpr Index dimension = 3, targets = 5, points = 7;
const Execution serial{1, nullptr};

/// f = 0 of a game with a full metric.
RandomFeaturesFunction zero() {
  kernels::Matern52 kernel;
  kernel.metric = {{2.0, 0.3, 0.0, 0.3, 1.0, 0.2, 0.0, 0.2, 0.5}, 3};
  const Points x = cloud(1, targets, dimension);
  const kernels::Embedding embedding(kernel.metric, x.row(0).transpose());
  return RandomFeatures{65, 4, true}.zero(
      std::make_shared<const Space>(Space{kernel, embedding, {embedding.embed(x), masses(targets)}}));
}

RandomFeaturesFunction somewhere(Index number) {
  RandomFeaturesFunction f = zero();
  f.add_targets(0.7, serial);
  f.add(cloud(number, points, dimension), masses(points), -1.3, serial);
  return f;
}

TEST(features_reproduce_points) {
  const RandomFeaturesFunction f = somewhere(2);
  const Points y = cloud(3, points, dimension);
  RandomFeaturesFunction at_y = zero(), sum = f;
  at_y.add(y, masses(points), 1.0, serial);
  sum.axpy(1.0, at_y);  // |f + g|^2 - |f|^2 - |g|^2 = 2 <f, g> = 2 sum_j q_j f(y_j)
  const double product = 0.5 * (sum.norm2(serial) - f.norm2(serial) - at_y.norm2(serial));
  EXPECT_NEAR(product, masses(points).dot(f.value(y, serial)), 1e-13);
  RandomFeaturesFunction at_targets = zero();
  at_targets.add_targets(1.0, serial);
  EXPECT_NEAR(at_targets.norm2(serial), at_targets.over_targets(serial), 1e-14);
}

TEST(dipoles_are_the_derivative_of_points) {
  const Points y = cloud(3, points, dimension), vectors = cloud(4, points, dimension);
  const Vector ones = Vector::Ones(points);
  const double h = 1e-4;
  RandomFeaturesFunction dipoles = zero(), difference = zero();
  dipoles.add_dipoles(y, vectors, 0.6, serial);
  for (const double side : {1.0, -1.0}) difference.add(y + side * h * vectors, ones, side * 0.6 / (2.0 * h), serial);
  const Points x = cloud(5, 20, dimension);
  const Vector error = dipoles.value(x, serial) - difference.value(x, serial);
  EXPECT(dipoles.value(x, serial).norm() > 1.0);
  EXPECT_NEAR(error.cwiseAbs().maxCoeff(), 0.0, 1e-6);
  // <f, dipoles> = scale * sum_j vector_j . grad f(y_j)
  const RandomFeaturesFunction f = somewhere(2);
  RandomFeaturesFunction sum = f;
  sum.axpy(1.0, dipoles);
  const double product = 0.5 * (sum.norm2(serial) - f.norm2(serial) - dipoles.norm2(serial));
  EXPECT_NEAR(product, 0.6 * f.gradient(y, serial).cwiseProduct(vectors).sum(), 1e-12);
}

TEST(inner_products_are_those_of_points) {
  const RandomFeaturesFunction f = somewhere(2), g = somewhere(3);
  RandomFeaturesFunction at_y = zero();
  const Points y = cloud(4, points, dimension);
  at_y.add(y, masses(points), 1.0, serial);
  EXPECT_NEAR(f.dot(at_y, serial), masses(points).dot(f.value(y, serial)), 1e-13);
  EXPECT(f.dot(g, serial) == g.dot(f, serial));
  EXPECT(f.dot(f, serial) == f.norm2(serial));
}

TEST(a_function_and_its_scaled_copy_cancel) {
  const RandomFeaturesFunction f = somewhere(2);
  RandomFeaturesFunction none = f;
  none.scale(-2.0);
  none.axpy(2.0, f);
  EXPECT(none.norm2(serial) == 0.0);
  EXPECT(f.finite());
  none.scale(HUGE_VAL);
  EXPECT(!none.finite());
}

}  // namespace
}  // namespace gandyn::discriminators
