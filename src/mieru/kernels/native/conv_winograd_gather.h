// Winograd's way forward, and to the input's gradient: 36 matrix products for some tiles at a time.
#pragma once

#include "conv_winograd.h"

namespace MIERU_ISA {

// G k Gᵀ of every source and output channel, each of the 36 in the order in which a tile reads it.
template <int r>
void carry_kernels(const ConvPlan& plan, const Channels& channels, const float* weight,
                   float* carried, const Workers& workers) {
  const ConvPhase& phase = plan.phase[0];
  const int64_t each = channels.source * channels.padded;
  share(workers, channels.vectors, [&](int32_t vector) {
    const int64_t block = vector - vector % channels.blocks;
    const int64_t width = smaller(channels.blocks, channels.vectors - block) * lanes;
    const int64_t first = int64_t(vector) * lanes, real = smaller(lanes, channels.out - first);
    float* to = carried + block * lanes * channels.source + (vector - block) * lanes;
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
      for (int s = 0; s < squares; ++s) store(to + s * each + k * width, whole[s]);
    }
  });
}

// The 36 products of `count` tiles: (tiles, source channels) times (source, output channels).
inline void multiply_tiles(const Channels& channels, int64_t count, const float* pixels,
                           int64_t pixels_apart, const float* carried, float* products,
                           int64_t products_apart) {
  const int64_t most = places_at_once(channels.blocks), groups = parts(count, most);
  const int64_t wide = rounded_up(channels.source, lanes), nowhere = 0;
  const Runs run{&nowhere, 1, channels.source};
  int64_t from[most_places], to[most_places];
  for (int64_t p = 0; p < most; ++p) {
    from[p] = p * wide;
    to[p] = p * channels.padded;
  }
  for (int64_t s = 0; s < squares; ++s) {
    const float* weights = carried + s * channels.source * channels.padded;
    for (int64_t v = 0; v < channels.vectors; v += channels.blocks) {
      const int64_t n = smaller(channels.blocks, channels.vectors - v);
      for (int64_t g = 0; g < groups; ++g) {
        const int64_t first = count * g / groups, past = count * (g + 1) / groups;
        gather_tiles[past - first][n](
            pixels + s * pixels_apart + first * wide, run, weights + v * lanes * channels.source,
            from, products + s * products_apart + first * channels.padded + v * lanes, to, 0);
      }
    }
  }
}

// Aᵀ of one tile's products and back into the picture, as far as the tile lies in it.
template <int m>
void carry_tile_back(const ConvPlan& plan, const Tiling& tiling, int64_t tile,
                     const float* products, int64_t apart, float* picture) {
  const int64_t row = tile / tiling.across * m, column = tile % tiling.across * m;
  const int64_t rows = smaller(m, plan.out_rows - row);
  const int64_t columns = smaller(m, plan.out_columns - column);
  float* corner = picture + (row * plan.out_columns + column) * plan.out_channels;
  for (int64_t c = 0; c < plan.out_channels; c += lanes) {
    Numbers x[squares], half[m * points], y[m * m];
    for (int s = 0; s < squares; ++s) x[s] = load(products + s * apart + c);
    for (int j = 0; j < points; ++j) carry_back<m>(x + j, points, half + j, points);
    for (int i = 0; i < m; ++i) carry_back<m>(half + i * points, 1, y + i * m, 1);
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < columns; ++j)
        store_some(corner + (i * plan.out_columns + j) * plan.out_channels + c, y[i * m + j],
                   plan.out_channels - c);
  }
}

// How many tiles to carry at once: as many as leave room in a core's cache; where the weights do not
// fit there anyway, more, so that these are read less often.
inline int64_t tiles_at_once(const Channels& channels) {
  if (channels.source * channels.padded >= many_weights / 4) return 48;
  return channels.source + channels.padded <= 96 ? 36 : 24;
}

template <int r>
void winograd_gather(const ConvPlan& plan, const float* source, const float* weight, float* out,
                     const Workers& workers) {
  constexpr int m = points + 1 - r;
  const Channels channels(plan);
  const Tiling tiling(plan);
  float* carried = scratches().weights.floats(squares * channels.source * channels.padded);
  carry_kernels<r>(plan, channels, weight, carried, workers);
  const int64_t wide = rounded_up(channels.source, lanes);
  const float* zeros = scratches().zeros.zeros(wide);
  const int64_t picture = int64_t(plan.rows) * plan.columns * plan.channels;
  const int64_t out_picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  const int64_t all = plan.pictures * tiling.tiles(), most = tiles_at_once(channels);
  share(workers, parts(all, most), [&](int32_t number) {
    const int64_t tasks = parts(all, most);
    const int64_t first = all * number / tasks, past = all * (number + 1) / tasks;
    const int64_t pixels_apart = apart((past - first) * wide);
    const int64_t products_apart = apart((past - first) * channels.padded);
    float* pixels = scratches().frames.floats(squares * pixels_apart);
    float* products = scratches().deltas.floats(squares * products_apart);
    for (int64_t t = first; t < past; ++t)
      carry_patch(Patch(plan, source + t / tiling.tiles() * picture, tiling, t % tiling.tiles(),
                        zeros),
                  channels.source, pixels + (t - first) * wide, pixels_apart);
    multiply_tiles(channels, past - first, pixels, pixels_apart, carried, products,
                   products_apart);
    for (int64_t t = first; t < past; ++t)
      carry_tile_back<m>(plan, tiling, t % tiling.tiles(),
                         products + (t - first) * channels.padded, products_apart,
                         out + t / tiling.tiles() * out_picture);
  });
}

}  // namespace MIERU_ISA
