// Scratch memory that a thread keeps, sharing of tasks, and copying pictures into a frame of zeros.
#pragma once

#include <cstdlib>
#include <cstring>

#include "conv.h"
#include "vectors.h"

namespace MIERU_ISA {

constexpr int lanes = Lanes<float>::count;

inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
inline int64_t parts(int64_t whole, int64_t part) { return (whole + part - 1) / part; }
inline int64_t rounded_up(int64_t number, int64_t multiple) {
  return parts(number, multiple) * multiple;
}

// Memory that is only ever enlarged: asking the system anew for every call would cost more than
// many a convolution. What it holds is lost when it is asked for again.
class Scratch {
 public:
  float* floats(size_t wanted) {
    if (wanted > size_) {
      std::free(memory_);
      size_ = wanted + wanted / 4;
      memory_ = std::malloc(size_ * sizeof(float) + 64);
      if (!memory_) std::abort();
    }
    return reinterpret_cast<float*>((reinterpret_cast<uintptr_t>(memory_) + 63) / 64 * 64);
  }
  // As many zeros, for reading alone.
  const float* zeros(size_t wanted) {
    if (wanted <= size_) return floats(wanted);
    float* found = floats(wanted);
    std::memset(found, 0, size_ * sizeof(float));
    return found;
  }
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  ~Scratch() { std::free(memory_); }

 private:
  void* memory_ = nullptr;
  size_t size_ = 0;
};

// The caller's own, while its workers share them, and those of a thread within one task.
struct Scratches {
  Scratch weights, sums, frames, deltas, zeros, opened, rows, bias;
};

inline Scratches& scratches() {
  static thread_local Scratches own;
  return own;
}

// work(number) for every number below `tasks`, by all workers together.
template <class Work>
inline void share(const Workers& workers, int64_t tasks, const Work& work) {
  workers.run(
      static_cast<int32_t>(tasks),
      [](void* what, int32_t number) { (*static_cast<const Work*>(what))(number); },
      const_cast<Work*>(&work));
}

// A vector's worth of numbers, or the `count` that are left of it.
inline Vec<float> load_some(const float* from, int64_t count) {
  if (count >= lanes) return load(from);
  Vec<float> found{};
  std::memcpy(&found, from, count * sizeof(float));
  return found;
}

inline void store_some(float* to, Vec<float> value, int64_t count) {
  if (count >= lanes)
    store(to, value);
  else
    std::memcpy(to, &value, count * sizeof(float));
}

struct Framed {
  const float* pictures;
  int64_t row, picture;  // how far the next row and the next picture are
};

// `count` pictures with the zeros around them that the plan asks for; those that need none are used
// where they are.
inline Framed framed(const ConvPlan& plan, const float* pictures, int64_t count,
                     Scratch& scratch) {
  const int64_t row = int64_t(plan.columns) * plan.channels, picture = row * plan.rows;
  if (plan.framed_rows == plan.rows && plan.framed_columns == plan.columns)
    return {pictures, row, picture};
  const int64_t wide = int64_t(plan.framed_columns) * plan.channels;
  const int64_t left = int64_t(plan.left) * plan.channels;
  float* frames = scratch.floats(count * plan.framed_rows * wide);
  for (int64_t i = 0; i < count; ++i) {
    float* to = frames + i * plan.framed_rows * wide;
    std::memset(to, 0, plan.above * wide * sizeof(float));
    for (int64_t r = 0; r < plan.rows; ++r) {
      float* line = to + (plan.above + r) * wide;
      std::memset(line, 0, left * sizeof(float));
      std::memcpy(line + left, pictures + i * picture + r * row, row * sizeof(float));
      std::memset(line + left + row, 0, (wide - left - row) * sizeof(float));
    }
    const int64_t above = plan.above + plan.rows;
    std::memset(to + above * wide, 0, (plan.framed_rows - above) * wide * sizeof(float));
  }
  return {frames, wide, plan.framed_rows * wide};
}

}  // namespace MIERU_ISA
