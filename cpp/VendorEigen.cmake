# Runs while a source distribution is made: copies Eigen's headers and licences into it, so that it builds on a machine
# without a network. They are not kept in git.
find_package(Python REQUIRED COMPONENTS Interpreter)
foreach(entry IN LISTS CMAKE_PREFIX_PATH Python_SITELIB)
  list(APPEND CMAKE_PREFIX_PATH ${entry}/cmeel.prefix)
endforeach()
find_path(
  GANDYN_EIGEN Eigen/Core
  PATH_SUFFIXES include/eigen3 eigen3
  REQUIRED)
set(destination ${CMAKE_CURRENT_LIST_DIR}/vendor/eigen)
file(REMOVE_RECURSE ${destination})
file(COPY ${GANDYN_EIGEN}/Eigen DESTINATION ${destination})
