#include "gandyn/dynamics/batch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "gandyn/dynamics/memory_arrays.hpp"
#include "gandyn/games/lane_routines.hpp"
#include "gandyn/methods/stack.hpp"

namespace gandyn::dynamics {
namespace {

using games::LaneGame;

/// Runs that go side by side: enough to fill vectors, few enough for the first cache.
constexpr std::size_t side_by_side = 64;

/// The runs of one block, by number.
using Block = std::vector<std::size_t>;

/// Blocks of runs that differ in numbers alone, in the order of their first runs. Which runs share a block changes no
/// run's bits.
std::vector<Block> divide(const Batch& batch) {
  std::vector<Block> open;
  std::vector<Block> blocks;
  for (std::size_t run = 0; run < batch.runs(); ++run) {
    auto group = std::find_if(open.begin(), open.end(), [&](const Block& block) {
      const std::size_t first = block.front();
      return (batch.games.size() == 1 || alike(batch.game(first), batch.game(run))) &&
             (batch.methods.size() == 1 || alike(batch.method(first), batch.method(run)));
    });
    if (group == open.end()) {
      open.push_back({run});
      group = std::prev(open.end());
    } else {
      group->push_back(run);
    }
    if (group->size() == side_by_side) {
      blocks.push_back(std::move(*group));
      open.erase(group);
    }
  }
  blocks.insert(blocks.end(), open.begin(), open.end());
  return blocks;
}

/// Frames: the first step, those divisible by save_every, the last.
std::vector<Index> frames_of(const Batch& batch, const Options& options) {
  if (!batch.record) return {};
  std::vector<Index> frames{batch.first_step};
  const Index last = batch.first_step + options.num_steps;
  for (Index step = (batch.first_step / options.save_every + 1) * options.save_every; step < last;
       step += options.save_every) {
    frames.push_back(step);
  }
  if (last > batch.first_step) frames.push_back(last);
  return frames;
}

/// One block while it is played.
class SideBySide {
 public:
  SideBySide(const Batch& batch, const Options& options, const Block& block, BatchOutcome& out)
      : batch_(batch),
        options_(options),
        block_(block),
        out_(out),
        game_(games_of(batch, block), batch.seed, {block.begin(), block.end()}),
        alive_(block.size(), true),
        moved2_(Row::Zero(static_cast<Eigen::Index>(block.size()))),
        now2_(moved2_),
        num_alive_(block.size()) {
    const auto width = static_cast<Eigen::Index>(block.size());
    state_.generator.resize(game_.generator_size(), width);
    state_.discriminator.resize(game_.discriminator_size(), width);
    rates_.generator.resize(width);
    rates_.discriminator.resize(width);
    for (Eigen::Index w = 0; w < width; ++w) {
      const auto run = static_cast<Eigen::Index>(block[static_cast<std::size_t>(w)]);
      const auto start = batch.initial.row(run).transpose().array();
      state_.generator.col(w) = start.head(state_.generator.rows());
      state_.discriminator.col(w) = start.tail(state_.discriminator.rows());
      const Eigen::Index own = batch.rates.rows() == 1 ? 0 : run;
      rates_.generator[w] = batch.rates(own, 0);
      rates_.discriminator[w] = batch.rates(own, 1);
    }
  }

  void play(const Execution& execution) {
    std::vector<const methods::Method*> methods;
    for (const std::size_t run : block_) methods.push_back(&batch_.method(run));
    std::visit([&](const auto& method) { play(method, execution); }, methods::stack(methods));
  }

 private:
  static std::vector<const games::VectorGame*> games_of(const Batch& batch, const Block& block) {
    if (batch.games.size() == 1) return batch.games;
    std::vector<const games::VectorGame*> games;
    for (const std::size_t run : block) games.push_back(&batch.game(run));
    return games;
  }

  template <class Method>
  void play(const Method& method, const Execution& execution) {
    if (const std::string reason = methods::refusal(game_, method); !reason.empty()) {
      throw std::invalid_argument(reason);
    }
    const Row time = methods::time_step(game_, method, rates_);
    for (std::size_t w = 0; w < block_.size(); ++w) out_.time_step[block_[w]] = time[static_cast<Eigen::Index>(w)];
    auto memory = from_arrays(game_, batch_.memory, Method::name);
    Index step = batch_.first_step;
    record(step);
    LaneGame::State next;
    for (Index made = 0; made < options_.num_steps && num_alive_ > 0; ++made) {
      if (execution.monitor != nullptr && block_.front() == 0) execution.monitor->set_step(made);
      if (execution.stop_requested()) {
        finish(Status::stopped, step);
        break;
      }
      state_.step = step;
      state_.stage = 0;
      if (keeps_memory()) before_ = memory;  // a step that fails must leave the restart state whole
      method.step(game_, state_, next, memory, rates_, execution);
      inspect(next, step);
      std::swap(state_, next);
      record(++step);
    }
    finish(Status::max_steps, step);
    if (block_.size() == 1 && batch_.runs() == 1) {
      out_.memory = to_arrays(game_, out_.status[0] == Status::diverged ? before_ : memory, Method::name);
    }
  }

  bool keeps_memory() const { return batch_.runs() == 1; }

  /// Ends the runs that the step from state_ to `next` ended.
  void inspect(const LaneGame::State& next, Index step) {
    const auto look = [](const Lanes& before, const Lanes& after, bool infinite) {
      return games::PlayerStep{before.data(), after.data(), after.rows(), infinite};
    };
    const games::PlayerStep players[] = {
        look(state_.generator, next.generator, false),
        look(state_.discriminator, next.discriminator, game_.infinite_discriminators())};
    const double beyond = std::nextafter(std::min(options_.bound, std::numeric_limits<double>::max()), infinity);
    const double still = options_.tolerance * options_.tolerance;
    if (games::lane_routines().inspect(players, moved2_.size(), beyond, std::nextafter(still, -1.0), now2_.data())) {
      moved2_.swap(now2_);  // all go on
      return;
    }
    for (std::size_t w = 0; w < block_.size(); ++w) {
      const auto lane = static_cast<Eigen::Index>(w);
      if (!alive_[w]) continue;
      if (std::isnan(now2_[lane])) {
        end(w, Status::diverged, step, state_);
        continue;
      }
      moved2_[lane] = now2_[lane];
      // A first step may move nothing yet: from a discriminator of 0 some methods only wake it.
      const bool waiting = step == 0 && moved2_[lane] == 0.0;
      if (moved2_[lane] < still && !waiting) {
        end(w, Status::converged, step + 1, next);
        if (const auto frame = frame_of(step + 1)) keep(w, *frame, next);
      }
    }
  }

  void end(std::size_t w, Status status, Index step, const LaneGame::State& at) {
    const std::size_t run = block_[w];
    const auto row = static_cast<Eigen::Index>(run), lane = static_cast<Eigen::Index>(w);
    out_.final.row(row) << at.generator.col(lane).matrix().transpose(), at.discriminator.col(lane).matrix().transpose();
    out_.status[run] = status;
    out_.steps[run] = step;
    out_.displacement[run] = std::sqrt(moved2_[lane]);
    alive_[w] = false;
    --num_alive_;
  }

  void finish(Status status, Index step) {
    for (std::size_t w = 0; w < block_.size(); ++w) {
      if (alive_[w]) end(w, status, step, state_);
    }
  }

  void record(Index step) {
    const auto frame = frame_of(step);
    for (std::size_t w = 0; frame && w < block_.size(); ++w) {
      if (alive_[w]) keep(w, *frame, state_);
    }
  }

  /// The place of this step among the frames, if it is one.
  std::optional<std::size_t> frame_of(Index step) const {
    const auto frame = std::lower_bound(out_.frames.begin(), out_.frames.end(), step);
    if (frame == out_.frames.end() || *frame != step) return {};
    return static_cast<std::size_t>(frame - out_.frames.begin());
  }

  void keep(std::size_t w, std::size_t frame, const LaneGame::State& at) {
    const Eigen::Index n = at.generator.rows(), m = at.discriminator.rows();
    const std::size_t place = block_[w] * out_.frames.size() + frame;
    double* to = out_.states.data() + place * static_cast<std::size_t>(n + m);
    const auto lane = static_cast<Eigen::Index>(w);
    for (Eigen::Index i = 0; i < n; ++i) to[i] = at.generator(i, lane);
    for (Eigen::Index i = 0; i < m; ++i) to[n + i] = at.discriminator(i, lane);
  }

  const Batch& batch_;
  const Options& options_;
  const Block& block_;
  BatchOutcome& out_;
  LaneGame game_;
  LaneGame::State state_;
  methods::RatesOf<Row> rates_;
  methods::Memory<LaneGame> before_;
  std::vector<char> alive_;
  Row moved2_;  // squared length of each run's last move
  Row now2_;    // the like of the move under inspection, NaN where it must not be made
  std::size_t num_alive_;
};

}  // namespace

BatchOutcome simulate(const Batch& batch, const Options& options, const Execution& execution) {
  check(options);
  const std::size_t runs = batch.runs();
  BatchOutcome out;
  out.final = batch.initial;
  out.status.assign(runs, Status::stopped);
  out.steps.assign(runs, batch.first_step);
  out.displacement.assign(runs, 0.0);
  out.time_step.assign(runs, 0.0);
  out.frames = frames_of(batch, options);
  out.states.assign(runs * out.frames.size() * static_cast<std::size_t>(batch.initial.cols()),
                    std::numeric_limits<double>::quiet_NaN());
  const std::vector<Block> blocks = divide(batch);
  try {
    parallel_for(static_cast<Index>(blocks.size()), execution, [&](Index b) {
      SideBySide(batch, options, blocks[static_cast<std::size_t>(b)], out).play({1, execution.monitor});
    });
  } catch (const Interrupted&) {
    // What has ended is kept; blocks that never began are still at their start, stopped.
  }
  return out;
}

std::string refusal(const games::VectorGame& game, const methods::Method& method) {
  const games::VectorGame* one = &game;
  const LaneGame lanes({&one, 1}, 0, {0});
  return std::visit([&](const auto& m) { return methods::refusal(lanes, m); },
                    methods::stack(std::vector<const methods::Method*>{&method}));
}

}  // namespace gandyn::dynamics
