// Winograd's way to the weights' gradient: sums over the tiles in the carried form, then back.
#pragma once

#include "conv_weights.h"
#include "conv_winograd.h"

namespace MIERU_ISA {

// A δ Aᵀ of one tile, zeros outside the picture; number s of the 36 goes to `to + s * step`.
template <int m>
void carry_delta_tile(const ConvPlan& plan, const Tiling& tiling, int64_t tile,
                      const float* picture, float* to, int64_t step) {
  const int64_t row = tile / tiling.across * m, column = tile % tiling.across * m;
  const float* corner = picture + (row * plan.out_columns + column) * plan.out_channels;
  for (int64_t c = 0; c < plan.out_channels; c += lanes) {
    Numbers x[m * m], half[points * m], whole[squares];
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < m; ++j) {
        const bool inside = row + i < plan.out_rows && column + j < plan.out_columns;
        const float* at = corner + (i * plan.out_columns + j) * plan.out_channels + c;
        x[i * m + j] = inside ? load_some(at, plan.out_channels - c) : Numbers{};
      }
    for (int j = 0; j < m; ++j) carry_delta<m>(x + j, m, half + j, m);
    for (int i = 0; i < points; ++i) carry_delta<m>(half + i * m, 1, whole + i * points, 1);
    for (int s = 0; s < squares; ++s) store(to + s * step + c, whole[s]);
  }
}

// Adds what tiles first … past-1 of all pictures give to the 36 sums (source, padded channels).
template <int r>
void add_tiles(const ConvPlan& plan, const Channels& channels, const Tiling& tiling,
               const float* source, const float* delta, const float* zeros, int64_t first,
               int64_t past, float* sums) {
  constexpr int m = points + 1 - r;
  const int64_t wide = rounded_up(channels.source, lanes), count = past - first;
  const int64_t pixels_apart = apart(count * wide), deltas_apart = apart(count * channels.padded);
  float* pixels = scratches().frames.floats(squares * pixels_apart);
  float* deltas = scratches().deltas.floats(squares * deltas_apart);
  const int64_t picture = int64_t(plan.rows) * plan.columns * plan.channels;
  const int64_t out_picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  for (int64_t t = first; t < past; ++t) {
    const int64_t i = t / tiling.tiles(), tile = t % tiling.tiles();
    carry_patch(Patch(plan, source + i * picture, tiling, tile, zeros), channels.source,
                pixels + (t - first) * wide, pixels_apart);
    carry_delta_tile<m>(plan, tiling, tile, delta + i * out_picture,
                        deltas + (t - first) * channels.padded, deltas_apart);
  }
  const Pixels walk{1, count, 0, wide, 0, channels.padded};
  const int64_t groups = parts(channels.source, rows_at_once(channels.blocks));
  for (int64_t s = 0; s < squares; ++s)
    for (int64_t g = 0; g < groups; ++g) {
      const int64_t row = channels.source * g / groups, end = channels.source * (g + 1) / groups;
      for (int64_t v = 0; v < channels.vectors; v += channels.blocks) {
        const int64_t n = smaller(channels.blocks, channels.vectors - v);
        weight_tiles[end - row][n](
            pixels + s * pixels_apart + row, deltas + s * deltas_apart + v * lanes, walk,
            sums + (s * channels.source + row) * channels.padded + v * lanes, channels.padded);
      }
    }
}

template <int r>
void winograd_weights(const ConvPlan& plan, const float* source, const float* delta,
                      float* gradient, const Workers& workers) {
  constexpr int64_t most = 60;
  const Channels channels(plan);
  const Tiling tiling(plan);
  const int64_t each = channels.source * channels.padded, sums = squares * each;
  const int64_t chunks = chunks_of(plan, sums), tiles = plan.pictures * tiling.tiles();
  float* all = scratches().sums.floats(sums * larger(1, chunks));
  const float* zeros = scratches().zeros.zeros(rounded_up(channels.source, lanes));
  share(workers, chunks, [&](int32_t chunk) {
    const int64_t begin = tiles * chunk / chunks, end = tiles * (chunk + 1) / chunks;
    const int64_t steps = parts(end - begin, most);
    float* own = all + chunk * sums;
    std::memset(own, 0, sums * sizeof(float));
    for (int64_t i = 0; i < steps; ++i)
      add_tiles<r>(plan, channels, tiling, source, delta, zeros,
                   begin + (end - begin) * i / steps, begin + (end - begin) * (i + 1) / steps,
                   own);
  });
  share(workers, channels.source, [&](int32_t k) {
    for (int64_t c = 0; c < channels.out; c += lanes) {
      Numbers whole[squares] = {}, half[r * points], taps[r * r];
      for (int s = 0; s < squares; ++s)
        for (int64_t chunk = 0; chunk < chunks; ++chunk)
          whole[s] += load(all + chunk * sums + s * each + k * channels.padded + c);
      for (int j = 0; j < points; ++j) carry_kernel_back<r>(whole + j, points, half + j, points);
      for (int i = 0; i < r; ++i) carry_kernel_back<r>(half + i * points, 1, taps + i * r, 1);
      for (int64_t t = 0; t < r * r; ++t)
        store_some(gradient + (t * channels.source + k) * channels.out + c, taps[t],
                   channels.out - c);
    }
  });
}

}  // namespace MIERU_ISA
