# Sets GANDYN_EIGEN, the folder of Eigen's headers: vendored in a source distribution, else from the build requirement
# cmeel-eigen, wherever Python finds packages, else from the system.
set(GANDYN_VENDORED_EIGEN ${CMAKE_CURRENT_LIST_DIR}/vendor/eigen)
if(EXISTS ${GANDYN_VENDORED_EIGEN}/Eigen/Core)
  set(GANDYN_EIGEN ${GANDYN_VENDORED_EIGEN})
else()
  find_package(Python COMPONENTS Interpreter QUIET)
  if(Python_FOUND)
    execute_process(
      COMMAND ${Python_EXECUTABLE} -c "import sys; print(*(f'{p}/cmeel.prefix' for p in sys.path if p), sep=';', end='')"
      OUTPUT_VARIABLE prefixes)
  endif()
  find_path(
    GANDYN_EIGEN Eigen/Core
    HINTS ${prefixes}
    PATH_SUFFIXES include/eigen3 eigen3
    REQUIRED)
endif()
