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

  // How many numbers wide the block is that begins with this vector.
  int64_t width(int64_t vector) const { return smaller(blocks, vectors - vector) * lanes; }
};

inline int64_t taps(const ConvPhase& phase) { return int64_t(phase.runs) * phase.taps_per_run; }

// One block of a phase's weights, in the order in which a tile reads them.
inline void pack_block(const ConvPlan& plan, const ConvPhase& phase, const Channels& channels,
                       const float* weight, int64_t vector, float* to) {
  const int64_t first = vector * lanes;
  const int64_t width = channels.width(vector);
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

// Output rows first … last-1 of a phase, for vectors of channels from … until-1 of one group; the
// output begins with row `origin`.
struct Band {
  int64_t first, last, from, until, origin;
};

inline void gather_band(const ConvPlan& plan, const ConvPhase& phase, const Channels& channels,
                        const float* source, int64_t row, const float* packed, const float* bias,
                        float* out, const Band& band) {
  const int64_t length = phase.taps_per_run * channels.source;
  const Runs runs{phase.run, phase.runs, length};
  const int64_t columns = phase.x.count, most = places_at_once(channels.blocks);
  const int64_t begin = band.first * columns, end = band.last * columns;
  // Tiles go on from one row into the next, so that short rows fill them too.
  const int64_t span = end - begin, tiles = parts(span, most);
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t place = begin + span * tile / tiles, past = begin + span * (tile + 1) / tiles;
    int64_t from[most_places], to[most_places];
    for (int64_t p = place; p < past; ++p) {
      const int64_t y = p / columns, x = p % columns;
      const int64_t line = phase.y.start + y * phase.y.step - band.origin;
      from[p - place] = y * phase.y.source_step * row + x * phase.x.source_step * plan.channels;
      to[p - place] =
          (line * plan.out_columns + phase.x.start + x * phase.x.step) * plan.out_channels;
    }
    for (int64_t v = band.from; v < band.until; v += channels.blocks) {
      const int64_t n = smaller(channels.blocks, channels.vectors - v);
      const int tail = v + n == channels.vectors ? channels.out % lanes : 0;
      gather_tiles[past - place][n](source, runs,
                                    packed + v * lanes * taps(phase) * channels.source,
                                    bias ? bias + v * lanes : nullptr, from, out + v * lanes, to,
                                    tail);
    }
  }
}

// The weights and biases of a gather as tiles read them; `bias` is filled up group by group.
struct Packed {
  const float* weights;
  const float* bias;

  const float* bias_of(const Channels& channels, int64_t group) const {
    return bias ? bias + group * channels.padded : nullptr;
  }
};

// Two rows at a time, which are pooled before they are anywhere but in the cache: pooled rows top …
// end-1 of one picture, of a plan of one phase.
inline void gather_pooled(const ConvPlan& plan, const Channels& channels, const float* source,
                          int64_t row, const Packed& packed, float* out, uint8_t* spot,
                          int64_t top, int64_t end) {
  const ConvPhase& phase = plan.phase[0];
  const int64_t width = int64_t(plan.out_columns) * plan.out_channels;
  const int64_t pooled = plan.out_columns / 2 * int64_t(plan.out_channels);
  const int64_t weights = taps(phase) * channels.source * channels.padded;
  float* rows = scratches().rows.floats(2 * width + lanes);
  for (int64_t y = top; y < end; ++y) {
    for (int64_t g = 0; g < plan.groups; ++g)
      gather_band(plan, phase, channels, source + g * channels.source, row,
                  packed.weights + g * weights, packed.bias_of(channels, g),
                  rows + g * channels.out, {2 * y, 2 * y + 2, 0, channels.vectors, 2 * y});
    pool_rows(rows, width, plan.out_columns / 2, plan.out_channels, out + y * pooled,
              spot + y * pooled);
  }
}

// Every phase and group of `count` pictures; `part` of `bands` of the rows of each phase.
inline void gather_pictures(const ConvPlan& plan, const Channels& channels, const Framed& frame,
                            const Packed& packed, float* out, int64_t count, int64_t part,
                            int64_t bands) {
  const int64_t out_picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  const float* own = packed.weights;
  for (int32_t number = 0; number < plan.phases; ++number) {
    const ConvPhase& phase = plan.phase[number];
    const int64_t weights = taps(phase) * channels.source * channels.padded;
    const int64_t step = weights > many_weights ? channels.blocks : channels.vectors;
    const int64_t top = phase.y.count * part / bands, end = phase.y.count * (part + 1) / bands;
    for (int64_t g = 0; g < plan.groups; ++g, own += weights)
      for (int64_t v = 0; v < channels.vectors; v += step)
        for (int64_t i = 0; i < count; ++i)
          gather_band(plan, phase, channels,
                      frame.pictures + i * frame.picture + g * channels.source, frame.row, own,
                      packed.bias_of(channels, g), out + i * out_picture + g * channels.out,
                      {top, end, v, smaller(v + step, channels.vectors), 0});
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

inline const float* packed_bias(const ConvPlan& plan, const Channels& channels,
                                const float* bias) {
  if (!bias) return nullptr;
  float* packed = scratches().bias.floats(plan.groups * channels.padded);
  std::memset(packed, 0, plan.groups * channels.padded * sizeof(float));
  for (int64_t g = 0; g < plan.groups; ++g)
    std::memcpy(packed + g * channels.padded, bias + g * channels.out,
                channels.out * sizeof(float));
  return packed;
}

inline void gather(const ConvPlan& plan, const ConvSource& source, const float* weight, float* out,
                   const ConvFinish& finish, const Workers& workers) {
  const Channels channels(plan);
  const Packed packed{packed_weights(plan, channels, weight, workers),
                      packed_bias(plan, channels, finish.bias)};
  const int64_t weights = plan.places * channels.source * channels.padded;
  const int64_t together = finish.spot ? 1 : pictures_at_once(plan, weights);
  const int64_t batches = parts(plan.pictures, together);
  const int64_t rows = finish.spot ? plan.out_rows / 2 : plan.out_rows;
  const int64_t bands = batches >= 4 ? 1 : smaller(rows, 8);
  const int64_t out_picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  const int64_t pooled = rows * (plan.out_columns / 2) * plan.out_channels;
  share(workers, batches * bands, [&](int32_t number) {
    const int64_t first = number / bands * together, part = number % bands;
    const int64_t last = smaller(plan.pictures, first + together);
    const Framed frame =
        framed(plan, opened(plan, source, first, last), last - first, scratches().frames);
    if (finish.spot)
      gather_pooled(plan, channels, frame.pictures, frame.row, packed, out + first * pooled,
                    finish.spot + first * pooled, rows * part / bands, rows * (part + 1) / bands);
    else
      gather_pictures(plan, channels, frame, packed, out + first * out_picture, last - first, part,
                      bands);
  });
}

}  // namespace MIERU_ISA
