#include "cloud.hpp"
#include "expect.hpp"
#include "gandyn/dynamics/simulate.hpp"

namespace gandyn::dynamics {
namespace {

using tests::cloud, tests::masses;

/// Large enough to be divided among threads.
constexpr Index dimension = 2, particles = 300, targets = 400;

Trajectory run(const methods::Method& method, Index num_steps, const Execution& execution) {
  const games::Game game = games::KernelGAN<discriminators::History>(cloud(1, targets, dimension), masses(targets),
                                                                     masses(particles), kernels::Gaussian{}, {}, {0.1});
  Options options;
  options.num_steps = num_steps;
  return simulate(game, method, {10.0, 0.5}, options, {0, cloud(2, particles, dimension), {}, {}}, execution);
}

TEST(every_method_gives_the_same_bits_for_any_number_of_threads) {
  for (const methods::Method& method : {methods::Method(methods::SimGD<>{}), methods::Method(methods::AltGD<>{}),
                                        methods::Method(methods::BestResponse<>{})}) {
    const Trajectory serial = run(method, 5, {1, nullptr});
    EXPECT(serial.status == Status::max_steps && serial.num_steps == 5);
    for (const int threads : {2, 4}) EXPECT(run(method, 5, {threads, nullptr}).particles == serial.particles);
  }
}

TEST(a_stopped_run_keeps_the_state_after_its_last_whole_step) {
  for (const int threads : {1, 4}) {
    Monitor monitor([](Index step) { return step >= 3; });
    const Trajectory stopped = run(methods::AltGD<>{}, 1000000, {threads, &monitor});
    EXPECT(stopped.status == Status::stopped);
    EXPECT(stopped.num_steps >= 3 && stopped.steps.back() == stopped.num_steps);
    const Trajectory whole = run(methods::AltGD<>{}, stopped.num_steps, {1, nullptr});
    EXPECT(stopped.particles == whole.particles);
    EXPECT(stopped.state_discriminator == whole.state_discriminator);
  }
}

}  // namespace
}  // namespace gandyn::dynamics
