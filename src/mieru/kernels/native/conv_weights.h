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
                                  const float* delta, int64_t count) {
  if (channels.out == channels.padded) return delta;
  const int64_t pixels = count * plan.out_rows * plan.out_columns * plan.groups;
  float* filled = scratches().deltas.floats(pixels * channels.padded);
  for (int64_t p = 0; p < pixels; ++p) {
    std::memcpy(filled + p * channels.padded, delta + p * channels.out,
                channels.out * sizeof(float));
    std::memset(filled + p * channels.padded + channels.out, 0,
                (channels.padded - channels.out) * sizeof(float));
  }
  return filled;
}

// Adds what `count` pictures give to `sums`: (places, source channels, groups, padded).
inline void add_weights(const ConvPlan& plan, const Channels& channels, const float* source,
                        const float* delta, int64_t count, float* sums) {
  const ConvPhase& phase = plan.phase[0];
  const Framed frame = framed(plan, source, count, scratches().frames);
  const float* d = whole_vectors(plan, channels, delta, count);
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
          for (int64_t i = 0; i < count; ++i)
            weight_tiles[past - row][n](x + i * frame.picture, d + i * picture + column, pixels,
                                        sums + (r * length + row) * wide + column, wide);
        }
      }
    }
  }
}

// The sums of every chunk, and after them those of the bias.
inline void finish_bias(const ConvPlan& plan, const float* all, int64_t chunk_size, int64_t sums,
                        int64_t chunks, float* bias_gradient) {
  if (!bias_gradient) return;
  for (int64_t c = 0; c < plan.out_channels; ++c) {
    float total = 0;
    for (int64_t chunk = 0; chunk < chunks; ++chunk) total += all[chunk * chunk_size + sums + c];
    bias_gradient[c] = total;
  }
}

inline void weights(const ConvPlan& plan, const float* source, const ConvSource& delta,
                    float* gradient, float* bias_gradient, const Workers& workers) {
  const Channels channels(plan);
  const int64_t wide = plan.groups * channels.padded, rows = plan.places * channels.source;
  const int64_t sums = rows * wide, chunks = chunks_of(plan, sums);
  const int64_t together = pictures_at_once(plan, sums);
  const int64_t chunk_size = sums + rounded_up(plan.out_channels, lanes);
  const int64_t picture = int64_t(plan.rows) * plan.columns * plan.channels;
  const int64_t pixels = int64_t(plan.out_rows) * plan.out_columns;
  float* all = scratches().sums.floats(chunk_size * larger(1, chunks));
  share(workers, chunks, [&](int32_t chunk) {
    const int64_t last = int64_t(plan.pictures) * (chunk + 1) / chunks;
    float* own = all + chunk * chunk_size;
    std::memset(own, 0, chunk_size * sizeof(float));
    for (int64_t i = int64_t(plan.pictures) * chunk / chunks; i < last; i += together) {
      const int64_t count = smaller(last - i, together);
      const float* d = opened_delta(plan, delta, i, i + count);
      add_weights(plan, channels, source + i * picture, d, count, own);
      if (bias_gradient) add_bias(d, count * pixels, plan.out_channels, own + sums);
    }
  });
  finish_bias(plan, all, chunk_size, sums, chunks, bias_gradient);
  share(workers, rows, [&](int32_t row) {
    for (int64_t g = 0; g < plan.groups; ++g) {
      float* to = gradient + (row * int64_t(plan.groups) + g) * channels.out;
      const float* from = all + row * wide + g * channels.padded;
      for (int64_t c = 0; c < channels.out; ++c) {
        float total = 0;
        for (int64_t chunk = 0; chunk < chunks; ++chunk) total += from[chunk * chunk_size + c];
        to[c] = total;
      }
    }
  });
}

}  // namespace MIERU_ISA
