// Winograd's way forward, and to the input's gradient: 36 matrix products, of some tiles at a time
// where the weights are few, of some output channels at a time where they are many.
#pragma once

#include "conv_winograd.h"

namespace MIERU_ISA {

// G k Gᵀ of all source channels and the output channels of one block of vectors, each of the 36 in
// the order in which a tile reads it; number s goes to `to + s * step`.
template <int r>
void carry_kernels(const ConvPlan& plan, const Channels& channels, const float* weight,
                   int64_t block, float* to, int64_t step) {
  const ConvPhase& phase = plan.phase[0];
  const int64_t width = channels.width(block);
  for (int64_t v = 0; v < width; v += lanes) {
    const int64_t first = block * lanes + v, real = smaller(lanes, channels.out - first);
    for (int64_t k = 0; k < channels.source; ++k) {
      Numbers taps[r * r], half[points * r], whole[squares];
      for (int t = 0; t < r * r; ++t) {
        const float* from = weight + phase.tap[t] * plan.tap_stride + k * plan.source_stride +
                            first * plan.out_stride;
        if (plan.out_stride == 1) {
          taps[t] = load_some(from, real);
        } else {
          taps[t] = Numbers{};
          for (int64_t c = 0; c < real; ++c) taps[t][c] = from[c * plan.out_stride];
        }
      }
      for (int j = 0; j < r; ++j) carry_kernel<r>(taps + j, r, half + j, r);
      for (int i = 0; i < points; ++i)
        carry_kernel<r>(half + i * r, 1, whole + i * points, 1);
      for (int s = 0; s < squares; ++s) store(to + s * step + k * width + v, whole[s]);
    }
  }
}

// Some tiles, and the carried numbers of each: number s of the 36 begins at s * apart, tile by tile.
struct Carried {
  float* numbers;
  int64_t apart, wide;
};

// The 36 products of `count` tiles with one block of output channels, to `products`.
inline void multiply_tiles(const Channels& channels, int64_t block, int64_t count,
                           const Carried& pixels, const float* kernels, int64_t kernels_apart,
                           const Carried& products) {
  const int64_t most = places_at_once(channels.blocks), groups = parts(count, most);
  const int64_t vectors = channels.width(block) / lanes, nowhere = 0;
  const Runs run{&nowhere, 1, channels.source};
  int64_t from[most_places], to[most_places];
  for (int64_t p = 0; p < most; ++p) {
    from[p] = p * pixels.wide;
    to[p] = p * products.wide;
  }
  for (int64_t s = 0; s < squares; ++s)
    for (int64_t g = 0; g < groups; ++g) {
      const int64_t first = count * g / groups, past = count * (g + 1) / groups;
      gather_tiles[past - first][vectors](
          pixels.numbers + s * pixels.apart + first * pixels.wide, run,
          kernels + s * kernels_apart, nullptr, from,
          products.numbers + s * products.apart + first * products.wide, to, 0);
    }
}

// Aᵀ of one tile's products, for output channels from … until-1, finished and put into the picture as
// far as the tile lies in it.
template <int m>
void carry_tile_back(const ConvPlan& plan, const Tiling& tiling, int64_t tile,
                     const float* products, int64_t apart, int64_t from, int64_t until,
                     float* out, const ConvFinish& finish) {
  const int64_t row = tile % tiling.tiles() / tiling.across * m;
  const int64_t column = tile % tiling.across * m, picture = tile / tiling.tiles();
  const int64_t shrunk = finish.spot ? 2 : 1;
  const int64_t high = plan.out_rows / shrunk, wide = plan.out_columns / shrunk;
  const int64_t rows = smaller(m / shrunk, high - row / shrunk);
  const int64_t columns = smaller(m / shrunk, wide - column / shrunk);
  const int64_t corner =
      ((picture * high + row / shrunk) * wide + column / shrunk) * plan.out_channels;
  for (int64_t c = from; c < until; c += lanes) {
    const int64_t count = plan.out_channels - c;
    Numbers x[squares], half[m * points], y[m * m];
    for (int s = 0; s < squares; ++s) x[s] = load(products + s * apart + c - from);
    for (int j = 0; j < points; ++j) carry_back<m>(x + j, points, half + j, points);
    for (int i = 0; i < m; ++i) carry_back<m>(half + i * points, 1, y + i * m, 1);
    if (finish.bias) {
      const Numbers bias = load_some(finish.bias + c, count);
      for (int i = 0; i < m * m; ++i) y[i] = rectified(y[i] + bias);
    }
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < columns; ++j) {
        const int64_t at = corner + (i * wide + j) * plan.out_channels + c;
        if (finish.spot) {
          const Numbers* first = y + 2 * i * m + 2 * j;
          const Numbers four[4] = {first[0], first[1], first[m], first[m + 1]};
          store_largest(four, out + at, finish.spot + at, count);
        } else {
          store_some(out + at, y[i * m + j], count);
        }
      }
  }
}

// How many tiles to carry at once: as many as leave room in a core's cache.
inline int64_t tiles_at_once(const Channels& channels) {
  return channels.source + channels.padded <= 96 ? 36 : 24;
}

// Bᵀ x B of tiles first … past-1 of the pictures that begin with number `begin`, at `pictures`.
inline void carry_tiles(const ConvPlan& plan, const Tiling& tiling, const float* pictures,
                        int64_t begin, int64_t first, int64_t past, const float* zeros,
                        float* to, const Carried& layout) {
  const int64_t picture = int64_t(plan.rows) * plan.columns * plan.channels;
  for (int64_t t = first; t < past; ++t)
    carry_patch(Patch(plan, pictures + (t / tiling.tiles() - begin) * picture, tiling,
                      t % tiling.tiles(), zeros),
                plan.channels, to + (t - first) * layout.wide, layout.apart);
}

// All weights carried at first; then some tiles after others.
template <int r>
void by_tiles(const ConvPlan& plan, const ConvSource& source, const float* weight, float* out,
              const ConvFinish& finish, const Workers& workers) {
  constexpr int m = points + 1 - r;
  const Channels channels(plan);
  const Tiling tiling(plan);
  const int64_t each = channels.source * channels.padded;
  float* kernels = scratches().weights.floats(squares * each);
  share(workers, parts(channels.vectors, channels.blocks), [&](int32_t number) {
    const int64_t block = number * int64_t(channels.blocks);
    carry_kernels<r>(plan, channels, weight, block, kernels + block * lanes * channels.source,
                     each);
  });
  const int64_t wide = rounded_up(channels.source, lanes), most = tiles_at_once(channels);
  const float* zeros = scratches().zeros.zeros(wide);
  const int64_t together = larger(
      1, smaller(most / tiling.tiles(), parts(plan.pictures, 4)));
  const int64_t batches = parts(plan.pictures, together);
  const int64_t bands = batches >= 4 ? 1 : smaller(8, parts(together * tiling.tiles(), most));
  share(workers, batches * bands, [&](int32_t number) {
    const int64_t begin = number / bands * together;
    const int64_t end = smaller(plan.pictures, begin + together);
    const float* pictures = opened(plan, source, begin, end);
    const int64_t all = (end - begin) * tiling.tiles(), before = begin * tiling.tiles();
    const int64_t top = all * (number % bands) / bands, low = all * (number % bands + 1) / bands;
    const int64_t steps = parts(low - top, most);
    for (int64_t step = 0; step < steps; ++step) {
      const int64_t first = before + top + (low - top) * step / steps;
      const int64_t past = before + top + (low - top) * (step + 1) / steps, count = past - first;
      Carried pixels{nullptr, apart(count * wide), wide};
      Carried products{nullptr, apart(count * channels.padded), channels.padded};
      pixels.numbers = scratches().frames.floats(squares * pixels.apart);
      products.numbers = scratches().deltas.floats(squares * products.apart);
      carry_tiles(plan, tiling, pictures, begin, first, past, zeros, pixels.numbers, pixels);
      for (int64_t v = 0; v < channels.vectors; v += channels.blocks)
        multiply_tiles(channels, v, count, pixels, kernels + v * lanes * channels.source, each,
                       {products.numbers + v * lanes, products.apart, products.wide});
      for (int64_t t = first; t < past; ++t)
        carry_tile_back<m>(plan, tiling, t, products.numbers + (t - first) * products.wide,
                           products.apart, 0, plan.out_channels, out, finish);
    }
  });
}

// All pictures, carried, in the caller's memory.
inline Carried all_tiles(const ConvPlan& plan, const Tiling& tiling, const ConvSource& source,
                         Scratch& scratch, const Workers& workers) {
  const int64_t wide = rounded_up(plan.channels, lanes);
  Carried found{nullptr, apart(plan.pictures * tiling.tiles() * wide), wide};
  found.numbers = scratch.floats(squares * found.apart);
  const float* zeros = scratches().zeros.zeros(wide);
  share(workers, plan.pictures, [&](int32_t i) {
    const int64_t first = i * tiling.tiles();
    carry_tiles(plan, tiling, opened(plan, source, i, i + 1), i, first, first + tiling.tiles(),
                zeros, found.numbers + first * wide, found);
  });
  return found;
}

// All pictures carried at first; then some output channels after others, so that weights which fill
// no cache are carried and used but once.
template <int r>
void by_channels(const ConvPlan& plan, const ConvSource& source, const float* weight, float* out,
                 const ConvFinish& finish, const Workers& workers) {
  constexpr int m = points + 1 - r;
  constexpr int64_t most = 96;
  const Channels channels(plan);
  const Tiling tiling(plan);
  const Carried pixels = all_tiles(plan, tiling, source, scratches().weights, workers);
  const int64_t all = plan.pictures * tiling.tiles(), steps = parts(all, most);
  share(workers, parts(channels.vectors, channels.blocks), [&](int32_t number) {
    const int64_t block = number * int64_t(channels.blocks), width = channels.width(block);
    const int64_t each = apart(channels.source * width);
    float* kernels = scratches().frames.floats(squares * each);
    carry_kernels<r>(plan, channels, weight, block, kernels, each);
    for (int64_t step = 0; step < steps; ++step) {
      const int64_t first = all * step / steps, past = all * (step + 1) / steps;
      Carried products{nullptr, apart((past - first) * width), width};
      products.numbers = scratches().deltas.floats(squares * products.apart);
      multiply_tiles(channels, block, past - first,
                     {pixels.numbers + first * pixels.wide, pixels.apart, pixels.wide}, kernels,
                     each, products);
      const int64_t from = block * lanes;
      for (int64_t t = first; t < past; ++t)
        carry_tile_back<m>(plan, tiling, t, products.numbers + (t - first) * width,
                           products.apart, from, smaller(from + width, plan.out_channels), out,
                           finish);
    }
  });
}

template <int r>
void winograd_gather(const ConvPlan& plan, const ConvSource& source, const float* weight,
                     float* out, const ConvFinish& finish, const Workers& workers) {
  const bool many = int64_t(plan.channels) * plan.out_channels > many_weights / 4;
  (many ? by_channels<r> : by_tiles<r>)(plan, source, weight, out, finish, workers);
}

}  // namespace MIERU_ISA
