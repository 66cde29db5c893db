#pragma once

#include "gandyn/games/kernel_gan.hpp"

namespace gandyn::bindings {

/// One Python class for the game of every discriminator: a variant by itself would become its alternative.
struct KernelGAN {
  games::Game game;
};

}  // namespace gandyn::bindings
