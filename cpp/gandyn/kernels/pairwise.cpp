#include "gandyn/kernels/pairwise.hpp"

#include <algorithm>
#include <utility>

#include "gandyn/core/isa.hpp"
#include "gandyn/core/status.hpp"

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

/// The points of one tile, coordinates apart, and room for their sums. The lanes beyond the last point repeat it.
/// Coordinates are relative to `centre` (d,) unless that is empty.
class TileBuffer {
 public:
  TileBuffer(const Points& points, Index begin, Index count, Index sums, const Vector& centre = {})
      : coordinates_(static_cast<std::size_t>(points.cols() * Tile::stride)),
        sums_(static_cast<std::size_t>(sums * Tile::stride), 0.0),
        lanes_((count + Tile::lane_multiple - 1) / Tile::lane_multiple * Tile::lane_multiple),
        dimension_(points.cols()),
        centre_(centre.size() == 0 ? nullptr : centre.data()) {
    for (Index a = 0; a < dimension_; ++a) {
      const double origin = centre_ == nullptr ? 0.0 : centre_[a];
      for (Index i = 0; i < lanes_; ++i) {
        coordinates_[static_cast<std::size_t>(a * Tile::stride + i)] =
            points(begin + std::min(i, count - 1), a) - origin;
      }
    }
  }
  Tile tile() { return {coordinates_.data(), sums_.data(), lanes_, dimension_, centre_}; }
  double sum(Index s, Index i) const { return sums_[static_cast<std::size_t>(s * Tile::stride + i)]; }

 private:
  std::vector<double> coordinates_, sums_;
  Index lanes_, dimension_;
  const double* centre_;
};

/// How the pairs of a sum are divided into tasks: tiles of points, and slices of the sources where there are few tiles.
struct Division {
  Index tiles, slices, sources;

  Division(Index points, const Sources& blocks) : tiles((points + Tile::stride - 1) / Tile::stride), sources(0) {
    constexpr Index wanted_tasks = 32, smallest_slice = 2048;
    for (const SourceBlock& block : blocks) sources += block.count;
    const Index for_threads =
        std::min((wanted_tasks + tiles - 1) / std::max<Index>(tiles, 1), sources / smallest_slice);
    slices = std::max<Index>(1, for_threads);
  }
  Index slice_begin(Index slice) const { return sources * slice / slices; }
};

/// Sources that a tile gets through in a few milliseconds; between two such parts it listens for a wish to stop. A
/// multiple of the loops' own blocks, so that it does not show in the result.
Index part_size(Index dimension, Index width) {
  constexpr Index block = 256;
  return std::max<Index>(1, 65536 / (2 + dimension + width) / block) * block;
}

/// Visits the parts of the blocks that lie between two positions in their concatenation.
template <class Visit>
void for_each_part(const Sources& blocks, Index begin, Index end, Index dimension, Index width, Visit visit) {
  const Index largest = part_size(dimension, width);
  Index position = 0;
  for (const SourceBlock& block : blocks) {
    const Index last = std::min(end - position, block.count);
    for (Index from = std::max(begin - position, Index{0}); from < last; from += largest) {
      const Index count = std::min(largest, last - from);
      visit(SourceBlock{block.points + from * dimension, block.weights + from, block.scale, count});
    }
    position += block.count;
    if (position >= end) return;
  }
}

constexpr Index many_pairs = 50000;  // times the dimension: worth waking threads for

/// All the sums at all the points, one way; `centre` as that way wants it.
Points accumulate_one_way(Accumulate Routines::* way, const Vector& centre, const Kernel& kernel, const Points& points,
                          const Sources& sources, Sums sums, const Execution& execution) {
  const Index count = points.rows(), dimension = points.cols(), width = sums_per_point(sums, dimension);
  const PairLoops loops(kernel);
  const Division division(count, sources);
  // One (M, width) partial result a slice, added in the order of the slices.
  std::vector<Points> partial(static_cast<std::size_t>(division.slices), Points(count, width));
  const auto task = [&](Index t) {
    const Index slice = t / division.tiles, begin = t % division.tiles * Tile::stride;
    const Index rows = std::min(Tile::stride, count - begin);
    TileBuffer buffer(points, begin, rows, width, centre);
    for_each_part(sources, division.slice_begin(slice), division.slice_begin(slice + 1), dimension, width,
                  [&](const SourceBlock& part) {
                    if (execution.stop_requested()) throw Interrupted();
                    loops.accumulate(way, sums, buffer.tile(), part);
                  });
    Points& out = partial[static_cast<std::size_t>(slice)];
    for (Index i = 0; i < rows; ++i) {
      for (Index s = 0; s < width; ++s) out(begin + i, s) = buffer.sum(s, i);
    }
  };
  parallel_for(division.tiles * division.slices,
               worth_threads(execution, count * division.sources * dimension, many_pairs), task);
  for (std::size_t slice = 1; slice < partial.size(); ++slice) partial[0] += partial[slice];
  return std::move(partial[0]);
}

}  // namespace

Points accumulate(const Kernel& kernel, const Points& points, const Sources& sources, Sums sums,
                  const Execution& execution, Precision precision) {
  const Routes routes(kernel, points, sources, sums, precision);
  const auto run = [&](Accumulate Routines::* way, const Vector& centre, const Points& some) {
    return accumulate_one_way(way, centre, kernel, some, sources, sums, execution);
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
  const Division division(count, {{others.data(), nullptr, 1.0, columns}});
  Points out(count, columns);
  const auto task = [&](Index t) {
    const Index slice = t / division.tiles, begin = t % division.tiles * Tile::stride;
    const Index rows = std::min(Tile::stride, count - begin);
    const Index first = division.slice_begin(slice), last = division.slice_begin(slice + 1);
    TileBuffer buffer(points, begin, rows, 0);
    for (Index from = first; from < last; from += part_size(dimension, 1)) {
      if (execution.stop_requested()) throw Interrupted();
      const Index part = std::min(part_size(dimension, 1), last - from);
      loops.matrix(buffer.tile(), {others.data() + from * dimension, nullptr, 1.0, part}, rows,
                   out.data() + begin * columns + from, columns);
    }
  };
  parallel_for(division.tiles * division.slices, worth_threads(execution, count * columns * dimension, many_pairs),
               task);
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
