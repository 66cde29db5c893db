# Runs while a source distribution is made: copies Eigen's headers into it, so that it builds on a machine without a
# network. They are not kept in git; their licence is cpp/licenses/Eigen-MPL-2.0.txt.
set(destination ${CMAKE_CURRENT_LIST_DIR}/vendor/eigen)
file(REMOVE_RECURSE ${destination})
include(${CMAKE_CURRENT_LIST_DIR}/FindEigen.cmake)
file(COPY ${GANDYN_EIGEN}/Eigen DESTINATION ${destination})
