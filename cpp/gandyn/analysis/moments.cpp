#include "gandyn/analysis/moments.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "gandyn/analysis/gaussian_clouds.hpp"
#include "gandyn/analysis/kernel_shape.hpp"

namespace gandyn::analysis {
namespace {

using kernels::Kernel;

/// Everything that a closure is made from.
template <int D>
struct Setting {
  const Kernel& kernel;
  SquareOf<D> metric;  // M of r2 = (x-y)'M(x-y)
  const Region& region;
  const MomentsOptions& options;
  const Execution& execution;

  Index dimension() const { return metric.rows(); }
  double forgetting() const { return options.rates.discriminator * options.ridge; }  // a
  double pull() const { return options.rates.generator * region.particle_weight; }   // eta_g q
};

/// S <- F S F' for a map x -> F x + ..., symmetric to the last bit.
template <int D>
void spread(Cloud<D>& cloud, const SquareOf<D>& F) {
  const SquareOf<D> moved = F * cloud.covariance * F.transpose();
  cloud.covariance = 0.5 * (moved + moved.transpose());
}

/// f(x) = const + b'x - x'Cx/2 near the target. With V = S + ee', per step
///     b+ = (1-a) b + eta_d source_b,   C+ = (1-a) C + eta_d source_C,
///     e+ = (I - eta_g q C) e + eta_g q b,   S+ = (I - eta_g q C) S (I - eta_g q C)'
template <int D>
class Quadratic {
 public:
  explicit Quadratic(const Setting<D>& setting) : setting_(setting), f_(setting.dimension()) {}

  void move(Cloud<D>& cloud) const {
    const double pull = setting_.pull();
    const SquareOf<D> F = SquareOf<D>::Identity(setting_.dimension(), setting_.dimension()) + pull * f_.hessian;
    cloud.mean = (F * cloud.mean + pull * f_.gradient).eval();
    spread(cloud, F);
  }

 protected:
  void learn(const Jet<D>& source) {
    const double keep = 1.0 - setting_.forgetting(), rate = setting_.options.rates.discriminator;
    f_.gradient = keep * f_.gradient + rate * source.gradient;
    f_.hessian = keep * f_.hessian + rate * source.hessian;
  }

  const Setting<D> setting_;
  Jet<D> f_;  // gradient b, Hessian -C
};

/// The source expanded in the cloud's size, d_x K(x, y) = (gamma - gamma2 y'My/2) M y + ... at x = 0:
///     source_b = -gamma P M e (+ P (gamma2/2) M (tr(MS) e + 2 S M e + (e'Me) e) for a Gaussian cloud)
///     source_C = gamma (p - P) M + gamma2 P (M V M + tr(MV) M / 2)
template <int D>
class Expanded : public Quadratic<D> {
 public:
  Expanded(const Setting<D>& setting, const KernelShape& shape, bool third)
      : Quadratic<D>(setting), shape_(shape), third_(third) {}

  void learn(const Cloud<D>& cloud) {
    const auto& [p, q, P] = this->setting_.region;
    const SquareOf<D>& M = this->setting_.metric;
    const VectorOf<D>& e = cloud.mean;
    const SquareOf<D> V = cloud.covariance + e * e.transpose();
    Jet<D> source(this->setting_.dimension());
    const VectorOf<D> Me = M * e;
    source.gradient = (-shape_.gamma * P) * Me;
    if (third_) {
      const SquareOf<D>& S = cloud.covariance;
      const VectorOf<D> moment = ((M * S).trace() + e.dot(Me)) * e + 2.0 * (S * Me);
      source.gradient += (0.5 * P * shape_.gamma2) * (M * moment);
    }
    const SquareOf<D> MV = M * V;
    source.hessian = -shape_.gamma * (p - P) * M - P * shape_.gamma2 * (MV * M + 0.5 * MV.trace() * M);
    Quadratic<D>::learn(source);
  }

 private:
  KernelShape shape_;
  bool third_;
};

/// The kernel as Gaussian clouds see it.
template <int D>
Blur<D> blur_of(const Setting<D>& setting) {
  auto components = components_of(setting.kernel);
  if (components.empty()) {
    throw std::invalid_argument("kernel must be a sum of Gaussians for the closures gaussian_source, gaussian");
  }
  return Blur<D>(std::move(components), setting.metric);
}

/// The source of a Gaussian cloud, exact at the target: p K(., 0) - P Phi.
template <int D>
class ExactSource : public Quadratic<D> {
 public:
  explicit ExactSource(const Setting<D>& setting) : Quadratic<D>(setting), blur_(blur_of(setting)) {}

  void learn(const Cloud<D>& cloud) {
    const Index d = this->setting_.dimension();
    Jet<D> source(d);
    blur_.add(this->setting_.region.target_weight, VectorOf<D>::Zero(d), SquareOf<D>::Zero(d, d), source);
    blur_.add(-this->setting_.region.mass, -cloud.mean, cloud.covariance, source);
    Quadratic<D>::learn(source);
  }

 private:
  Blur<D> blur_;
};

/// f in full. A Gaussian cloud moves by e+ = e + eta_g q g, S+ = (I + eta_g q H) S (I + eta_g q H)', where g and H are
/// gradient and Hessian at m = e, S held fixed, of E f(X), X ~ N(m, S), after n steps of f:
///     W_n p Phi(m; 0, S) - eta_d P sum_{s<n} (1-a)^(n-1-s) Phi(m; e_s, S + S_s),   W_n = eta_d sum_{s<n} (1-a)^s
template <int D>
class Remembered {
 public:
  explicit Remembered(const Setting<D>& setting) : setting_(setting), blur_(blur_of(setting)) {}

  void learn(const Cloud<D>& cloud) {
    clouds_.push_back(cloud);
    target_gain_ = (1.0 - setting_.forgetting()) * target_gain_ + setting_.options.rates.discriminator;
  }

  void move(Cloud<D>& cloud) const {
    const Index d = setting_.dimension();
    Jet<D> f = trail(cloud);
    blur_.add(target_gain_ * setting_.region.target_weight, cloud.mean, cloud.covariance, f);
    cloud.mean += setting_.pull() * f.gradient;
    spread<D>(cloud, SquareOf<D>::Identity(d, d) + setting_.pull() * f.hessian);
  }

 private:
  /// What the earlier clouds have left behind. Blocks of the history and their order depend on the problem alone.
  Jet<D> trail(const Cloud<D>& cloud) const {
    const Index d = setting_.dimension(), n = static_cast<Index>(clouds_.size());
    const Index pair = d * d * d + 8;  // the work of a pair, in some unit
    const Index size = std::clamp<Index>(most_in_a_block * 16 / pair, 1, most_in_a_block);
    std::vector<Jet<D>> parts(static_cast<std::size_t>((n + size - 1) / size), Jet<D>(d));
    const Execution execution = worth_threads(setting_.execution, n * pair * blur_.num_components(), worthwhile);
    parallel_for(static_cast<Index>(parts.size()), execution, [&](Index block) {
      const Index begin = block * size, end = std::min(n, begin + size);
      const double keep = 1.0 - setting_.forgetting();
      double weight = std::pow(keep, static_cast<double>(n - end));
      Jet<D>& part = parts[static_cast<std::size_t>(block)];
      for (Index s = end - 1; s >= begin && std::abs(weight) > forgotten; --s, weight *= keep) {
        const Cloud<D>& left = clouds_[static_cast<std::size_t>(s)];
        blur_.add(weight, cloud.mean - left.mean, cloud.covariance + left.covariance, part);
      }
    });
    Jet<D> sum(d);
    for (const Jet<D>& part : parts) sum.add(-setting_.options.rates.discriminator * setting_.region.mass, part);
    return sum;
  }

  static constexpr Index most_in_a_block = 256;
  static constexpr Index worthwhile = 40000;
  static constexpr double forgotten = 1e-290;  // denormal numbers are slow

  const Setting<D> setting_;
  Blur<D> blur_;
  std::vector<Cloud<D>> clouds_;
  double target_gain_ = 0.0;  // W_n
};

template <int D>
void write(const Cloud<D>& cloud, Index step, Moments& out) {
  const Index d = cloud.mean.size();
  std::copy_n(cloud.mean.data(), d, out.mean.data() + step * d);
  std::copy_n(cloud.covariance.data(), d * d, out.covariance.data() + step * d * d);  // symmetric: either order
}

template <int D, class Discriminator>
void play(const Setting<D>& setting, Discriminator f, Cloud<D> cloud, Moments& out) {
  write(cloud, 0, out);
  for (Index step = 1; step <= setting.options.num_steps; ++step) {
    if (setting.execution.stop_requested()) throw Interrupted();
    if (setting.options.alternating) {
      f.learn(cloud);
      f.move(cloud);
    } else {
      const Cloud<D> old = cloud;
      f.move(cloud);
      f.learn(old);
    }
    if (!cloud.finite()) {
      out.status = Status::diverged;
      return;
    }
    write(cloud, step, out);
  }
}

template <int D>
void play(const Kernel& kernel, const SquareOf<Eigen::Dynamic>& metric, const Region& region, const Vector& mean,
          const Points& covariance, const MomentsOptions& options, const Execution& execution, Moments& out) {
  const Setting<D> setting{kernel, metric, region, options, execution};
  const Cloud<D> cloud{mean, covariance};
  switch (options.closure) {
    case Closure::gaussian: return play<D>(setting, Remembered<D>(setting), cloud, out);
    case Closure::gaussian_source: return play<D>(setting, ExactSource<D>(setting), cloud, out);
    case Closure::smm:
    case Closure::smm3: break;
  }
  const KernelShape shape = kernel_shape(kernel);
  if (shape.gamma2 == infinity) {
    throw std::invalid_argument(
        "kernel must have a second derivative where points coincide for the closures smm, smm3");
  }
  play<D>(setting, Expanded<D>(setting, shape, options.closure == Closure::smm3), cloud, out);
}

/// M of r2 = (x-y)'M(x-y) in d dimensions.
SquareOf<Eigen::Dynamic> matrix_of(const kernels::Metric& metric, Index d) {
  if (metric.euclidean()) return Eigen::MatrixXd::Identity(d, d);
  if (metric.dimension != d) {
    throw std::invalid_argument("kernel: its metric is of dimension " + std::to_string(metric.dimension) +
                                ", the mean of dimension " + std::to_string(d));
  }
  if (metric.diagonal()) return Eigen::Map<const Vector>(metric.entries.data(), d).asDiagonal();
  return Eigen::Map<const Points>(metric.entries.data(), d, d);
}

}  // namespace

Moments moments(const Kernel& kernel, const Region& region, const Vector& mean, const Points& covariance,
                const MomentsOptions& options, const Execution& execution) {
  const Index d = mean.size();
  const auto frames = static_cast<std::size_t>(options.num_steps + 1);
  Moments out;
  out.mean.assign(frames * static_cast<std::size_t>(d), std::numeric_limits<double>::quiet_NaN());
  out.covariance.assign(frames * static_cast<std::size_t>(d * d), std::numeric_limits<double>::quiet_NaN());
  const auto metric = matrix_of(kernels::metric_of(kernel), d);
  const auto run = d == 1 ? &play<1> : d == 2 ? &play<2> : d == 3 ? &play<3> : &play<Eigen::Dynamic>;
  run(kernel, metric, region, mean, covariance, options, execution, out);
  return out;
}

}  // namespace gandyn::analysis
