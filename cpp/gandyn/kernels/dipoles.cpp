#include "gandyn/kernels/dipoles.hpp"

#include "gandyn/core/isa.hpp"
#include "gandyn/kernels/tiling.hpp"

namespace gandyn::kernels {
namespace {

constexpr Grain grain{.smallest_slice = 1024, .pair_work = 4, .lane_multiple = 8};
constexpr Index many_pairs = 30000;  // times the dimension: worth waking threads for

}  // namespace

Points accumulate_dipoles(const Kernel& kernel, const Points& points, const DipoleBlock& dipoles, Sums sums,
                          const Execution& execution) {
  const Index count = points.rows(), d = points.cols(), width = sums_per_point(sums, d);
  const AccumulateDipoles* routines = by_chosen_isa([](auto doubles) { return dipole_routines<doubles>(); });
  const Division division(grain, count, execution.in_all(count), dipoles.count);
  const Execution execution_here = worth_threads(execution, count * dipoles.count * d, many_pairs);
  return std::visit(
      [&](const auto& k) {
        const auto profile = k.profile();
        return add_up(division, points, {}, width, execution_here, [&](const Tile& tile, const Task& task) {
          for_each_part(grain, task.from, task.until, d, width, execution, [&](Index first, Index part) {
            routines[kernel.index()](&profile, sums, tile,
                                     {dipoles.rows + first * 2 * d, dipoles.weights + first, part});
          });
        });
      },
      kernel);
}

bool has_dipoles(const Kernel& kernel) {
  return std::visit([]<class K>(const K&) { return !requires { K::kink; }; }, kernel);
}

}  // namespace gandyn::kernels
