// Winograd's way to the weights' gradient: sums over the tiles in the carried form, then back.
#pragma once

#include "conv_weights.h"
#include "conv_winograd_gather.h"

namespace MIERU_ISA {

// A δ Aᵀ of one tile, zeros outside the picture, for output channels from … until-1; number s of the
// 36 goes to `to + s * step`.
template <int m>
void carry_delta_tile(const ConvPlan& plan, const Tiling& tiling, int64_t tile,
                      const float* picture, int64_t from, int64_t until, float* to,
                      int64_t step) {
  const int64_t row = tile / tiling.across * m, column = tile % tiling.across * m;
  const float* corner = picture + (row * plan.out_columns + column) * plan.out_channels;
  for (int64_t c = from; c < until; c += lanes) {
    Numbers x[m * m], half[points * m], whole[squares];
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < m; ++j) {
        const bool inside = row + i < plan.out_rows && column + j < plan.out_columns;
        const float* at = corner + (i * plan.out_columns + j) * plan.out_channels + c;
        x[i * m + j] = inside ? load_some(at, plan.out_channels - c) : Numbers{};
      }
    for (int j = 0; j < m; ++j) carry_delta<m>(x + j, m, half + j, m);
    for (int i = 0; i < points; ++i) carry_delta<m>(half + i * m, 1, whole + i * points, 1);
    for (int s = 0; s < squares; ++s) store(to + s * step + c - from, whole[s]);
  }
}

// A δ Aᵀ of tiles first … past-1 of the pictures that begin with number `begin`, at `pictures`.
template <int m>
void carry_deltas(const ConvPlan& plan, const Tiling& tiling, const float* pictures, int64_t begin,
                  int64_t first, int64_t past, int64_t from, int64_t until,
                  const Carried& deltas) {
  const int64_t picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  for (int64_t t = first; t < past; ++t)
    carry_delta_tile<m>(plan, tiling, t % tiling.tiles(),
                        pictures + (t / tiling.tiles() - begin) * picture, from, until,
                        deltas.numbers + (t - first) * deltas.wide, deltas.apart);
}

// Adds the 36 products of pixels and δ of `count` tiles to sums (36, source channels, wide), for one
// block of output channels.
inline void add_tiles(const Channels& channels, int64_t block, int64_t count,
                      const Carried& pixels, const Carried& deltas, float* sums, int64_t wide) {
  const Pixels walk{1, count, 0, pixels.wide, 0, deltas.wide};
  const int64_t groups = parts(channels.source, rows_at_once(channels.blocks));
  const int64_t vectors = channels.width(block) / lanes;
  for (int64_t s = 0; s < squares; ++s)
    for (int64_t g = 0; g < groups; ++g) {
      const int64_t row = channels.source * g / groups, end = channels.source * (g + 1) / groups;
      weight_tiles[end - row][vectors](pixels.numbers + s * pixels.apart + row,
                                       deltas.numbers + s * deltas.apart, walk,
                                       sums + (s * channels.source + row) * wide, wide);
    }
}

// Gᵀ of the sums of one source channel and one vector of output channels, number s at `at(s)`.
template <int r, class At>
void carry_sums_back(const ConvPlan& plan, int64_t source, int64_t c, const At& at,
                     float* gradient) {
  Numbers whole[squares], half[r * points], taps[r * r];
  for (int s = 0; s < squares; ++s) whole[s] = at(s);
  for (int j = 0; j < points; ++j) carry_kernel_back<r>(whole + j, points, half + j, points);
  for (int i = 0; i < r; ++i) carry_kernel_back<r>(half + i * points, 1, taps + i * r, 1);
  for (int64_t t = 0; t < r * r; ++t)
    store_some(gradient + (t * plan.channels + source) * plan.out_channels + c, taps[t],
               plan.out_channels - c);
}

// Chunks of pictures, each with sums of its own, which are then added in order.
template <int r>
void weights_by_pictures(const ConvPlan& plan, const float* source, const ConvSource& delta,
                         float* gradient, float* bias_gradient, const Workers& workers) {
  constexpr int m = points + 1 - r;
  constexpr int64_t most = 64;
  const Channels channels(plan);
  const Tiling tiling(plan);
  const int64_t each = channels.source * channels.padded, sums = squares * each;
  const int64_t chunk_size = sums + channels.padded, chunks = chunks_of(plan, sums);
  const int64_t wide = rounded_up(channels.source, lanes), tiles = tiling.tiles();
  const int64_t picture = int64_t(plan.rows) * plan.columns * plan.channels;
  const int64_t together = larger(1, most / tiles);
  float* all = scratches().sums.floats(chunk_size * larger(1, chunks));
  const float* zeros = scratches().zeros.zeros(wide);
  share(workers, chunks, [&](int32_t chunk) {
    const int64_t last = int64_t(plan.pictures) * (chunk + 1) / chunks;
    float* own = all + chunk * chunk_size;
    std::memset(own, 0, chunk_size * sizeof(float));
    for (int64_t i = int64_t(plan.pictures) * chunk / chunks; i < last; i += together) {
      const int64_t end = smaller(last, i + together), steps = parts((end - i) * tiles, most);
      const float* d = opened_delta(plan, delta, i, end);
      for (int64_t step = 0; step < steps; ++step) {
        const int64_t first = i * tiles + (end - i) * tiles * step / steps;
        const int64_t past = i * tiles + (end - i) * tiles * (step + 1) / steps;
        Carried pixels{nullptr, apart((past - first) * wide), wide};
        Carried deltas{nullptr, apart((past - first) * channels.padded), channels.padded};
        pixels.numbers = scratches().frames.floats(squares * pixels.apart);
        deltas.numbers = scratches().deltas.floats(squares * deltas.apart);
        carry_tiles(plan, tiling, source + i * picture, i, first, past, zeros, pixels.numbers,
                    pixels);
        carry_deltas<m>(plan, tiling, d, i, first, past, 0, plan.out_channels, deltas);
        for (int64_t v = 0; v < channels.vectors; v += channels.blocks)
          add_tiles(channels, v, past - first, pixels,
                    {deltas.numbers + v * lanes, deltas.apart, deltas.wide}, own + v * lanes,
                    channels.padded);
      }
      if (bias_gradient)
        add_bias(d, (end - i) * plan.out_rows * plan.out_columns, plan.out_channels, own + sums);
    }
  });
  share(workers, channels.source, [&](int32_t k) {
    for (int64_t c = 0; c < channels.out; c += lanes)
      carry_sums_back<r>(plan, k, c, [&](int64_t s) {
        Numbers total{};
        for (int64_t chunk = 0; chunk < chunks; ++chunk)
          total += load(all + chunk * chunk_size + s * each + k * channels.padded + c);
        return total;
      }, gradient);
  });
  finish_bias(plan, all, chunk_size, sums, chunks, bias_gradient);
}

// Many weights: all pictures carried at first, then the sums of some output channels after others.
template <int r>
void weights_by_channels(const ConvPlan& plan, const float* source, const ConvSource& delta,
                         float* gradient, float* bias_gradient, const Workers& workers) {
  constexpr int m = points + 1 - r;
  constexpr int64_t most = 64;
  const Channels channels(plan);
  const Tiling tiling(plan);
  const Carried pixels =
      all_tiles(plan, tiling, {source, nullptr, nullptr}, scratches().weights, workers);
  const int64_t all = plan.pictures * tiling.tiles(), steps = parts(all, most);
  // Undone once, not for every block of channels.
  const PictureSize size{plan.out_rows, plan.out_columns, plan.out_channels};
  const float* d = opened_delta(plan, delta, 0, plan.pictures);
  share(workers, parts(channels.vectors, channels.blocks), [&](int32_t number) {
    const int64_t block = number * int64_t(channels.blocks), width = channels.width(block);
    const int64_t from = block * lanes, until = smaller(from + width, plan.out_channels);
    float* sums = scratches().sums.floats(squares * channels.source * width);
    std::memset(sums, 0, squares * channels.source * width * sizeof(float));
    for (int64_t step = 0; step < steps; ++step) {
      const int64_t first = all * step / steps, past = all * (step + 1) / steps;
      Carried deltas{nullptr, apart((past - first) * width), width};
      deltas.numbers = scratches().deltas.floats(squares * deltas.apart);
      carry_deltas<m>(plan, tiling, d, 0, first, past, from, until, deltas);
      add_tiles(channels, block, past - first,
                {pixels.numbers + first * pixels.wide, pixels.apart, pixels.wide}, deltas, sums,
                width);
    }
    for (int64_t k = 0; k < channels.source; ++k)
      for (int64_t c = from; c < until; c += lanes)
        carry_sums_back<r>(plan, k, c, [&](int64_t s) {
          return load(sums + (s * channels.source + k) * width + c - from);
        }, gradient);
  });
  if (bias_gradient) {
    std::memset(bias_gradient, 0, plan.out_channels * sizeof(float));
    add_bias(d, plan.pictures * size.rows * size.columns, plan.out_channels, bias_gradient);
  }
}

template <int r>
void winograd_weights(const ConvPlan& plan, const float* source, const ConvSource& delta,
                      float* gradient, float* bias_gradient, const Workers& workers) {
  const bool many = int64_t(plan.channels) * plan.out_channels > many_weights / 4;
  (many ? weights_by_channels<r> : weights_by_pictures<r>)(plan, source, delta, gradient,
                                                           bias_gradient, workers);
}

}  // namespace MIERU_ISA
