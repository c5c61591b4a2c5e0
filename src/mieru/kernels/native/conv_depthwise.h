// Depthwise convolution: every channel has a kernel of its own, so that channels lie on the lanes.
#pragma once

#include "conv_weights.h"

namespace MIERU_ISA {

inline bool depthwise(const ConvPlan& plan) {
  return plan.groups > 1 && plan.groups == plan.channels && plan.groups == plan.out_channels;
}

// P output places beside one another, `count` channels of them; `weight` holds a vector for a tap.
template <int P>
void depthwise_tile(const float* source, const ConvPhase& phase, const float* weight,
                    const float* bias, int64_t source_step, float* out, int64_t out_step,
                    int64_t count) {
  Vec<float> sum[P] = {};
  if (bias)
    for (int p = 0; p < P; ++p) sum[p] = load_some(bias, count);
  for (int64_t t = 0; t < phase.runs; ++t) {
    const Vec<float> factor = load(weight + t * lanes);
    const float* at = source + phase.run[t];
    for (int p = 0; p < P; ++p) sum[p] += load_some(at + p * source_step, count) * factor;
  }
  for (int p = 0; p < P; ++p)
    store_some(out + p * out_step, bias ? rectified(sum[p]) : sum[p], count);
}

// One picture, one vector of channels, one phase.
inline void depthwise_channels(const ConvPlan& plan, const ConvPhase& phase, const float* source,
                               int64_t row, const float* weight, const float* bias, float* out,
                               int64_t count) {
  constexpr int most = 6;
  const int64_t step = int64_t(phase.x.source_step) * plan.channels;
  const int64_t out_step = int64_t(phase.x.step) * plan.out_channels;
  for (int64_t y = 0; y < phase.y.count; ++y) {
    const float* from = source + y * phase.y.source_step * row;
    float* to = out + ((phase.y.start + y * phase.y.step) * int64_t(plan.out_columns) +
                       phase.x.start) *
                          plan.out_channels;
    int64_t x = 0;
    for (; x + most <= phase.x.count; x += most)
      depthwise_tile<most>(from + x * step, phase, weight, bias, step, to + x * out_step, out_step,
                           count);
    for (; x < phase.x.count; ++x)
      depthwise_tile<1>(from + x * step, phase, weight, bias, step, to + x * out_step, out_step,
                        count);
  }
}

inline void depthwise_gather(const ConvPlan& plan, const ConvSource& source, const float* weight,
                             float* out, const ConvFinish& finish, const Workers& workers) {
  const int64_t vectors = parts(plan.channels, lanes);
  const int64_t out_picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  const int64_t block = int64_t(plan.places) * plan.phases * lanes;
  float* packed = scratches().weights.floats(block * vectors);
  for (int64_t v = 0; v < vectors; ++v)
    for (int32_t n = 0; n < plan.phases; ++n)
      for (int32_t t = 0; t < plan.phase[n].runs; ++t)
        for (int64_t c = 0; c < lanes; ++c)
          packed[v * block + (n * int64_t(plan.places) + t) * lanes + c] =
              v * lanes + c < plan.channels
                  ? weight[plan.phase[n].tap[t] * plan.tap_stride + v * lanes + c]
                  : 0;
  share(workers, plan.pictures, [&](int32_t i) {
    const Framed frame =
        framed(plan, opened(plan, source, i, i + 1), 1, scratches().frames);
    for (int64_t v = 0; v < vectors; ++v)
      for (int32_t n = 0; n < plan.phases; ++n)
        depthwise_channels(plan, plan.phase[n], frame.pictures + v * lanes, frame.row,
                           packed + v * block + n * int64_t(plan.places) * lanes,
                           finish.bias ? finish.bias + v * lanes : nullptr,
                           out + i * out_picture + v * lanes, plan.channels - v * lanes);
  });
}

// T taps of one row of the kernel, over all pixels of one picture, added to sums[t * channels].
template <int T>
void depthwise_sums(const float* source, const int64_t* run, const float* delta,
                    const Pixels& pixels, float* sums, int64_t stride, int64_t count) {
  Vec<float> sum[T] = {};
  for (int64_t y = 0; y < pixels.rows; ++y) {
    const float* x = source + y * pixels.row;
    const float* d = delta + y * pixels.delta_row;
    for (int64_t n = 0; n < pixels.columns; ++n, x += pixels.column, d += pixels.delta_column) {
      const Vec<float> factor = load_some(d, count);
      for (int t = 0; t < T; ++t) sum[t] += load_some(x + run[t], count) * factor;
    }
  }
  for (int t = 0; t < T; ++t)
    store_some(sums + t * stride, load_some(sums + t * stride, count) + sum[t], count);
}

inline void depthwise_add(const ConvPlan& plan, const float* source, const float* d, float* sums) {
  const ConvPhase& phase = plan.phase[0];
  const int64_t channels = plan.channels;
  const Framed frame = framed(plan, source, 1, scratches().frames);
  const Pixels pixels{plan.out_rows,
                      plan.out_columns,
                      phase.y.source_step * frame.row,
                      phase.x.source_step * channels,
                      plan.out_columns * channels,
                      channels};
  constexpr int most = 9;
  for (int64_t c = 0; c < channels; c += lanes) {
    int64_t t = 0;
    for (; t + most <= phase.runs; t += most)
      depthwise_sums<most>(frame.pictures + c, phase.run + t, d + c, pixels,
                           sums + t * channels + c, channels, channels - c);
    for (; t < phase.runs; ++t)
      depthwise_sums<1>(frame.pictures + c, phase.run + t, d + c, pixels, sums + t * channels + c,
                        channels, channels - c);
  }
}

inline void depthwise_weights(const ConvPlan& plan, const float* source, const ConvSource& delta,
                              float* gradient, float* bias_gradient, const Workers& workers) {
  const int64_t sums = int64_t(plan.places) * plan.channels, chunks = chunks_of(plan, sums);
  const int64_t chunk_size = sums + rounded_up(plan.out_channels, lanes);
  const int64_t picture = int64_t(plan.rows) * plan.columns * plan.channels;
  const int64_t pixels = int64_t(plan.out_rows) * plan.out_columns;
  float* all = scratches().sums.floats(chunk_size * larger(1, chunks));
  share(workers, chunks, [&](int32_t chunk) {
    const int64_t last = int64_t(plan.pictures) * (chunk + 1) / chunks;
    float* own = all + chunk * chunk_size;
    std::memset(own, 0, chunk_size * sizeof(float));
    for (int64_t i = int64_t(plan.pictures) * chunk / chunks; i < last; ++i) {
      const float* d = opened_delta(plan, delta, i, i + 1);
      depthwise_add(plan, source + i * picture, d, own);
      if (bias_gradient) add_bias(d, pixels, plan.out_channels, own + sums);
    }
  });
  finish_bias(plan, all, chunk_size, sums, chunks, bias_gradient);
  for (int64_t n = 0; n < sums; ++n) {
    float total = 0;
    for (int64_t chunk = 0; chunk < chunks; ++chunk) total += all[chunk * chunk_size + n];
    gradient[n] = total;
  }
}

}  // namespace MIERU_ISA
