#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "gandyn/core/types.hpp"

namespace gandyn {

/// Wishes for large pages under memory that nobody has written to yet: it is there sooner, and who walks through it
/// looks up fewer addresses. Where there is little, or no such system, nothing happens.
inline void wish_for_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  constexpr std::size_t page = std::size_t{1} << 21;
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t begin = (address + page - 1) / page * page, end = (address + bytes) / page * page;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#endif
}

/// points.resize(rows, cols), in large pages
inline void resize_in_large_pages(Points& points, Index rows, Index cols) {
  if (points.rows() == rows && points.cols() == cols) return;
  points.resize(rows, cols);
  wish_for_large_pages(points.data(), static_cast<std::size_t>(points.size()) * sizeof(double));
}

/// A copy in large pages
inline Points in_large_pages(const PointsRef& points) {
  Points copy;
  resize_in_large_pages(copy, points.rows(), points.cols());
  copy = points;
  return copy;
}

}  // namespace gandyn
