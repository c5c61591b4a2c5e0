// Max and mean pooling with their gradients; channels lie on the lanes, padding never counts.
#pragma once

#include "conv_depthwise.h"

namespace MIERU_ISA {

// The real pixels of one window: rows top … bottom-1, columns left … right-1.
struct Window {
  int64_t top, bottom, left, right;

  int64_t pixels() const { return (bottom - top) * (right - left); }
};

inline Window window_of(const PoolPlan& plan, int64_t row, int64_t column) {
  const int64_t y = row * plan.stride_y - plan.above, x = column * plan.stride_x - plan.left;
  return {larger(0, y), smaller(plan.rows, y + plan.window_y), larger(0, x),
          smaller(plan.columns, x + plan.window_x)};
}

// The larger; what is not a number wins, so that a loss can show it.
inline Vec<float> larger_of(Vec<float> a, Vec<float> b) {
  const Whole<float> other = (b > a) | (b != b);
  return other ? b : a;
}

// work(picture, window, number of its output) for every window, shared by pictures.
template <class Work>
inline void each_window(const PoolPlan& plan, const Workers& workers, const Work& work) {
  const int64_t outputs = int64_t(plan.out_rows) * plan.out_columns;
  share(workers, plan.pictures, [&](int32_t picture) {
    for (int64_t row = 0; row < plan.out_rows; ++row)
      for (int64_t column = 0; column < plan.out_columns; ++column)
        work(picture, window_of(plan, row, column),
             picture * outputs + row * plan.out_columns + column);
  });
}

inline int64_t pixel(const PoolPlan& plan, int64_t picture, int64_t row, int64_t column) {
  return ((picture * plan.rows + row) * plan.columns + column) * plan.channels;
}

inline void max_pool(const PoolPlan& plan, const float* x, float* y, const Workers& workers) {
  each_window(plan, workers, [&](int64_t picture, const Window& window, int64_t output) {
    for (int64_t c = 0; c < plan.channels; c += lanes) {
      const int64_t count = plan.channels - c;
      Vec<float> most = every(-__builtin_inff());
      for (int64_t row = window.top; row < window.bottom; ++row)
        for (int64_t column = window.left; column < window.right; ++column)
          most = larger_of(most,
                           load_some(x + pixel(plan, picture, row, column) + c, count));
      store_some(y + output * plan.channels + c, most, count);
    }
  });
}

inline void clear_pictures(const PoolPlan& plan, float* pictures, const Workers& workers) {
  const int64_t size = int64_t(plan.rows) * plan.columns * plan.channels;
  share(workers, plan.pictures, [&](int32_t picture) {
    std::memset(pictures + picture * size, 0, size * sizeof(float));
  });
}

inline void max_pool_gradient(const PoolPlan& plan, const float* x, const float* y,
                              const float* delta, float* gradient, const Workers& workers) {
  clear_pictures(plan, gradient, workers);
  each_window(plan, workers, [&](int64_t picture, const Window& window, int64_t output) {
    for (int64_t c = 0; c < plan.channels; c += lanes) {
      const int64_t count = plan.channels - c;
      const Vec<float> most = load_some(y + output * plan.channels + c, count);
      const Vec<float> whole = load_some(delta + output * plan.channels + c, count);
      Whole<float> open = Whole<float>{} == 0;  // where no pixel was the largest yet
      for (int64_t row = window.top; row < window.bottom; ++row) {
        for (int64_t column = window.left; column < window.right; ++column) {
          const int64_t at = pixel(plan, picture, row, column) + c;
          const Whole<float> here = (load_some(x + at, count) == most) & open;
          open &= ~here;
          const Vec<float> given = here ? whole : Vec<float>{};
          store_some(gradient + at, load_some(gradient + at, count) + given, count);
        }
      }
    }
  });
}

inline void mean_pool(const PoolPlan& plan, const float* x, float* y, const Workers& workers) {
  each_window(plan, workers, [&](int64_t picture, const Window& window, int64_t output) {
    const float pixels = static_cast<float>(window.pixels());
    for (int64_t c = 0; c < plan.channels; c += lanes) {
      const int64_t count = plan.channels - c;
      Vec<float> total{};
      for (int64_t row = window.top; row < window.bottom; ++row)
        for (int64_t column = window.left; column < window.right; ++column)
          total += load_some(x + pixel(plan, picture, row, column) + c, count);
      store_some(y + output * plan.channels + c, total / pixels, count);
    }
  });
}

inline void mean_pool_gradient(const PoolPlan& plan, const float* delta, float* gradient,
                               const Workers& workers) {
  clear_pictures(plan, gradient, workers);
  each_window(plan, workers, [&](int64_t picture, const Window& window, int64_t output) {
    const float pixels = static_cast<float>(window.pixels());
    for (int64_t c = 0; c < plan.channels; c += lanes) {
      const int64_t count = plan.channels - c;
      const Vec<float> each = load_some(delta + output * plan.channels + c, count) / pixels;
      for (int64_t row = window.top; row < window.bottom; ++row) {
        for (int64_t column = window.left; column < window.right; ++column) {
          const int64_t at = pixel(plan, picture, row, column) + c;
          store_some(gradient + at, load_some(gradient + at, count) + each, count);
        }
      }
    }
  });
}

}  // namespace MIERU_ISA
