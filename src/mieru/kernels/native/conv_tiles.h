// The innermost loops: a tile of sums that stays in registers.
//
// A tile of the output is P places times B vectors of channels; a tile of the weights' gradient is R
// rows times B vectors. Every number read from the source serves B vectors, every vector P places.
#pragma once

#include "conv_finish.h"

namespace MIERU_ISA {

// As many sums as leave registers for what is read: 32 registers on AVX-512 and NEON, else 16.
#if MIERU_BYTES == 64 || defined(__aarch64__)
constexpr int most_blocks = 4, most_sums = 26;
#else
constexpr int most_blocks = 2, most_sums = 12;
#endif
constexpr int most_places = 8, most_rows = 12;

// How many vectors of channels to take at once: all, or a number that divides them.
inline int blocks_at_once(int64_t vectors) {
  if (vectors <= most_blocks) return static_cast<int>(vectors);
  for (int blocks = most_blocks; blocks >= 2; --blocks)
    if (vectors % blocks == 0) return blocks;
  return most_blocks;
}

inline int64_t places_at_once(int blocks) { return smaller(most_places, most_sums / blocks); }
inline int64_t rows_at_once(int blocks) { return smaller(most_rows, most_sums / blocks); }

struct Runs {
  const int64_t* begin;
  int64_t count, length;
};

// The output at P places: from[p] and to[p] say where each reads and writes. `tail` is how many
// numbers of the last vector are written, 0 for all; with a `bias`, ReLU of the sum with it.
template <int P, int B>
void gather_tile(const float* source, const Runs& runs, const float* weight, const float* bias,
                 const int64_t* from, float* out, const int64_t* to, int tail) {
  Vec<float> sum[P][B] = {};
  if (bias)
    for (int p = 0; p < P; ++p)
      for (int b = 0; b < B; ++b) sum[p][b] = load(bias + b * lanes);
  for (int64_t r = 0; r < runs.count; ++r) {
    const float* at[P];
    for (int p = 0; p < P; ++p) at[p] = source + runs.begin[r] + from[p];
    for (int64_t k = 0; k < runs.length; ++k, weight += B * lanes) {
      Vec<float> factor[B];
      for (int b = 0; b < B; ++b) factor[b] = load(weight + b * lanes);
      for (int p = 0; p < P; ++p) {
        const Vec<float> number = every(at[p][k]);
        for (int b = 0; b < B; ++b) sum[p][b] += number * factor[b];
      }
    }
  }
  if (bias)
    for (int p = 0; p < P; ++p)
      for (int b = 0; b < B; ++b) sum[p][b] = rectified(sum[p][b]);
  for (int p = 0; p < P; ++p) {
    for (int b = 0; b < B; ++b) {
      float* here = out + to[p] + b * lanes;
      if (b == B - 1 && tail)
        std::memcpy(here, &sum[p][b], tail * sizeof(float));
      else
        store(here, sum[p][b]);
    }
  }
}

typedef void (*GatherTile)(const float*, const Runs&, const float*, const float*, const int64_t*,
                           float*, const int64_t*, int);

#define MIERU_TILES(name, n) \
  { nullptr, name<n, 1>, name<n, 2>, name<n, 3>, name<n, 4> }

static const GatherTile gather_tiles[most_places + 1][5] = {
    {},
    MIERU_TILES(gather_tile, 1),
    MIERU_TILES(gather_tile, 2),
    MIERU_TILES(gather_tile, 3),
    MIERU_TILES(gather_tile, 4),
    MIERU_TILES(gather_tile, 5),
    MIERU_TILES(gather_tile, 6),
    MIERU_TILES(gather_tile, 7),
    MIERU_TILES(gather_tile, 8),
};

// Where the pixels of one picture lie, and how many there are: of the source, and of δ.
struct Pixels {
  int64_t rows, columns;
  int64_t row, column;              // steps in the source
  int64_t delta_row, delta_column;  // steps in δ
};

// Adds Σ over the pixels of R numbers of the source times B vectors of δ to `sums`.
template <int R, int B>
void weight_tile(const float* source, const float* delta, const Pixels& pixels, float* sums,
                 int64_t stride) {
  Vec<float> sum[R][B];
  for (int r = 0; r < R; ++r)
    for (int b = 0; b < B; ++b) sum[r][b] = load(sums + r * stride + b * lanes);
  for (int64_t y = 0; y < pixels.rows; ++y) {
    const float* x = source + y * pixels.row;
    const float* d = delta + y * pixels.delta_row;
    for (int64_t n = 0; n < pixels.columns; ++n, x += pixels.column, d += pixels.delta_column) {
      Vec<float> factor[B];
      for (int b = 0; b < B; ++b) factor[b] = load(d + b * lanes);
      for (int r = 0; r < R; ++r) {
        const Vec<float> number = every(x[r]);
        for (int b = 0; b < B; ++b) sum[r][b] += number * factor[b];
      }
    }
  }
  for (int r = 0; r < R; ++r)
    for (int b = 0; b < B; ++b) store(sums + r * stride + b * lanes, sum[r][b]);
}

typedef void (*WeightTile)(const float*, const float*, const Pixels&, float*, int64_t);

static const WeightTile weight_tiles[most_rows + 1][5] = {
    {},
    MIERU_TILES(weight_tile, 1),
    MIERU_TILES(weight_tile, 2),
    MIERU_TILES(weight_tile, 3),
    MIERU_TILES(weight_tile, 4),
    MIERU_TILES(weight_tile, 5),
    MIERU_TILES(weight_tile, 6),
    MIERU_TILES(weight_tile, 7),
    MIERU_TILES(weight_tile, 8),
    MIERU_TILES(weight_tile, 9),
    MIERU_TILES(weight_tile, 10),
    MIERU_TILES(weight_tile, 11),
    MIERU_TILES(weight_tile, 12),
};

#undef MIERU_TILES

}  // namespace MIERU_ISA
