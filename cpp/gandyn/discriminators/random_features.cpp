#include "gandyn/discriminators/random_features.hpp"

#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "gandyn/kernels/pairwise.hpp"

namespace gandyn::discriminators {

using kernels::WaveRows, kernels::WaveSums;

// ------------------------------------------------------------------------------------ the waves

Points RandomFeatures::frequencies(const kernels::Kernel& kernel, Index dimension) const {
  kernels::require_frequencies(kernel, name);
  const kernels::Embedding embedding(kernels::metric_of(kernel), Vector::Zero(dimension));
  return embedding.pull_gradient(  // omega . (u - v) = (L omega) . (x - y)
      kernels::frequencies(kernel, num_features, dimension, static_cast<std::uint64_t>(seed), orthogonal));
}

RandomFeaturesFunction RandomFeatures::zero(std::shared_ptr<const Space> space) const {
  kernels::require_frequencies(space->kernel, name);
  return RandomFeaturesFunction(std::make_shared<const Waves>(std::move(space), *this));
}

Waves::Waves(std::shared_ptr<const Space> space, const RandomFeatures& parameters)
    : space_(std::move(space)),
      parameters_(parameters),
      frequencies_(kernels::frequencies(space_->kernel, parameters.num_features, space_->dimension(),
                                        static_cast<std::uint64_t>(parameters.seed), parameters.orthogonal)),
      origin_(space_->targets.points.topRows(1)),
      amplitude_(std::sqrt(kernels::radial(space_->kernel, Vector::Zero(1))(0, 0) /
                           static_cast<double>(parameters.num_features))),
      fastest_(frequencies_.rowwise().norm().maxCoeff()) {}

Points Waves::local(PointsRef points) const {
  Points embedded = space_->embedding.embed(points);
  embedded.rowwise() -= origin_.row(0);
  return embedded;
}

Points Waves::transform(const WaveRows& rows, WaveSums sums, const FixedPoint& fixed,
                        const Execution& execution) const {
  return amplitude_ * kernels::accumulate_wave_rows(frequencies_, rows, sums, fixed, execution).transpose();
}

Points Waves::mean(const Points& points, const Masses& weights, const Execution& execution) const {
  return transform({points.data(), weights.own.data(), nullptr, nullptr, points.rows()}, WaveSums::transform,
                   weights.fixed_point(share_block), execution);
}

Points Waves::dipoles(const Points& points, const Points& vectors, const Execution& execution) const {
  const FixedPoint fixed = fixed_point_of(fastest_ * vectors, share_block, execution);
  return transform({points.data(), nullptr, nullptr, vectors.data(), points.rows()}, WaveSums::dipoles, fixed,
                   execution);
}

const Points& Waves::target_mean(const Execution& execution) const {
  const std::lock_guard lock(mutex_);
  if (!target_mean_) {
    Points points = space_->targets.points;
    points.rowwise() -= origin_.row(0);
    target_mean_ = mean(points, space_->targets.weights, execution.alone());
  }
  return *target_mean_;
}

// ---------------------------------------------------------------------------------- the function

RandomFeaturesFunction::RandomFeaturesFunction(std::shared_ptr<const Waves> waves)
    : waves_(std::move(waves)), coefficients_(Points::Zero(2, waves_->frequencies().rows())) {}

void RandomFeaturesFunction::add_targets(double scale, const Execution& execution) {
  coefficients_ += scale * waves_->target_mean(execution);
}

void RandomFeaturesFunction::add(const Points& points, const Masses& weights, double scale,
                                 const Execution& execution) {
  coefficients_ += scale * waves_->mean(waves_->local(points), weights, execution);
}

void RandomFeaturesFunction::add_dipoles(const Points& points, const Points& vectors, double scale,
                                         const Execution& execution) {
  const Points turned = waves_->space().embedding.embed_vectors(vectors);
  coefficients_ += scale * waves_->dipoles(waves_->local(points), turned, execution);
}

void RandomFeaturesFunction::scale(double factor) { coefficients_ *= factor; }

void RandomFeaturesFunction::axpy(double factor, const RandomFeaturesFunction& other) {
  coefficients_ += factor * other.coefficients_;
}

Points RandomFeaturesFunction::evaluate(PointsRef points, WaveSums sums, const Execution& execution) const {
  const Points& omega = waves_->frequencies();
  const Points scaled = waves_->amplitude() * coefficients_;
  const WaveRows rows{omega.data(), scaled.row(0).data(), scaled.row(1).data(), nullptr, omega.rows()};
  return kernels::accumulate_waves(waves_->local(points), rows, sums, execution);
}

Vector RandomFeaturesFunction::value(PointsRef points, const Execution& execution) const {
  return evaluate(points, WaveSums::value, execution).col(0);
}

Points RandomFeaturesFunction::gradient(PointsRef points, const Execution& execution) const {
  return waves_->space().embedding.pull_gradient(evaluate(points, WaveSums::gradient, execution));
}

Points RandomFeaturesFunction::hessian(PointsRef points, const Execution& execution) const {
  const Points triangles = evaluate(points, WaveSums::hessian, execution);
  return waves_->space().embedding.pull_hessian(kernels::full_hessians(triangles, points.cols()));
}

double RandomFeaturesFunction::dot(const RandomFeaturesFunction& other, const Execution&) const {
  return coefficients_.cwiseProduct(other.coefficients_).sum();
}

double RandomFeaturesFunction::over_targets(const Execution& execution) const {
  return coefficients_.cwiseProduct(waves_->target_mean(execution)).sum();
}

bool RandomFeaturesFunction::finite() const { return coefficients_.allFinite(); }

// ------------------------------------------------------------------------------ its restart state

namespace {

/// A parameter struct as numbers, the same on every machine: the letters of its name and its fields.
template <class T>
Points as_numbers(const T& parameters) {
  std::vector<double> numbers(T::name.begin(), T::name.end());
  for_each_field<T>([&](const auto& field) {
    const auto& value = parameters.*(field.member);
    using Value = std::decay_t<decltype(value)>;
    if constexpr (std::is_arithmetic_v<Value>) {
      numbers.push_back(static_cast<double>(value));
    } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
      numbers.push_back(static_cast<double>(value.size()));
      numbers.insert(numbers.end(), value.begin(), value.end());
    }  // the metric is in the frame
  });
  return Eigen::Map<const Points>(numbers.data(), 1, static_cast<Index>(numbers.size()));
}

}  // namespace

Arrays RandomFeaturesFunction::to_arrays() const {
  return {{"coefficients", coefficients_},
          {"features", as_numbers(waves_->parameters())},
          {"kernel", std::visit([](const auto& kernel) { return as_numbers(kernel); }, waves_->space().kernel)},
          {"frame", waves_->space().embedding.frame()},
          {"origin", waves_->origin()}};
}

void RandomFeaturesFunction::set_arrays(const Arrays& arrays) {
  const Arrays mine = to_arrays();
  const SavedArrays saved(arrays, RandomFeatures::name);
  const auto require_same = [&](const std::string& name, const std::string& what) {
    saved.require_same(name, mine.at(name), what);
  };
  require_same("features", "RandomFeatures: num_features, seed and orthogonal");
  require_same("kernel", "kernel");
  require_same("frame", "metric and targets");
  require_same("origin", "metric and targets");
  const Points& coefficients = saved.find("coefficients");
  if (coefficients.rows() != 2 || coefficients.cols() != coefficients_.cols()) {
    throw std::invalid_argument("state: discriminator must have 2 coefficients a feature");
  }
  coefficients_ = coefficients;
}

Points feature_sum_with_gradient(const kernels::Kernel& kernel, const RandomFeatures& parameters, PointsRef points,
                                 PointsRef sources, VectorRef weights, const Execution& execution) {
  const kernels::Embedding embedding(kernels::metric_of(kernel), sources.row(0).transpose());
  RandomFeaturesFunction f =
      parameters.zero(std::make_shared<const Space>(Space{kernel, embedding, {embedding.embed(sources), weights}}));
  f.add_targets(1.0, execution);
  Points both(points.rows(), 1 + points.cols());
  both << f.value(points, execution), f.gradient(points, execution);
  return both;
}

}  // namespace gandyn::discriminators
