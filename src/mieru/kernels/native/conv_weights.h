// The gradient to the weights: for each tap, the numbers it met times the δ they led to.
#pragma once

#include "conv_gather.h"

namespace MIERU_ISA {

// The pictures are cut into chunks, each with sums of its own, which are then added in order. The
// number of chunks follows from the shapes alone: rounding must not depend on how many threads there
// are.
inline int64_t chunks_of(const ConvPlan& plan, int64_t sums) {
  const int64_t fitting = (int64_t(1) << 22) / larger(1, sums);
  return smaller(plan.pictures, larger(2, smaller(16, fitting)));
}

// δ with each group's channels filled up to whole vectors; used where it is if they are whole.
inline const float* whole_vectors(const ConvPlan& plan, const Channels& channels,
                                  const float* delta, int64_t first, int64_t last) {
  const int64_t picture = int64_t(plan.out_rows) * plan.out_columns;
  delta += first * picture * plan.out_channels;
  if (channels.out == channels.padded) return delta;
  const int64_t pixels = (last - first) * picture * plan.groups;
  float* filled = scratches().deltas.floats(pixels * channels.padded);
  for (int64_t p = 0; p < pixels; ++p) {
    std::memcpy(filled + p * channels.padded, delta + p * channels.out,
                channels.out * sizeof(float));
    std::memset(filled + p * channels.padded + channels.out, 0,
                (channels.padded - channels.out) * sizeof(float));
  }
  return filled;
}

// Adds what pictures first … last-1 give to `sums`: (places, source channels, groups, padded).
inline void add_weights(const ConvPlan& plan, const Channels& channels, const float* source,
                        const float* delta, int64_t first, int64_t last, float* sums) {
  const ConvPhase& phase = plan.phase[0];
  const Framed frame = framed(plan, source, first, last, scratches().frames);
  const float* d = whole_vectors(plan, channels, delta, first, last);
  const int64_t wide = plan.groups * channels.padded, length = phase.taps_per_run * channels.source;
  const int64_t picture = int64_t(plan.out_rows) * plan.out_columns * wide;
  const Pixels pixels{plan.out_rows,
                      plan.out_columns,
                      phase.y.source_step * frame.row,
                      int64_t(phase.x.source_step) * plan.channels,
                      plan.out_columns * wide,
                      wide};
  const int64_t tiles = parts(length, rows_at_once(channels.blocks));
  for (int64_t r = 0; r < phase.runs; ++r) {
    for (int64_t g = 0; g < plan.groups; ++g) {
      for (int64_t tile = 0; tile < tiles; ++tile) {
        const int64_t row = length * tile / tiles, past = length * (tile + 1) / tiles;
        for (int64_t v = 0; v < channels.vectors; v += channels.blocks) {
          const int64_t n = smaller(channels.blocks, channels.vectors - v);
          const int64_t column = g * channels.padded + v * lanes;
          const float* x = frame.pictures + phase.run[r] + g * channels.source + row;
          for (int64_t i = 0; i < last - first; ++i)
            weight_tiles[past - row][n](x + i * frame.picture, d + i * picture + column, pixels,
                                        sums + (r * length + row) * wide + column, wide);
        }
      }
    }
  }
}

inline void weights(const ConvPlan& plan, const float* source, const float* delta, float* gradient,
                    const Workers& workers) {
  const Channels channels(plan);
  const int64_t wide = plan.groups * channels.padded, rows = plan.places * channels.source;
  const int64_t sums = rows * wide, chunks = chunks_of(plan, sums);
  const int64_t together = pictures_at_once(plan, sums);
  float* all = scratches().sums.floats(sums * larger(1, chunks));
  share(workers, chunks, [&](int32_t chunk) {
    const int64_t last = int64_t(plan.pictures) * (chunk + 1) / chunks;
    float* own = all + chunk * sums;
    std::memset(own, 0, sums * sizeof(float));
    for (int64_t i = int64_t(plan.pictures) * chunk / chunks; i < last; i += together)
      add_weights(plan, channels, source, delta, i, smaller(last, i + together), own);
  });
  share(workers, rows, [&](int32_t row) {
    for (int64_t g = 0; g < plan.groups; ++g) {
      float* to = gradient + (row * int64_t(plan.groups) + g) * channels.out;
      const float* from = all + row * wide + g * channels.padded;
      for (int64_t c = 0; c < channels.out; ++c) {
        float total = 0;
        for (int64_t chunk = 0; chunk < chunks; ++chunk) total += from[chunk * sums + c];
        to[c] = total;
      }
    }
  });
}

}  // namespace MIERU_ISA
