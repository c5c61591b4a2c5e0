// Convolution forward, and the gradient to its input: both gather from a framed source.
#pragma once

#include "conv_tiles.h"

namespace MIERU_ISA {

// Weights of more numbers than this do not stay in a core's cache beside the pictures: then each
// block of them serves several pictures before the next is read.
constexpr int64_t many_weights = 1 << 16;

// The channels of one group, and how they are cut into vectors and blocks of vectors.
struct Channels {
  int64_t source, out, vectors, padded;
  int blocks;

  explicit Channels(const ConvPlan& plan)
      : source(plan.channels / plan.groups),
        out(plan.out_channels / plan.groups),
        vectors(parts(out, lanes)),
        padded(vectors * lanes),
        blocks(blocks_at_once(vectors)) {}
};

inline int64_t taps(const ConvPhase& phase) { return int64_t(phase.runs) * phase.taps_per_run; }

// One block of a phase's weights, in the order in which a tile reads them.
inline void pack_block(const ConvPlan& plan, const ConvPhase& phase, const Channels& channels,
                       const float* weight, int64_t vector, float* to) {
  const int64_t first = vector * lanes;
  const int64_t width = smaller(channels.blocks, channels.vectors - vector) * lanes;
  const int64_t real = smaller(width, channels.out - first);
  for (int64_t t = 0; t < taps(phase); ++t) {
    const float* tap = weight + phase.tap[t] * plan.tap_stride + first * plan.out_stride;
    for (int64_t k = 0; k < channels.source; ++k, to += width) {
      const float* from = tap + k * plan.source_stride;
      for (int64_t c = 0; c < real; ++c) to[c] = from[c * plan.out_stride];
      for (int64_t c = real; c < width; ++c) to[c] = 0;
    }
  }
}

// Output rows first … last-1 of a phase, for vectors of channels from … until-1 of one group.
struct Band {
  int64_t first, last, from, until;
};

inline void gather_band(const ConvPlan& plan, const ConvPhase& phase, const Channels& channels,
                        const float* source, int64_t row, const float* packed, float* out,
                        const Band& band) {
  const int64_t length = phase.taps_per_run * channels.source;
  const Runs runs{phase.run, phase.runs, length};
  const int64_t columns = phase.x.count, most = places_at_once(channels.blocks);
  const int64_t begin = band.first * columns, end = band.last * columns;
  // A tile stays in one row where the row is long enough to fill it.
  const bool by_row = columns >= most;
  const int64_t span = by_row ? columns : end - begin, tiles = parts(span, most);
  for (int64_t line = begin; line < end; line += span) {
    for (int64_t tile = 0; tile < tiles; ++tile) {
      const int64_t place = line + span * tile / tiles, past = line + span * (tile + 1) / tiles;
      int64_t from[most_places], to[most_places];
      for (int64_t p = place; p < past; ++p) {
        const int64_t y = p / columns, x = p % columns;
        from[p - place] = y * phase.y.source_step * row + x * phase.x.source_step * plan.channels;
        to[p - place] = ((phase.y.start + y * phase.y.step) * plan.out_columns + phase.x.start +
                         x * phase.x.step) *
                        plan.out_channels;
      }
      for (int64_t v = band.from; v < band.until; v += channels.blocks) {
        const int64_t n = smaller(channels.blocks, channels.vectors - v);
        const int tail = v + n == channels.vectors ? channels.out % lanes : 0;
        gather_tiles[past - place][n](source, runs,
                                      packed + v * lanes * taps(phase) * channels.source, from,
                                      out + v * lanes, to, tail);
      }
    }
  }
}

// Every phase and group of pictures first … last-1; `part` of `bands` of the rows of each phase.
inline void gather_pictures(const ConvPlan& plan, const Channels& channels, const float* source,
                            const float* packed, float* out, int64_t first, int64_t last,
                            int64_t part, int64_t bands) {
  const Framed frame = framed(plan, source, first, last, scratches().frames);
  const int64_t out_picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  for (int32_t number = 0; number < plan.phases; ++number) {
    const ConvPhase& phase = plan.phase[number];
    const int64_t weights = taps(phase) * channels.source * channels.padded;
    const int64_t step = weights > many_weights ? channels.blocks : channels.vectors;
    const int64_t top = phase.y.count * part / bands, end = phase.y.count * (part + 1) / bands;
    for (int64_t g = 0; g < plan.groups; ++g, packed += weights)
      for (int64_t v = 0; v < channels.vectors; v += step)
        for (int64_t i = first; i < last; ++i)
          gather_band(plan, phase, channels,
                      frame.pictures + (i - first) * frame.picture + g * channels.source, frame.row,
                      packed, out + i * out_picture + g * channels.out,
                      {top, end, v, smaller(v + step, channels.vectors)});
  }
}

inline float* packed_weights(const ConvPlan& plan, const Channels& channels, const float* weight,
                             const Workers& workers) {
  const int64_t blocks = parts(channels.vectors, channels.blocks);
  int64_t total = 0;
  for (int32_t p = 0; p < plan.phases; ++p) total += taps(plan.phase[p]);
  const int64_t group = channels.source * channels.padded;
  float* packed = scratches().weights.floats(total * group * plan.groups + lanes);
  int64_t before = 0;
  for (int32_t p = 0; p < plan.phases; ++p) {
    const ConvPhase& phase = plan.phase[p];
    const int64_t size = taps(phase) * group;
    share(workers, plan.groups * blocks, [&](int32_t number) {
      const int64_t g = number / blocks, vector = number % blocks * channels.blocks;
      pack_block(plan, phase, channels, weight + g * plan.group_stride, vector,
                 packed + before + g * size + vector * lanes * taps(phase) * channels.source);
    });
    before += plan.groups * size;
  }
  return packed;
}

// How many pictures a task takes: several where the weights are many, so that these are read less.
inline int64_t pictures_at_once(const ConvPlan& plan, int64_t weights) {
  if (weights <= many_weights) return 1;
  const int64_t picture = int64_t(plan.framed_rows) * plan.framed_columns * plan.channels;
  return smaller(smaller(8, parts(plan.pictures, 4)), (1 << 17) / larger(1, picture) + 1);
}

inline void gather(const ConvPlan& plan, const float* source, const float* weight, float* out,
                   const Workers& workers) {
  const Channels channels(plan);
  const float* packed = packed_weights(plan, channels, weight, workers);
  const int64_t weights = plan.places * channels.source * channels.padded;
  const int64_t together = pictures_at_once(plan, weights);
  const int64_t batches = parts(plan.pictures, together);
  const int64_t bands = batches >= 4 ? 1 : smaller(plan.out_rows, 8);
  share(workers, batches * bands, [&](int32_t number) {
    const int64_t first = number / bands * together;
    gather_pictures(plan, channels, source, packed, out, first,
                    smaller(plan.pictures, first + together), number % bands, bands);
  });
}

}  // namespace MIERU_ISA
