#pragma once

#include "gandyn/core/alike.hpp"
#include "gandyn/methods/method.hpp"

/// Methods of single runs, alike but for their numbers, as one method of runs side by side.
namespace gandyn::methods {

/// The same type with a number a run.
template <class T>
struct Stacked {
  using type = T;
};
template <>
struct Stacked<double> {
  using type = Row;
};
template <template <class> class M>
struct Stacked<M<double>> {
  using type = M<Row>;
};
template <class... T>
struct Stacked<std::variant<T...>> {
  using type = std::variant<typename Stacked<T>::type...>;
};

template <class T>
typename Stacked<T>::type stack(const std::vector<const T*>& runs);

template <class... T>
typename Stacked<std::variant<T...>>::type stack(const std::vector<const std::variant<T...>*>& runs) {
  return std::visit(
      [&]<class A>(const A&) -> typename Stacked<std::variant<T...>>::type {
        std::vector<const A*> alternatives;
        for (const auto* run : runs) alternatives.push_back(&std::get<A>(*run));
        return stack(alternatives);
      },
      *runs.front());
}

template <class T>
typename Stacked<T>::type stack(const std::vector<const T*>& runs) {
  if constexpr (std::is_same_v<T, double>) {
    Row row(static_cast<Eigen::Index>(runs.size()));
    for (std::size_t i = 0; i < runs.size(); ++i) row[static_cast<Eigen::Index>(i)] = *runs[i];
    return row;
  } else if constexpr (requires { T::fields(); }) {
    using Lanes = typename Stacked<T>::type;
    Lanes out;
    const auto fill = [&]<std::size_t... I>(std::index_sequence<I...>) {
      [[maybe_unused]] const auto from = T::fields();
      [[maybe_unused]] const auto to = Lanes::fields();
      [[maybe_unused]] const auto fill_one = [&](const auto& source, const auto& target) {
        using Value = typename std::decay_t<decltype(source)>::type;
        std::vector<const Value*> values;
        for (const T* run : runs) values.push_back(&(run->*(source.member)));
        out.*(target.member) = stack(values);
      };
      (fill_one(std::get<I>(from), std::get<I>(to)), ...);
    };
    fill(std::make_index_sequence<std::tuple_size_v<decltype(T::fields())>>{});
    return out;
  } else {
    return *runs.front();
  }
}

}  // namespace gandyn::methods
