// Convolution to a few channels, as the gradient to a picture or the last layer of a generator:
// a vector of output channels would stay mostly empty, so what is summed over lies on the lanes.
#pragma once

#include "conv_depthwise.h"

namespace MIERU_ISA {

constexpr int64_t few_channels = 4;

// Every run must fill a vector, or lanes would stay empty this way too.
inline bool narrow(const ConvPlan& plan) {
  if (plan.groups != 1 || plan.out_channels > few_channels || plan.channels < lanes) return false;
  return lanes >= 2 * plan.out_channels;
}

// P places beside one another, C channels; `weight` holds each channel's runs, filled to vectors.
template <int P, int C>
void narrow_tile(const float* source, const Runs& runs, const float* weight, int64_t channel,
                 const float* bias, int64_t step, float* out, int64_t out_step) {
  Vec<float> sum[P][C] = {};
  for (int64_t r = 0; r < runs.count; ++r) {
    const float* at = source + runs.begin[r];
    for (int64_t k = 0; k < runs.length; k += lanes, weight += lanes) {
      Vec<float> factor[C];
      for (int c = 0; c < C; ++c) factor[c] = load(weight + c * channel);
      for (int p = 0; p < P; ++p) {
        const Vec<float> numbers = load_some(at + p * step + k, runs.length - k);
        for (int c = 0; c < C; ++c) sum[p][c] += numbers * factor[c];
      }
    }
  }
  for (int p = 0; p < P; ++p)
    for (int c = 0; c < C; ++c) {
      float total = 0;
      for (int lane = 0; lane < lanes; ++lane) total += sum[p][c][lane];
      if (bias) total = at_least(total + bias[c], 0.f);
      out[p * out_step + c] = total;
    }
}

template <int C>
void narrow_phase(const ConvPlan& plan, const ConvPhase& phase, const float* source, int64_t row,
                  const float* weight, const float* bias, float* out) {
  constexpr int most = 4;
  const Runs runs{phase.run, phase.runs, int64_t(phase.taps_per_run) * plan.channels};
  const int64_t channel = runs.count * rounded_up(runs.length, lanes);
  const int64_t step = int64_t(phase.x.source_step) * plan.channels;
  const int64_t out_step = int64_t(phase.x.step) * C;
  for (int64_t y = 0; y < phase.y.count; ++y) {
    const float* from = source + y * phase.y.source_step * row;
    const int64_t line = (phase.y.start + y * phase.y.step) * int64_t(plan.out_columns);
    float* to = out + (line + phase.x.start) * C;
    int64_t x = 0;
    for (; x + most <= phase.x.count; x += most)
      narrow_tile<most, C>(from + x * step, runs, weight, channel, bias, step, to + x * out_step,
                           out_step);
    for (; x < phase.x.count; ++x)
      narrow_tile<1, C>(from + x * step, runs, weight, channel, bias, step, to + x * out_step,
                        out_step);
  }
}

typedef void (*NarrowPhase)(const ConvPlan&, const ConvPhase&, const float*, int64_t, const float*,
                            const float*, float*);
static const NarrowPhase narrow_phases[few_channels + 1] = {
    nullptr, narrow_phase<1>, narrow_phase<2>, narrow_phase<3>, narrow_phase<4>};

// The numbers that a phase's packed weights take.
inline int64_t narrow_weights(const ConvPlan& plan, const ConvPhase& phase) {
  const int64_t length = int64_t(phase.taps_per_run) * plan.channels;
  return plan.out_channels * phase.runs * rounded_up(length, lanes);
}

inline void pack_narrow(const ConvPlan& plan, const ConvPhase& phase, const float* weight,
                        float* to) {
  std::memset(to, 0, narrow_weights(plan, phase) * sizeof(float));
  const int64_t length = rounded_up(int64_t(phase.taps_per_run) * plan.channels, lanes);
  for (int64_t c = 0; c < plan.out_channels; ++c)
    for (int64_t r = 0; r < phase.runs; ++r, to += length)
      for (int64_t t = 0; t < phase.taps_per_run; ++t) {
        const int64_t tap = phase.tap[r * phase.taps_per_run + t];
        const float* from = weight + tap * plan.tap_stride + c * plan.out_stride;
        for (int64_t k = 0; k < plan.channels; ++k)
          to[t * plan.channels + k] = from[k * plan.source_stride];
      }
}

inline void narrow_gather(const ConvPlan& plan, const ConvSource& source, const float* weight,
                          float* out, const ConvFinish& finish, const Workers& workers) {
  int64_t total = 0;
  for (int32_t n = 0; n < plan.phases; ++n) total += narrow_weights(plan, plan.phase[n]);
  float* packed = scratches().weights.floats(total + lanes);
  float* to = packed;
  for (int32_t n = 0; n < plan.phases; ++n) {
    pack_narrow(plan, plan.phase[n], weight, to);
    to += narrow_weights(plan, plan.phase[n]);
  }
  const int64_t picture = int64_t(plan.out_rows) * plan.out_columns * plan.out_channels;
  share(workers, plan.pictures, [&](int32_t i) {
    const Framed frame = framed(plan, opened(plan, source, i, i + 1), 1, scratches().frames);
    const float* from = packed;
    for (int32_t n = 0; n < plan.phases; ++n) {
      narrow_phases[plan.out_channels](plan, plan.phase[n], frame.pictures, frame.row, from,
                                       finish.bias, out + i * picture);
      from += narrow_weights(plan, plan.phase[n]);
    }
  });
}

}  // namespace MIERU_ISA
