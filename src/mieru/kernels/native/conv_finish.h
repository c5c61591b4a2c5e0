// What follows a convolution, done while its numbers are at hand: bias, ReLU and 2 × 2 pooling; and
// the way back through them.
#pragma once

#include "conv_memory.h"

namespace MIERU_ISA {

typedef Vec<float> Numbers;
typedef Whole<float> Places;
typedef Lanes<float>::Bytes Bytes;

inline Numbers rectified(Numbers value) { return at_least(value, Numbers{}); }

// The largest of four and which it is; what is not a number wins, so that a loss can show it.
inline void store_largest(const Numbers* four, float* y, uint8_t* spot, int64_t count) {
  Numbers most = four[0];
  Places place{};
  for (int i = 1; i < 4; ++i) {
    const Places other = (four[i] > most) | (four[i] != four[i]);
    most = other ? four[i] : most;
    place = other ? Places{} + i : place;
  }
  place = most > 0 ? place : Places{} + 4;
  store_some(y, most, count);
  const Bytes bytes = __builtin_convertvector(place, Bytes);
  std::memcpy(spot, &bytes, smaller(count, lanes));
}

// Two rows of a picture, finished already, to one of `columns` places.
inline void pool_rows(const float* rows, int64_t row, int64_t columns, int64_t channels, float* y,
                      uint8_t* spot) {
  for (int64_t x = 0; x < columns; ++x)
    for (int64_t c = 0; c < channels; c += lanes) {
      const int64_t count = channels - c;
      const float* at = rows + 2 * x * channels + c;
      const Numbers four[4] = {load_some(at, count), load_some(at + channels, count),
                               load_some(at + row, count), load_some(at + row + channels, count)};
      store_largest(four, y + x * channels + c, spot + x * channels + c, count);
    }
}

struct PictureSize {
  int64_t rows, columns, channels;

  int64_t numbers() const { return rows * columns * channels; }
};

inline void unpool_picture(const PictureSize& size, const float* delta, const uint8_t* spot,
                           float* to) {
  const int64_t columns = size.columns / 2, row = size.columns * size.channels;
  if (size.rows % 2 || size.columns % 2) std::memset(to, 0, size.numbers() * sizeof(float));
  for (int64_t y = 0; y < size.rows / 2; ++y)
    for (int64_t x = 0; x < columns; ++x)
      for (int64_t c = 0; c < size.channels; c += lanes) {
        const int64_t count = size.channels - c, at = (y * columns + x) * size.channels + c;
        Bytes bytes{};
        std::memcpy(&bytes, spot + at, smaller(count, lanes));
        const Places place = __builtin_convertvector(bytes, Places);
        const Numbers value = load_some(delta + at, count);
        float* corner = to + 2 * y * row + 2 * x * size.channels + c;
        for (int i = 0; i < 4; ++i)
          store_some(corner + i / 2 * row + i % 2 * size.channels,
                     place == i ? value : Numbers{}, count);
      }
}

// Pictures first … last-1 of a source, with ReLU and pooling undone; where nothing is to be undone,
// those that are there.
inline const float* opened(const ConvSource& source, const PictureSize& size, int64_t first,
                           int64_t last) {
  if (!source.y && !source.spot) return source.numbers + first * size.numbers();
  const int64_t all = (last - first) * size.numbers();
  float* to = scratches().opened.floats(all);
  if (source.y) {
    const float *delta = source.numbers + first * size.numbers(),
                *y = source.y + first * size.numbers();
    for (int64_t i = 0; i < all; i += lanes) {
      const Numbers value = load_some(delta + i, all - i);
      store_some(to + i, load_some(y + i, all - i) > 0 ? value : Numbers{}, all - i);
    }
    return to;
  }
  const int64_t pooled = size.rows / 2 * (size.columns / 2) * size.channels;
  for (int64_t i = first; i < last; ++i)
    unpool_picture(size, source.numbers + i * pooled, source.spot + i * pooled,
                   to + (i - first) * size.numbers());
  return to;
}

inline const float* opened(const ConvPlan& plan, const ConvSource& source, int64_t first,
                           int64_t last) {
  return opened(source, {plan.rows, plan.columns, plan.channels}, first, last);
}

inline const float* opened_delta(const ConvPlan& plan, const ConvSource& delta, int64_t first,
                                 int64_t last) {
  return opened(delta, {plan.out_rows, plan.out_columns, plan.out_channels}, first, last);
}

// Adds Σ over `pixels` of δ to the sums of the bias.
inline void add_bias(const float* delta, int64_t pixels, int64_t channels, float* sums) {
  for (int64_t c = 0; c < channels; c += lanes) {
    Numbers even{}, odd{};
    int64_t p = 0;
    for (; p + 2 <= pixels; p += 2) {
      even += load_some(delta + p * channels + c, channels - c);
      odd += load_some(delta + (p + 1) * channels + c, channels - c);
    }
    if (p < pixels) even += load_some(delta + p * channels + c, channels - c);
    store_some(sums + c, load_some(sums + c, channels - c) + even + odd, channels - c);
  }
}

}  // namespace MIERU_ISA
