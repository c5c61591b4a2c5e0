// Convolution with fewer multiplications: 6 × 6 pixels at a time are carried to where a convolution
// is a product, number by number (Winograd 1980; Lavin & Gray 2016). A kernel of side r gives
// m × m = (7 − r) × (7 − r) places for 36 products by channel instead of m²·r²: a quarter of them for
// 3 × 3, hardly more than a third for 5 × 5. The points are 0, ±1, ±2 and ∞.
//
//   y = Aᵀ[(G k Gᵀ) ⊙ (Bᵀ x B)]A,  and for the weights  ∂k = Gᵀ[(Bᵀ x B) ⊙ (A δ Aᵀ)]G
//
// Rounding grows by what the transforms cancel: within 2e-5 of the largest result (direct: 2e-6).
#pragma once

#include "conv_gather.h"

namespace MIERU_ISA {

constexpr int points = 6, squares = 36;

// One line of 6 numbers, `step` apart: Bᵀ x.
inline void carry_pixels(const Numbers* x, int step, Numbers* to, int to_step) {
  const Numbers a = x[0], b = x[step], c = x[2 * step], d = x[3 * step], e = x[4 * step];
  const Numbers p = e - 4.f * c, q = d - 4.f * b, r = e - c, s = 2.f * (d - b);
  to[0] = 4.f * a - 5.f * c + e;
  to[to_step] = p + q;
  to[2 * to_step] = p - q;
  to[3 * to_step] = r + s;
  to[4 * to_step] = r - s;
  to[5 * to_step] = 4.f * b - 5.f * d + x[5 * step];
}

// Aᵀ of 6 numbers: m places.
template <int m>
inline void carry_back(const Numbers* x, int step, Numbers* to, int to_step) {
  static_assert(m == 2 || m == 4, "a kernel of 5 or of 3");
  const Numbers a = x[0], last = x[5 * step];
  const Numbers p = x[step] + x[2 * step], q = x[step] - x[2 * step];
  const Numbers r = x[3 * step] + x[4 * step], s = x[3 * step] - x[4 * step];
  to[0] = a + p + r;
  if constexpr (m == 2) {
    to[to_step] = q + 2.f * s + last;
  } else {
    to[to_step] = q + 2.f * s;
    to[2 * to_step] = p + 4.f * r;
    to[3 * to_step] = q + 8.f * s + last;
  }
}

// A of m places of δ: 6 numbers.
template <int m>
inline void carry_delta(const Numbers* x, int step, Numbers* to, int to_step) {
  Numbers even = x[0], odd = x[step], even2 = x[0], odd2 = 2.f * x[step];
  if constexpr (m == 4) {
    even += x[2 * step];
    odd += x[3 * step];
    even2 += 4.f * x[2 * step];
    odd2 += 8.f * x[3 * step];
  }
  to[0] = x[0];
  to[to_step] = even + odd;
  to[2 * to_step] = even - odd;
  to[3 * to_step] = even2 + odd2;
  to[4 * to_step] = even2 - odd2;
  to[5 * to_step] = x[(m - 1) * step];
}

// G of r weights: the kernel's polynomial at each point, over the product of the point's distances
// to the other four.
template <int r>
inline void carry_kernel(const Numbers* k, int step, Numbers* to, int to_step) {
  Numbers even = k[0], odd{}, even2 = k[0], odd2{};
  for (int i = 1; i < r; ++i) {
    (i % 2 ? odd : even) += k[i * step];
    (i % 2 ? odd2 : even2) += float(1 << i) * k[i * step];
  }
  to[0] = 0.25f * k[0];
  to[to_step] = (even + odd) * (-1.f / 6);
  to[2 * to_step] = (even - odd) * (-1.f / 6);
  to[3 * to_step] = (even2 + odd2) * (1.f / 24);
  to[4 * to_step] = (even2 - odd2) * (1.f / 24);
  to[5 * to_step] = k[(r - 1) * step];
}

// Gᵀ of 6 sums: r weights.
template <int r>
inline void carry_kernel_back(const Numbers* x, int step, Numbers* to, int to_step) {
  const Numbers one = x[step] * (-1.f / 6), minus = x[2 * step] * (-1.f / 6);
  const Numbers two = x[3 * step] * (1.f / 24), minus_two = x[4 * step] * (1.f / 24);
  for (int i = 0; i < r; ++i)
    to[i * to_step] = i % 2 ? (one - minus) + float(1 << i) * (two - minus_two)
                            : (one + minus) + float(1 << i) * (two + minus_two);
  to[0] += 0.25f * x[0];
  to[(r - 1) * to_step] += x[5 * step];
}

// The side of the kernel where this is the way to take, else 0. A stride or a dilation leaves nothing
// to share between places; few channels do not pay for the transforms, nor does a picture of which
// most of a tile would lie outside.
inline int winograd_side(const ConvPlan& plan) {
  if (plan.groups != 1 || plan.phases != 1) return 0;
  const ConvPhase& phase = plan.phase[0];
  const int side = phase.taps_per_run;
  if ((side != 3 && side != 5) || phase.runs != side) return 0;
  if (phase.y.source_step != 1 || phase.x.source_step != 1) return 0;
  if (phase.run[1] - phase.run[0] != int64_t(plan.framed_columns) * plan.channels) return 0;
  if (plan.channels < 16 || plan.out_channels < 16) return 0;
  const int64_t m = points + 1 - side;
  const int64_t covered = rounded_up(plan.out_rows, m) * rounded_up(plan.out_columns, m);
  return covered <= 2 * int64_t(plan.out_rows) * plan.out_columns ? side : 0;
}

// How the places of one picture are cut into tiles of m × m, and where the first reads.
struct Tiling {
  int64_t side, m, down, across, top, left;

  explicit Tiling(const ConvPlan& plan)
      : side(plan.phase[0].taps_per_run),
        m(points + 1 - side),
        down(parts(plan.out_rows, m)),
        across(parts(plan.out_columns, m)) {
    const int64_t first = plan.phase[0].run[0] / plan.channels;
    top = first / plan.framed_columns - plan.above;
    left = first % plan.framed_columns - plan.left;
  }

  int64_t tiles() const { return down * across; }
};

// 6 × 6 pixels, by their places; those outside the picture are zeros.
struct Patch {
  const float* at[squares];

  Patch(const ConvPlan& plan, const float* picture, const Tiling& tiling, int64_t tile,
        const float* zeros) {
    const int64_t row = tile / tiling.across * tiling.m + tiling.top;
    const int64_t column = tile % tiling.across * tiling.m + tiling.left;
    for (int64_t i = 0; i < points; ++i)
      for (int64_t j = 0; j < points; ++j) {
        const int64_t y = row + i, x = column + j;
        const bool inside = y >= 0 && y < plan.rows && x >= 0 && x < plan.columns;
        at[i * points + j] = inside ? picture + (y * plan.columns + x) * plan.channels : zeros;
      }
  }
};

// Bᵀ x B of all channels; number s of the 36 goes to `to + s * step`.
inline void carry_patch(const Patch& patch, int64_t channels, float* to, int64_t step) {
  for (int64_t c = 0; c < channels; c += lanes) {
    Numbers x[squares], half[squares];
    for (int s = 0; s < squares; ++s) x[s] = load_some(patch.at[s] + c, channels - c);
    for (int j = 0; j < points; ++j) carry_pixels(x + j, points, half + j, points);
    for (int i = 0; i < points; ++i) carry_pixels(half + i * points, 1, x + i * points, 1);
    for (int s = 0; s < squares; ++s) store(to + s * step + c, x[s]);
  }
}

// A line of numbers that 36 arrays each begin behind: they must not all begin at the same place of
// the cache.
inline int64_t apart(int64_t numbers) { return rounded_up(numbers, 16) + 16; }

}  // namespace MIERU_ISA
