#include "cloud.hpp"
#include "expect.hpp"
#include "gandyn/games/kernel_gan.hpp"

namespace gandyn::games {
namespace {

using discriminators::History;
using tests::cloud, tests::masses;

constexpr Index dimension = 2, particles = 6, targets = 9;
const Execution serial{1, nullptr};

KernelGAN<History> game(double ridge) {
  return {cloud(1, targets, dimension), masses(targets), masses(particles), kernels::Matern52{}, History{}, {ridge}};
}

/// A state that has moved: f is not 0, and remembers two clouds.
KernelGAN<History>::State moved(const KernelGAN<History>& g) {
  auto state = g.initial(cloud(2, particles, dimension));
  for (int step = 0; step < 2; ++step) {
    g.ascend(state, state.discriminator, 0.5, state, serial);
    g.descend(state, state.discriminator, 0.5, state, serial);
  }
  return state;
}

TEST(ascend_is_a_step_along_the_discriminator_field) {
  for (const double ridge : {0.0, 0.1, 2.0}) {
    const auto g = game(ridge);
    auto stepped = moved(g);
    auto added = stepped;
    added.discriminator.axpy(0.3, g.discriminator_field(added, serial));
    g.ascend(stepped, stepped.discriminator, 0.3, stepped, serial);
    const Points points = cloud(3, 8, dimension);
    const Vector difference = stepped.discriminator.value(points, serial) - added.discriminator.value(points, serial);
    EXPECT_NEAR(difference.cwiseAbs().maxCoeff(), 0.0, 1e-15);
    EXPECT(stepped.discriminator.to_arrays().at("points") == added.discriminator.to_arrays().at("points"));
  }
}

TEST(the_discriminator_field_is_the_gradient_of_the_loss) {
  const auto g = game(0.1);
  const auto state = moved(g);
  const auto field = g.discriminator_field(state, serial);
  const double h = 1e-4;
  auto ahead = state, behind = state;
  ahead.discriminator.axpy(h, field);
  behind.discriminator.axpy(-h, field);
  const double slope = (g.loss(ahead, serial) - g.loss(behind, serial)) / (2.0 * h);
  EXPECT_NEAR(slope, field.norm2(serial), 1e-9);  // the derivative along its own gradient
}

TEST(the_best_response_is_where_the_discriminator_field_vanishes) {
  const auto g = game(0.1);
  auto state = moved(g);
  state.discriminator = g.best_response(state, serial);
  EXPECT_NEAR(g.discriminator_field(state, serial).norm2(serial), 0.0, 1e-14);
}

TEST(particles_of_another_shape_are_refused) {
  const auto g = game(0.1);
  const std::string what = EXPECT_THROWS(std::invalid_argument, g.initial(cloud(2, particles, 3)));
  EXPECT(what == "initial must have shape (6, 2), got (6, 3)");
}

}  // namespace
}  // namespace gandyn::games
