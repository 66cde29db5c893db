#include <cstring>
#include <limits>

#include "cloud.hpp"
#include "expect.hpp"
#include "gandyn/discriminators/history.hpp"

namespace gandyn::discriminators {
namespace {

using tests::cloud, tests::masses;

constexpr Index dimension = 2, rows = 5, targets = 4;
const Execution serial{1, nullptr};

HistoryFunction zero(double tolerance = 0.0) {
  static const std::shared_ptr<const Space> shared = [] {
    const kernels::Matern52 kernel{0.8, {{2.0, 0.5}, 2}};
    const Points points = cloud(1000, targets, dimension);
    const kernels::Embedding embedding(kernel.metric, points.row(0).transpose());
    return std::make_shared<const Space>(Space{kernel, embedding, {embedding.embed(points), masses(targets)}});
  }();
  return {shared, tolerance};
}

void add_charges(HistoryFunction& f, Index number) { f.add(cloud(number, rows, dimension), masses(rows), 1.0, serial); }
void add_dipoles(HistoryFunction& f, Index number) {
  f.add_dipoles(cloud(number, rows, dimension), cloud(number + 500, rows, dimension), 0.5, serial);
}

Index remembered(const HistoryFunction& f, const std::string& weights = "weights") {
  const Arrays arrays = f.to_arrays();
  return arrays.contains(weights) ? arrays.at(weights).rows() : 0;
}

/// The same function in memory of its own, as after a restart.
HistoryFunction reread(const HistoryFunction& f, double tolerance = 0.0) {
  HistoryFunction copy = zero(tolerance);
  copy.set_arrays(f.to_arrays());
  return copy;
}

bool same_bits(const HistoryFunction& f, const HistoryFunction& g) {
  const Arrays mine = f.to_arrays(), theirs = g.to_arrays();
  const auto same = [](const auto& one, const auto& other) {
    const Points &a = one.second, &b = other.second;
    return one.first == other.first && a.rows() == b.rows() && a.cols() == b.cols() &&
           std::equal(a.data(), a.data() + a.size(), b.data(),
                      [](double x, double y) { return std::memcmp(&x, &y, sizeof x) == 0; });
  };
  return mine.size() == theirs.size() && std::equal(mine.begin(), mine.end(), theirs.begin(), same);
}

TEST(clouds_are_matched_by_what_they_are_and_not_by_where_they_lie) {
  HistoryFunction f = zero();
  add_charges(f, 0);
  add_dipoles(f, 1);
  HistoryFunction memory = f;
  f.scale(0.9);
  add_charges(f, 2);
  add_dipoles(f, 3);
  HistoryFunction shared = f, apart = reread(f);
  shared.axpy(0.3, memory);
  apart.axpy(0.3, reread(memory));
  EXPECT(same_bits(shared, apart));
  EXPECT(remembered(shared) == 2 * rows);
  EXPECT(remembered(shared, "dipole_weights") == 2 * rows);
  HistoryFunction other_way = memory, other_way_apart = reread(memory);
  other_way.axpy(0.3, f);  // takes over what it lacks
  other_way_apart.axpy(0.3, reread(f));
  EXPECT(same_bits(other_way, other_way_apart));
  EXPECT(remembered(other_way) == 2 * rows);
  other_way.axpy(0.3, f);  // and knows it again
  EXPECT(remembered(other_way) == 2 * rows);
  EXPECT(remembered(other_way, "dipole_weights") == 2 * rows);
}

TEST(functions_that_took_the_same_cloud_over_go_their_own_ways) {
  HistoryFunction f = zero();
  add_charges(f, 0);
  HistoryFunction ahead = f;
  add_charges(ahead, 1);
  const HistoryFunction field = ahead;
  f.axpy(1.0, field);  // f = 2 (cloud 0) + cloud 1
  add_charges(f, 2);
  add_charges(ahead, 3);
  ahead.axpy(1.0, reread(f));
  const Points x = cloud(2000, 7, dimension);
  HistoryFunction cloud0 = zero(), cloud1 = zero(), cloud2 = zero(), cloud3 = zero();
  add_charges(cloud0, 0), add_charges(cloud1, 1), add_charges(cloud2, 2), add_charges(cloud3, 3);
  const auto value = [&](const HistoryFunction& g) { return g.value(x, serial); };
  EXPECT((value(f) - 2.0 * value(cloud0) - value(cloud1) - value(cloud2)).norm() < 1e-13);
  EXPECT((value(ahead) - 3.0 * value(cloud0) - 2.0 * value(cloud1) - value(cloud2) - value(cloud3)).norm() < 1e-13);
  EXPECT((value(field) - value(cloud0) - value(cloud1)).norm() < 1e-13);
}

TEST(clouds_of_one_number_but_other_points_stay_apart) {
  for (const auto& add : {add_charges, add_dipoles}) {
    HistoryFunction f = zero(), g = zero();
    add(f, 0);
    add(g, 1);
    HistoryFunction h = f;
    h.axpy(2.0, g);
    EXPECT(remembered(h) + remembered(h, "dipole_weights") == 2 * rows);
    const Points x = cloud(2000, 7, dimension);
    EXPECT((h.value(x, serial) - f.value(x, serial) - 2.0 * g.value(x, serial)).norm() < 1e-13);
  }
}

TEST(dipoles_of_one_place_but_other_vectors_stay_apart) {
  HistoryFunction f = zero(), g = zero();
  const Points places = cloud(0, rows, dimension);
  f.add_dipoles(places, cloud(1, rows, dimension), 1.0, serial);
  g.add_dipoles(places, cloud(2, rows, dimension), 1.0, serial);
  f.axpy(1.0, g);
  EXPECT(remembered(f, "dipole_weights") == 2 * rows);
}

TEST(a_new_cloud_has_a_number_that_none_has) {
  HistoryFunction f = zero(0.5), g = zero();
  for (Index number = 0; number < 4; ++number) add_charges(g, number);
  add_charges(f, 7);
  f.axpy(1.0, g);
  f = reread(f, 0.5);
  add_charges(f, 8);
  const Points entries = f.to_arrays().at("entries");
  EXPECT(entries.rows() == 6);
  for (Index e = 1; e < entries.rows(); ++e) EXPECT(entries(e, 2) > entries(e - 1, 2));
}

TEST(states_without_numbers_or_dipoles_are_read) {
  HistoryFunction f = zero();
  for (Index number = 0; number < 3; ++number) add_charges(f, number);
  Arrays old = f.to_arrays();
  EXPECT(!old.contains("dipoles"));
  old["entries"] = Points(old["entries"].leftCols(2));
  HistoryFunction read = zero();
  add_dipoles(read, 9);  // which reading replaces
  read.set_arrays(old);
  EXPECT(same_bits(read, f));
}

TEST(states_that_do_not_fit_are_refused) {
  HistoryFunction f = zero();
  add_charges(f, 0);
  add_charges(f, 1);
  add_dipoles(f, 2);
  const Arrays good = f.to_arrays();
  const auto refused = [&](const std::string& name, const Points& array) {
    Arrays bad = good;
    bad[name] = array;
    HistoryFunction g = f;
    const std::string what = EXPECT_THROWS(std::invalid_argument, g.set_arrays(bad));
    EXPECT(what.starts_with("state: discriminator must "));
    EXPECT(same_bits(f, g));  // as it was before
  };
  const Points entries = good.at("entries"), dipoles = good.at("dipoles");
  const auto with = [](Points array, Index row, Index column, double number) {
    array(row, column) = number;
    return array;
  };
  refused("entries", with(entries, 1, 2, 1.0));  // a number twice
  refused("entries", with(entries, 0, 2, 0.0));
  refused("entries", with(entries, 1, 2, 2.5));
  refused("entries", with(entries, 1, 2, 1e30));
  refused("entries", with(entries, 0, 0, 4.0));
  refused("entries", Points(entries.leftCols(1)));
  refused("dipoles", Points(dipoles.topRows(1)));
  refused("dipoles", Points(dipoles.leftCols(2)));
  refused("dipoles", with(dipoles, 0, 3, HUGE_VAL));
  refused("dipole_entries", with(good.at("dipole_entries"), 0, 0, 4.0));
  Arrays bad = good;
  bad.erase("dipole_weights");
  EXPECT_THROWS(std::invalid_argument, HistoryFunction(f).set_arrays(bad));
}

TEST(dipoles_are_restored_bit_for_bit_and_forgotten_like_charges) {
  HistoryFunction f = zero(0.3);
  for (Index number = 0; number < 6; ++number) {
    f.scale(0.7);
    f.forget();
    add_charges(f, number);
    add_dipoles(f, number);
  }
  EXPECT(remembered(f, "dipole_weights") == 4 * rows);  // 0.7^3 > 0.3 > 0.7^4
  HistoryFunction g = reread(f, 0.3);
  const Points x = cloud(2000, 7, dimension);
  EXPECT(f.value(x, serial) == g.value(x, serial));
  EXPECT(f.gradient(x, serial) == g.gradient(x, serial));
  EXPECT(f.norm2(serial) == g.norm2(serial));
  f.scale(0.0);
  f.forget();
  EXPECT(remembered(f, "dipole_weights") == 0);
  EXPECT(f.value(x, serial) == Vector::Zero(7));
}

TEST(a_vector_or_a_weight_that_is_no_number_is_noticed) {
  const Points places = cloud(0, 1, dimension);
  for (const double wrong : {HUGE_VAL, std::numeric_limits<double>::quiet_NaN()}) {
    HistoryFunction f = zero(), g = zero();
    f.add_dipoles(places, Points::Constant(1, dimension, wrong), 1.0, serial);
    EXPECT(!f.finite());
    g.add_dipoles(places, Points::Ones(1, dimension), wrong, serial);
    EXPECT(!g.finite());
  }
  HistoryFunction f = zero();
  add_dipoles(f, 0);
  EXPECT(f.finite());
}

/// Random programs on three functions, played twice: once with saving and reading back between the moves.
TEST(no_program_shows_whether_it_was_interrupted) {
  for (Index program = 0; program < 40; ++program) {
    std::vector<HistoryFunction> through(3, zero(0.01)), interrupted(3, zero(0.01));
    const auto choose = [&](Index move, Index draw, double count) {
      const auto number = static_cast<std::uint64_t>((program * 100 + move) * 8 + draw);
      return static_cast<Index>(count * random::uniform(13, random::Stream::projections, number));
    };
    for (Index move = 0; move < 40; ++move) {
      const auto at = static_cast<std::size_t>(choose(move, 0, 3)), from = static_cast<std::size_t>(choose(move, 1, 3));
      const double factor = 0.25 * static_cast<double>(choose(move, 2, 7)) - 0.7;
      const Index kind = choose(move, 3, 6);
      for (std::vector<HistoryFunction>* all : {&through, &interrupted}) {
        HistoryFunction& f = (*all)[at];
        switch (kind) {
          case 0: f.scale(factor); break;
          case 1: f.axpy(factor, (*all)[from]); break;
          case 2: f = HistoryFunction((*all)[from]); break;
          case 3: f.forget(); break;
          case 4: add_charges(f, choose(move, 4, 5)); break;  // some clouds enter twice
          default: add_dipoles(f, choose(move, 4, 5));
        }
      }
      if (choose(move, 5, 2) == 0) interrupted[at] = reread(interrupted[at], 0.01);
      EXPECT(same_bits(through[at], interrupted[at]));
    }
  }
}

}  // namespace
}  // namespace gandyn::discriminators
