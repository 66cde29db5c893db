#include "gandyn/kernels/pairwise.hpp"

#include <algorithm>
#include <utility>

#include "gandyn/core/isa.hpp"
#include "gandyn/kernels/tiling.hpp"

namespace gandyn::kernels {
namespace {

/// A kernel made ready: its constants and its pair loops for the instruction set chosen at run time.
class PairLoops {
 public:
  explicit PairLoops(const Kernel& kernel) : routines_(table()[kernel.index()]) {
    std::visit([this](const auto& k) { profile_ = k.profile(); }, kernel);
  }
  void accumulate(Accumulate Routines::* way, Sums sums, const Tile& tile, const SourceBlock& sources) const {
    (routines_.*way)(profile(), sums, tile, sources);
  }
  void matrix(const Tile& tile, const SourceBlock& sources, Index rows, double* out, Index row_stride) const {
    routines_.matrix(profile(), tile, sources, rows, out, row_stride);
  }

 private:
  template <class List>
  struct ProfilesOf;
  template <class... Kernels>
  struct ProfilesOf<std::variant<Kernels...>> {
    using type = std::variant<typename Kernels::Profile...>;
  };

  static const Routines* table() {
    return by_chosen_isa([](auto doubles) { return routines<doubles>(); });
  }
  const void* profile() const {
    return std::visit([](const auto& p) { return static_cast<const void*>(&p); }, profile_);
  }

  Routines routines_;
  ProfilesOf<Kernel>::type profile_;
};

constexpr Grain grain{.smallest_slice = 2048, .pair_work = 2, .lane_multiple = 16};  // floats

/// Visits the parts of the blocks that lie between two positions in their concatenation.
template <class Visit>
void for_each_part_of(const Sources& blocks, const Task& task, Index dimension, Index width, const Execution& execution,
                      Visit visit) {
  Index position = 0;
  for (const SourceBlock& block : blocks) {
    const Index from = std::max(task.from - position, Index{0}), until = std::min(task.until - position, block.count);
    for_each_part(grain, from, until, dimension, width, execution, [&](Index first, Index count) {
      visit(SourceBlock{block.points + first * dimension, block.weights + first, block.scale, count});
    });
    position += block.count;
    if (position >= task.until) return;
  }
}

Index size_of(const Sources& blocks) {
  Index count = 0;
  for (const SourceBlock& block : blocks) count += block.count;
  return count;
}

constexpr Index many_pairs = 50000;  // times the dimension: worth waking threads for

/// All the sums at some of all points, one way; `centre` as that way wants it.
Points accumulate_one_way(Accumulate Routines::* way, const Vector& centre, const Kernel& kernel, const Points& points,
                          const Sources& sources, Sums sums, Index points_in_all, const Execution& execution) {
  const Index count = points.rows(), dimension = points.cols(), width = sums_per_point(sums, dimension);
  const PairLoops loops(kernel);
  const Division division(grain, count, points_in_all, size_of(sources));
  const auto add = [&](const Tile& tile, const Task& task) {
    for_each_part_of(sources, task, dimension, width, execution,
                     [&](const SourceBlock& part) { loops.accumulate(way, sums, tile, part); });
  };
  return add_up(division, points, centre, width,
                worth_threads(execution, count * division.rows * dimension, many_pairs), add);
}

}  // namespace

Points accumulate(const Kernel& kernel, const Points& points, const Sources& sources, Sums sums,
                  const Execution& execution, Precision precision) {
  const Index in_all = execution.in_all(points.rows());
  const Routes routes(kernel, points, in_all, sources, sums, precision);
  const auto run = [&](Accumulate Routines::* way, const Vector& centre, const Points& some) {
    return accumulate_one_way(way, centre, kernel, some, sources, sums, in_all, execution);
  };
  if (routes.cheap == nullptr) return run(&Routines::differences, {}, points);
  if (routes.far.empty()) return run(routes.cheap, routes.centre, points);
  Points out(points.rows(), sums_per_point(sums, points.cols()));
  out(routes.near, Eigen::all) = run(routes.cheap, routes.centre, points(routes.near, Eigen::all));
  out(routes.far, Eigen::all) = run(&Routines::differences, {}, points(routes.far, Eigen::all));
  return out;
}

namespace {

/// Embeds points and sources, adds up, and leaves the embedding for pulling derivatives back.
struct EmbeddedSum {
  Embedding embedding;
  Points result;

  EmbeddedSum(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights, Sums sums,
              const Execution& execution, Precision precision = Precision::float64)
      : embedding(metric_of(kernel), sources.row(0).transpose()) {
    const Points embedded = embedding.embed(sources);
    result = accumulate(kernel, embedding.embed(points), {{embedded.data(), weights.data(), 1.0, embedded.rows()}},
                        sums, execution, precision);
  }
};

}  // namespace

Vector sum(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights, const Execution& execution,
           Precision precision) {
  return EmbeddedSum(kernel, points, sources, weights, Sums::value, execution, precision).result.col(0);
}

Points sum_gradient(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                    const Execution& execution, Precision precision) {
  EmbeddedSum total(kernel, points, sources, weights, Sums::gradient, execution, precision);
  return total.embedding.pull_gradient(std::move(total.result));
}

Points sum_hessian(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                   const Execution& execution) {
  const EmbeddedSum total(kernel, points, sources, weights, Sums::hessian, execution);
  return total.embedding.pull_hessian(full_hessians(total.result, points.cols()));
}

Points sum_with_gradient(const Kernel& kernel, PointsRef points, PointsRef sources, VectorRef weights,
                         const Execution& execution, Precision precision) {
  EmbeddedSum total(kernel, points, sources, weights, Sums::value_and_gradient, execution, precision);
  const Eigen::Index d = points.cols();
  total.result.rightCols(d) = total.embedding.pull_gradient(total.result.rightCols(d));
  return std::move(total.result);
}

Points matrix(const Kernel& kernel, PointsRef x, PointsRef y, const Execution& execution) {
  const Embedding embedding(metric_of(kernel), y.row(0).transpose());
  const Points points = embedding.embed(x), others = embedding.embed(y);
  const Index count = points.rows(), columns = others.rows(), dimension = points.cols();
  const PairLoops loops(kernel);
  const Division division(grain, count, count, columns);
  Points out(count, columns);
  parallel_for(division.tasks(), worth_threads(execution, count * columns * dimension, many_pairs), [&](Index number) {
    const Task task = division.task(number);
    TileBuffer buffer(grain, points, task, 0);
    for_each_part(grain, task.from, task.until, dimension, 1, execution, [&](Index first, Index part) {
      loops.matrix(buffer.tile(), {others.data() + first * dimension, nullptr, 1.0, part}, task.count,
                   out.data() + task.begin * columns + first, columns);
    });
  });
  return out;
}

Points full_hessians(const Points& triangles, Index dimension) {
  Points full(triangles.rows(), dimension * dimension);
  for (Index i = 0; i < triangles.rows(); ++i) {
    Index entry = 0;
    for (Index a = 0; a < dimension; ++a) {
      for (Index b = a; b < dimension; ++b, ++entry) {
        full(i, a * dimension + b) = full(i, b * dimension + a) = triangles(i, entry);
      }
    }
  }
  return full;
}

Points radial(const Kernel& kernel, VectorRef r2) {
  Points out(r2.size(), 3);
  std::visit(
      [&](const auto& k) {
        const auto profile = k.profile();
        for (Index i = 0; i < r2.size(); ++i) {
          const auto at = profile(simd::Pack<2>(r2.coeff(i)));
          out.row(i) << at.value[0], at.slope[0] * slope_unit(profile), at.curvature[0] * curvature_unit(profile);
        }
      },
      kernel);
  return out;
}

}  // namespace gandyn::kernels
