// How a convolution walks: what conv.h's plan says, worked out from the shapes. Compiled once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "conv.h"

struct ConvGeometry {
  int32_t stride_y, stride_x, dilation_y, dilation_x, above, left, groups;
};

struct ConvSizes {
  int32_t pictures, rows, columns, channels;       // of x
  int32_t out_rows, out_columns, out_channels;     // of y
  int32_t kernel_rows, kernel_columns;
};

// One axis of one phase, with the taps that count there and where each reads.
struct Reach {
  ConvAxis axis;
  std::vector<int32_t> tap, offset;
};

inline Reach forward_reach(int32_t outputs, int32_t kernel, int32_t stride, int32_t dilation,
                           int32_t padding) {
  Reach found{{0, 1, outputs, stride}, {}, {}};
  for (int32_t a = 0; a < kernel; ++a) {
    found.tap.push_back(a);
    found.offset.push_back(a * dilation - padding);
  }
  return found;
}

// The places start, start + stride, … of x. Output row o met x's row h at tap a where
// o·stride + a·dilation − padding = h.
inline Reach gradient_reach(int32_t start, int32_t size, int32_t kernel, int32_t stride,
                            int32_t dilation, int32_t padding) {
  const int32_t count = std::max(0, (size - start + stride - 1) / stride);
  Reach found{{start, stride, count, 1}, {}, {}};
  for (int32_t a = kernel - 1; a >= 0; --a) {  // from the last on, so that offsets ascend
    const int32_t distance = start + padding - a * dilation;
    if (distance % stride) continue;
    found.tap.push_back(a);
    found.offset.push_back(distance / stride);
  }
  return found;
}

// Holds a plan together with the numbers that it points at.
class Planned {
 public:
  ConvPlan plan;

  static Planned forward(const ConvSizes& s, const ConvGeometry& g) {
    Planned made;
    made.plan = {s.pictures, g.groups,        s.rows,         s.columns,      s.channels,
                 s.out_rows, s.out_columns,   s.out_channels, 0,              0,
                 0,          0,               0,              nullptr,        0,
                 0,          0,               0,              s.kernel_rows * s.kernel_columns};
    made.weight_strides(s, g, s.out_channels, 1);
    made.settle({forward_reach(s.out_rows, s.kernel_rows, g.stride_y, g.dilation_y, g.above)},
                {forward_reach(s.out_columns, s.kernel_columns, g.stride_x, g.dilation_x, g.left)},
                s.kernel_columns);
    return made;
  }

  static Planned input_gradient(const ConvSizes& s, const ConvGeometry& g) {
    Planned made;
    made.plan = {s.pictures, g.groups,  s.out_rows, s.out_columns, s.out_channels,
                 s.rows,     s.columns, s.channels, 0,             0,
                 0,          0,         0,          nullptr,       0,
                 0,          0,         0,          s.kernel_rows * s.kernel_columns};
    made.weight_strides(s, g, 1, s.out_channels);
    std::vector<Reach> y, x;
    for (int32_t start = 0; start < g.stride_y; ++start)
      y.push_back(
          gradient_reach(start, s.rows, s.kernel_rows, g.stride_y, g.dilation_y, g.above));
    for (int32_t start = 0; start < g.stride_x; ++start)
      x.push_back(
          gradient_reach(start, s.columns, s.kernel_columns, g.stride_x, g.dilation_x, g.left));
    made.settle(y, x, s.kernel_columns);
    return made;
  }

 private:
  std::vector<ConvPhase> phases_;
  std::vector<std::vector<int64_t>> runs_;
  std::vector<std::vector<int32_t>> taps_;

  void weight_strides(const ConvSizes& s, const ConvGeometry& g, int64_t source, int64_t out) {
    plan.tap_stride = int64_t(s.channels / g.groups) * s.out_channels;
    plan.source_stride = source;
    plan.out_stride = out;
    plan.group_stride = s.out_channels / g.groups;
  }

  // The rows or columns of zeros before the source, and the size with all of them.
  static void frame(const std::vector<Reach>& reaches, int32_t size, int32_t* before,
                    int32_t* framed) {
    int32_t lowest = 0, highest = size - 1;
    for (const Reach& reach : reaches) {
      if (!reach.axis.count) continue;
      const int32_t walked = (reach.axis.count - 1) * reach.axis.source_step;
      for (int32_t offset : reach.offset) {
        lowest = std::min(lowest, offset);
        highest = std::max(highest, offset + walked);
      }
    }
    *before = -lowest;
    *framed = highest - lowest + 1;
  }

  void settle(const std::vector<Reach>& ys, const std::vector<Reach>& xs, int32_t kernel_columns) {
    frame(ys, plan.rows, &plan.above, &plan.framed_rows);
    frame(xs, plan.columns, &plan.left, &plan.framed_columns);
    for (const Reach& y : ys)
      for (const Reach& x : xs) add_phase(y, x, kernel_columns);
    plan.phases = static_cast<int32_t>(phases_.size());
    plan.phase = phases_.data();
  }

  void add_phase(const Reach& y, const Reach& x, int32_t kernel_columns) {
    const int32_t across = static_cast<int32_t>(x.tap.size());
    const bool beside = plan.groups == 1 && across > 0 &&
                        (across == 1 || x.offset[1] - x.offset[0] == 1);
    const int32_t together = beside ? across : 1;
    std::vector<int64_t> runs;
    std::vector<int32_t> taps;
    for (size_t a = 0; a < y.tap.size(); ++a) {
      for (int32_t b = 0; b < across; ++b) {
        taps.push_back(y.tap[a] * kernel_columns + x.tap[b]);
        if (b % together) continue;
        const int64_t row = y.offset[a] + plan.above, column = x.offset[b] + plan.left;
        runs.push_back((row * plan.framed_columns + column) * plan.channels);
      }
    }
    runs_.push_back(std::move(runs));
    taps_.push_back(std::move(taps));
    phases_.push_back({y.axis, x.axis, static_cast<int32_t>(runs_.back().size()), together,
                       runs_.back().data(), taps_.back().data()});
  }
};
