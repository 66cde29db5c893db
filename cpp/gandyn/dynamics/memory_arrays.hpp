#pragma once

#include <stdexcept>

#include "gandyn/core/arrays.hpp"
#include "gandyn/methods/memory.hpp"

/// A method's memory as arrays and back: its part of the restart state.
namespace gandyn::dynamics {

inline std::string place(const char* what, std::size_t i) { return what + std::to_string(i) + "_"; }

template <class Player>
void put_moments(const std::string& player, const methods::Moments<Player>& moments, Arrays& to) {
  if constexpr (std::is_same_v<Player, Lanes>) {
    if (moments.moves == 0) return;
    to[player + "_moves"] = Points::Constant(1, 1, static_cast<double>(moments.moves));
    for (std::size_t i = 0; i < moments.means.size(); ++i) {
      to[player + "_mean" + std::to_string(i)] = moments.means[i].matrix();
    }
  }
}

template <class Player>
void get_moments(const std::string& player, const Arrays& from, methods::Moments<Player>& moments) {
  if constexpr (std::is_same_v<Player, Lanes>) {
    const auto moves = from.find(player + "_moves");
    if (moves == from.end()) return;
    moments.moves = static_cast<Index>(moves->second(0, 0));
    for (std::size_t i = 0;; ++i) {
      const auto mean = from.find(player + "_mean" + std::to_string(i));
      if (mean == from.end()) return;
      moments.means.push_back(mean->second.array());
    }
  }
}

/// `method` names whose memory it is: another method that goes on from there begins with none.
template <class Game>
Arrays to_arrays(const Game& game, const methods::Memory<Game>& memory, std::string_view method) {
  Arrays out;
  for (std::size_t i = 0; i < memory.kept.size(); ++i) {
    for (auto& [name, array] : game.arrays(memory.kept[i])) out[place("kept", i) + name] = std::move(array);
  }
  put_moments("generator", memory.generator, out);
  put_moments("discriminator", memory.discriminator, out);
  Arrays named;
  for (auto& [name, array] : out) named[std::string(method) + "." + name] = std::move(array);
  return named;
}

/// Throws std::invalid_argument for arrays that are not those of such a game.
template <class Game>
methods::Memory<Game> from_arrays(const Game& game, const Arrays& all, std::string_view method) {
  const Arrays arrays = without_prefix(std::string(method) + ".", all);
  methods::Memory<Game> memory;
  for (std::size_t i = 0;; ++i) {
    const Arrays own = without_prefix(place("kept", i), arrays);
    if (own.empty()) break;
    memory.kept.push_back(game.direction(own));
  }
  get_moments("generator", arrays, memory.generator);
  get_moments("discriminator", arrays, memory.discriminator);
  return memory;
}

}  // namespace gandyn::dynamics
