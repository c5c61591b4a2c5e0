// Convolution as the kernels see it: a plan of what is read from where, worked out once a call, and
// the functions of one instruction set. Pictures are (N, height, width, channels) of float.
#pragma once

#include <cstdint>

// Raised when a handler or its attributes change; Python does not use an older build.
#define MIERU_CONV_VERSION 2

// Some places of the output that all use the same places of the kernel. Forward there is one phase;
// in the gradient to the input there is one for each remainder by the stride. Output place i of an
// axis is start + i*step, and reads the source at i*source_step + (what `run` says).
struct ConvAxis {
  int32_t start, step, count, source_step;
};

struct ConvPhase {
  ConvAxis y, x;
  // Numbers that lie side by side in the framed source are read as one run: `runs` of them, each of
  // taps_per_run * source channels per group, beginning run[r] after the output place's own origin.
  int32_t runs, taps_per_run;
  const int64_t* run;
  const int32_t* tap;  // the place of the kernel, row by row, that each tap in turn stands for
};

struct ConvPlan {
  int32_t pictures, groups;
  int32_t rows, columns, channels;                   // of the source
  int32_t out_rows, out_columns, out_channels;       // of the output
  int32_t above, left, framed_rows, framed_columns;  // the source with the zeros around it
  int32_t phases;
  const ConvPhase* phase;
  // Where the weight of a tap, a source channel and an output channel of a group stands.
  int64_t tap_stride, source_stride, out_stride, group_stride;
  int32_t places;  // of the kernel: its height times its width
};

// How a window of pooling walks; padding never counts.
struct PoolPlan {
  int32_t pictures, rows, columns, channels, out_rows, out_columns;
  int32_t window_y, window_x, stride_y, stride_x, above, left;
};

// What follows a convolution forward: where there is a `bias`, it is added and ReLU taken; where there
// is a `spot` too, only the largest of each 2 × 2 places stays, and spot says which of the four it
// was, row by row, or 4 where it is not above 0, so that nothing goes back.
struct ConvFinish {
  const float* bias;
  uint8_t* spot;
};

// The numbers that a convolution or a gradient reads. δ of a convolution that was finished comes with
// what it left, its y or its spot: ReLU and pooling are undone while it is read.
struct ConvSource {
  const float* numbers;
  const float* y;
  const uint8_t* spot;
};

// Batch normalization: `pixels` of each picture, and whether ReLU follows.
struct NormPlan {
  int32_t pictures, pixels, channels;
  bool relu;
  float epsilon;
};

// For each channel: what scales and shifts, and what was found in the batch.
struct NormNumbers {
  const float *scale, *shift, *mean, *variance;
};

// Several threads that share tasks 0 … tasks-1; each is done once, by whichever thread is free, so
// what a task computes may not depend on who does it.
class Workers {
 public:
  typedef void (*Task)(void* what, int32_t number);
  virtual void run(int32_t tasks, Task task, void* what) const = 0;

 protected:
  ~Workers() = default;
};

struct ConvFunctions {
  // The sum over the taps of source times weight: forward, and the gradient to the input.
  void (*gather)(const ConvPlan&, const ConvSource&, const float* weight, float* out,
                 const ConvFinish&, const Workers&);
  // The gradient to the weights, and to the bias where there is room for it; the plan is that of the
  // forward pass.
  void (*weights)(const ConvPlan&, const float* source, const ConvSource& delta, float* gradient,
                  float* bias_gradient, const Workers&);
  void (*max_pool)(const PoolPlan&, const float* x, float* y, const Workers&);
  void (*max_pool_gradient)(const PoolPlan&, const float* x, const float* y, const float* delta,
                            float* gradient, const Workers&);
  void (*mean_pool)(const PoolPlan&, const float* x, float* y, const Workers&);
  void (*mean_pool_gradient)(const PoolPlan&, const float* delta, float* gradient, const Workers&);
  // `present` holds 1 for each picture that counts, 0 for the others.
  void (*norm)(const NormPlan&, const float* x, const float* present, const float* scale,
               const float* shift, float* mean, float* variance, float* y, const Workers&);
  void (*norm_gradient)(const NormPlan&, const float* x, const float* present, const NormNumbers&,
                        const float* delta, float* d_x, float* d_scale, float* d_shift,
                        const Workers&);
};
