// Small dense networks: what Python and the native code hand to each other. Plain C, no Python in it.
// Numbers of kinds are places in the tuples of kernels/small/shape.py and knobs.py.
#pragma once

#include <cstdint>

// Counted up whenever something here changes; Python asks for it before anything else.
#define MIERU_SMALL_VERSION 3

extern "C" {

enum Activation : int32_t {
  IDENTITY, HEAVISIDE, SIGN, SIGMOID, TANH, RELU, LEAKY_RELU, ELU, GELU, SOFTPLUS, SQUARE, CUBE
};
enum Output : int32_t { IDENTITY_OUTPUT, SIGMOID_OUTPUT, TANH_OUTPUT, SOFTMAX_OUTPUT };
enum Loss : int32_t { SQUARED_ERROR, CROSS_ENTROPY };
enum Optimizer : int32_t { GRADIENT_DESCENT, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADAM, ADAMW };
enum L1Rule : int32_t { PROXIMAL, ORIGINAL };
enum Status : int32_t { DONE, NOT_FINITE, BAD_ORDER, BAD_OFFSETS, BAD_TARGET, NO_MEMORY };

// One network. Arrays of numbers are float or double, as the function called says.
struct SmallNetwork {
  int32_t layers;              // that have weights: hidden ones and the output's
  int32_t output, loss;
  const int32_t* sizes;        // layers + 1: units by layer, inputs first
  const int32_t* activations;  // layers − 1
  const double* dropout;       // layers − 1
  // All weights layer by layer, unit by unit, incoming links in order; then all biases. Followed by
  // zeros up to a multiple of 64 bytes, and so each row of the memory.
  void* parameters;
  void* first;                 // moments, or ΔW
  void* second;
  uint8_t* alive;              // for each weight
  int64_t updates;
};

// n examples: x (n, inputs), t (n, outputs), or (n, 1) class numbers for a softmax.
struct SmallExamples {
  const void* x;
  const void* t;
  int32_t count;
};

// Step s learns from examples order[offsets[s]] … order[offsets[s + 1] − 1].
struct SmallSteps {
  const int32_t* order;
  const int32_t* offsets;
  const double* rates;
  int32_t ordered, count;
  uint64_t seed;               // these two decide what dropout leaves out
  uint32_t first;              // steps done before
  const void* weights;         // of each of `ordered`: what its loss is multiplied with; null: 1
};

struct SmallKnobs {
  int32_t optimizer, l1_rule;
  double momentum, decay1, decay2, epsilon, weight_decay, l1, l2;
  double clip;                 // 0: none
};

struct SmallResult {
  double loss;                 // summed over the examples
  int32_t step;                // in which it ended
  int32_t correct;
};

// Whole epochs. Step s of epoch e learns from the training examples
// orders[e·ordered + offsets[s]] … orders[e·ordered + offsets[s + 1] − 1].
struct SmallEpochs {
  SmallExamples train, test;   // both are judged after each epoch
  const int32_t* orders;       // (count, ordered)
  const int32_t* offsets;      // (steps + 1)
  const double* rates;         // (count, steps)
  int32_t count, ordered, steps;
  uint32_t first;              // steps done before
  uint64_t seed;
};

// What each epoch gave.
struct SmallCourse {
  double* losses;              // (count, 2) summed over the training, and over the test examples
  int32_t* correct;            // (count, 2)
  void* parameters;            // (count, P)
  void* memory;                // (count, 2, P)
  uint8_t* alive;              // (count, W)
  int64_t* updates;            // (count)
};

struct SmallEnded {
  int32_t epochs, step;
};

}  // extern "C"

// What each build for an instruction set has.
struct SmallFunctions {
  const char* name;
  int32_t (*train[2])(SmallNetwork*, const SmallExamples*, const SmallSteps*, const SmallKnobs*,
                      SmallResult*);
  // confusion (classes, classes), null where there are no classes
  int32_t (*judge[2])(const SmallNetwork*, const SmallExamples*, int32_t* confusion, SmallResult*);
  // Stops after an epoch whose training loss is not finite; `epochs` of the result are done, and
  // where a number was not finite within the next one, `step` of it.
  int32_t (*epochs[2])(SmallNetwork*, const SmallEpochs*, const SmallKnobs*, SmallCourse*,
                       SmallEnded*);
  int32_t (*outputs[2])(const SmallNetwork*, const void* x, int32_t count, void* found);
  int32_t (*units[2])(const SmallNetwork*, const void* x, int32_t count, void* found);
  // of the units from `first` on, counted without the inputs
  int32_t (*pictures[2])(const SmallNetwork*, const void* x, int32_t count, int32_t first,
                         uint8_t* found);
};
