#include <utility>
#include <vector>

#include "cloud.hpp"
#include "expect.hpp"
#include "gandyn/discriminators/history.hpp"

namespace gandyn::discriminators {
namespace {

using tests::cloud, tests::masses;

constexpr Index dimension = 2, rows = 5, targets = 4;
const Execution serial{1, nullptr};

std::shared_ptr<const Space> space() {
  const kernels::Gaussian kernel{0.8, {{2.0, 0.5}, 2}};
  const Points points = cloud(1000, targets, dimension);
  const kernels::Embedding embedding(kernel.metric, points.row(0).transpose());
  return std::make_shared<const Space>(Space{kernel, embedding, {embedding.embed(points), masses(targets)}});
}

HistoryFunction zero(double tolerance = 0.0) {
  static const std::shared_ptr<const Space> shared = space();
  return {shared, tolerance};
}

void add_cloud(HistoryFunction& f, Index number, double scale) {
  f.add(cloud(number, rows, dimension), masses(rows), scale, serial);
}

/// Rows that f keeps, beside the targets.
Index remembered(const HistoryFunction& f) { return f.to_arrays().at("weights").rows(); }

/// The function that has the targets and the clouds 0, 1, ... with these factors.
HistoryFunction combination(double of_targets, const std::vector<double>& of_clouds) {
  HistoryFunction f = zero();
  f.add_targets(of_targets, serial);
  for (std::size_t number = 0; number < of_clouds.size(); ++number) {
    add_cloud(f, static_cast<Index>(number), of_clouds[number]);
  }
  return f;
}

/// Whether two functions agree where we look: their values and their norms.
void expect_equal(const HistoryFunction& f, const HistoryFunction& g, int line) {
  const Points points = cloud(2000, 7, dimension);
  const Vector difference = f.value(points, serial) - g.value(points, serial);
  tests::expect_near(difference.cwiseAbs().maxCoeff(), 0.0, 1e-14, __FILE__, line);
  tests::expect_near(f.norm2(serial), g.norm2(serial), 1e-13, __FILE__, line);
}
#define EXPECT_EQUAL(f, g) expect_equal(f, g, __LINE__)

TEST(a_function_is_the_sum_that_it_says) {
  const HistoryFunction f = combination(0.5, {1.0, -2.0});
  const Points points = cloud(2000, 7, dimension);
  const Vector values = f.value(points, serial);
  const auto kernel = [](const auto& x, const auto& y) {
    const double dx = x[0] - y[0], dy = x[1] - y[1];
    return std::exp(-(2.0 * dx * dx + 0.5 * dy * dy) / (2.0 * 0.8 * 0.8));
  };
  for (Index i = 0; i < points.rows(); ++i) {
    double wanted = 0.0;
    const auto add = [&](const Points& sources, double scale) {
      const Vector weights = masses(sources.rows());
      for (Index j = 0; j < sources.rows(); ++j) wanted += scale * weights[j] * kernel(points.row(i), sources.row(j));
    };
    add(cloud(1000, targets, dimension), 0.5);
    add(cloud(0, rows, dimension), 1.0);
    add(cloud(1, rows, dimension), -2.0);
    EXPECT_NEAR(values[i], wanted, 1e-14);
  }
}

TEST(axpy_adds_functions_that_share_nothing) {
  HistoryFunction f = zero(), g = zero();
  f.add_targets(1.0, serial);
  add_cloud(f, 0, 1.0);
  g.add_targets(-0.25, serial);
  add_cloud(g, 1, 2.0);
  add_cloud(g, 2, 3.0);
  f.axpy(0.5, g);
  EXPECT_EQUAL(f, combination(0.875, {1.0, 1.0, 1.5}));
  EXPECT(remembered(f) == 3 * rows);
}

TEST(axpy_merges_clouds_that_both_have) {
  HistoryFunction f = combination(1.0, {1.0, 2.0});
  const HistoryFunction g = f;
  f.scale(0.5);
  f.axpy(3.0, g);
  EXPECT_EQUAL(f, combination(3.5, {3.5, 7.0}));
  EXPECT(remembered(f) == 2 * rows);
  EXPECT_EQUAL(g, combination(1.0, {1.0, 2.0}));  // the other keeps its own weights
}

TEST(axpy_with_itself_doubles) {
  HistoryFunction f = combination(1.0, {1.0, 2.0});
  f.axpy(1.0, f);
  EXPECT_EQUAL(f, combination(2.0, {2.0, 4.0}));
  EXPECT(remembered(f) == 2 * rows);
}

TEST(copies_that_diverge_do_not_see_each_other) {
  HistoryFunction f = combination(1.0, {1.0});
  HistoryFunction g = f;
  add_cloud(f, 1, 2.0);
  add_cloud(g, 2, 3.0);
  EXPECT_EQUAL(f, combination(1.0, {1.0, 2.0}));
  EXPECT_EQUAL(g, combination(1.0, {1.0, 0.0, 3.0}));
  f.axpy(-1.0, g);
  EXPECT_EQUAL(f, combination(0.0, {0.0, 2.0, -3.0}));
}

TEST(a_step_tried_on_a_copy_and_dropped_leaves_no_trace) {
  HistoryFunction f = combination(1.0, {1.0});
  {
    HistoryFunction tried = f;
    add_cloud(tried, 1, 5.0);
  }
  add_cloud(f, 2, 3.0);
  EXPECT_EQUAL(f, combination(1.0, {1.0, 0.0, 3.0}));
}

TEST(a_copy_that_went_on_gives_its_clouds_to_the_one_that_stayed) {
  HistoryFunction f = combination(1.0, {1.0});
  HistoryFunction g = f;
  add_cloud(g, 1, 2.0);
  add_cloud(g, 2, 3.0);
  f.axpy(1.0, g);
  EXPECT_EQUAL(f, combination(2.0, {2.0, 2.0, 3.0}));
}

TEST(forget_drops_what_fell_below_the_tolerance_and_nothing_else) {
  HistoryFunction f = zero(0.3);
  add_cloud(f, 0, 8.0);
  f.scale(0.5);
  add_cloud(f, 1, 1.0);
  f.forget();
  EXPECT(remembered(f) == 2 * rows);
  f.scale(0.5);  // shares 0.25 and 0.5
  f.forget();
  EXPECT(remembered(f) == rows);
  EXPECT_EQUAL(f, combination(0.0, {0.0, 0.5}));
}

TEST(without_a_tolerance_only_what_vanished_is_forgotten) {
  HistoryFunction f = combination(1.0, {1.0, 1.0});
  f.scale(1e-280);
  f.forget();
  EXPECT(remembered(f) == 2 * rows);
  f.scale(1e-20);  // shares of 1e-300: their arithmetic would be that of denormal numbers
  f.forget();
  EXPECT(remembered(f) == 0);
  add_cloud(f, 2, 1.0);
  EXPECT_EQUAL(f, combination(0.0, {0.0, 0.0, 1.0}));
}

TEST(functions_that_forgot_differently_still_add_up) {
  HistoryFunction f = zero(0.3);
  for (Index number = 0; number < 20; ++number) {
    const HistoryFunction before = f;
    f.scale(0.7);
    f.forget();
    add_cloud(f, number, 1.0);
    HistoryFunction both = f, other_way = before;
    both.axpy(1.0, before);  // the window of `before` begins earlier
    other_way.axpy(1.0, f);  // and that of f ends later
    EXPECT_EQUAL(both, other_way);
    EXPECT_NEAR(both.over_targets(serial), f.over_targets(serial) + before.over_targets(serial), 1e-14);
  }
}

TEST(norms_obey_the_parallelogram_law) {
  const HistoryFunction f = combination(0.3, {1.0, -2.0}), g = combination(-1.0, {0.5, 0.0, 1.5});
  HistoryFunction sum = f, difference = f;
  sum.axpy(1.0, g);
  difference.axpy(-1.0, g);
  EXPECT_NEAR(sum.norm2(serial) + difference.norm2(serial), 2.0 * (f.norm2(serial) + g.norm2(serial)), 1e-13);
  EXPECT(f.norm2(serial) > 0.0);
}

TEST(arrays_rebuild_a_function_bit_for_bit) {
  HistoryFunction f = zero(0.3);
  f.add_targets(0.7, serial);
  for (Index number = 0; number < 6; ++number) {
    f.scale(0.7);
    f.forget();
    add_cloud(f, number, 1.0);
  }
  HistoryFunction g = zero(0.3);
  g.set_arrays(f.to_arrays());
  const Points points = cloud(2000, 7, dimension);
  EXPECT(f.value(points, serial) == g.value(points, serial));
  for (HistoryFunction* h : {&f, &g}) {  // and it goes on alike: the shares are part of it
    h->scale(0.7);
    h->forget();
    add_cloud(*h, 6, 1.0);
  }
  EXPECT(remembered(f) == remembered(g));
  EXPECT(f.value(points, serial) == g.value(points, serial));
}

/// Random programs on three functions, against the coefficients that they must have.
TEST(any_program_of_moves_gives_the_right_coefficients) {
  constexpr std::size_t clouds = 12;
  struct Twin {
    HistoryFunction function = zero();
    double of_targets = 0.0;
    std::vector<double> of_clouds = std::vector<double>(clouds, 0.0);
  };
  const auto choose = [](Index program, Index move, Index draw, double count) {
    const auto number = static_cast<std::uint64_t>((program * 100 + move) * 4 + draw);
    return static_cast<std::size_t>(count * random::uniform(11, random::Stream::projections, number));
  };
  for (Index program = 0; program < 30; ++program) {
    std::vector<Twin> twins(3);
    std::size_t next_cloud = 0;
    for (Index move = 0; move < 40; ++move) {
      const std::size_t at = choose(program, move, 0, 3), from = choose(program, move, 1, 3);
      const double factor = 0.25 * static_cast<double>(choose(program, move, 2, 9)) - 1.0;
      Twin& mine = twins[at];
      const Twin& other = twins[from];
      switch (choose(program, move, 3, 5)) {
        case 0:
          mine.function.scale(factor);
          mine.of_targets *= factor;
          for (double& coefficient : mine.of_clouds) coefficient *= factor;
          break;
        case 1:
          mine.function.axpy(factor, other.function);
          mine.of_targets += factor * other.of_targets;
          for (std::size_t i = 0; i < clouds; ++i) mine.of_clouds[i] += factor * other.of_clouds[i];
          break;
        case 2:
          if (at != from) mine = other;
          break;
        case 3: mine.function.forget(); break;
        default:
          if (next_cloud == clouds) break;
          add_cloud(mine.function, static_cast<Index>(next_cloud), 1.0);
          mine.of_clouds[next_cloud++] += 1.0;
      }
    }
    for (const Twin& twin : twins) {
      double size = std::abs(twin.of_targets);
      for (const double coefficient : twin.of_clouds) size += std::abs(coefficient);
      const HistoryFunction wanted = combination(twin.of_targets, twin.of_clouds);
      const Points points = cloud(2000, 7, dimension);
      const Vector difference = twin.function.value(points, serial) - wanted.value(points, serial);
      EXPECT_NEAR(difference.cwiseAbs().maxCoeff(), 0.0, 1e-13 * (1.0 + size));
    }
  }
}

}  // namespace
}  // namespace gandyn::discriminators
