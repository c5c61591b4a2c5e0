// From u of the outputs to what the network answers, its loss, and the δ that walks back.
#pragma once

#include "forward.h"

namespace MIERU_ISA {

// Softmax of `count` outputs. Returns log Σ exp(u) for each block.
template <class S, int blocks>
inline void softmax(int count, const Vec<S>* u, Vec<S>* y, Vec<S>* log_of_sum) {
  for (int b = 0; b < blocks; ++b) {
    Vec<S> top = u[b], total = {};
    for (int k = 1; k < count; ++k) top = at_least(top, u[k * blocks + b]);
    for (int k = 0; k < count; ++k) {
      Vec<S> grown = exponential<S>(u[k * blocks + b] - top);
      y[k * blocks + b] = grown;
      total += grown;
    }
    Vec<S> share = 1 / total;
    for (int k = 0; k < count; ++k) y[k * blocks + b] *= share;
    log_of_sum[b] = logarithm<S>(total) + top;
  }
}

// y from u, in place.
template <class S, int blocks>
inline void answer(const Net<S>& net, Vec<S>* outputs) {
  static constexpr int32_t functions[] = {IDENTITY, SIGMOID, TANH};
  if (net.given.output == SOFTMAX_OUTPUT) {
    Vec<S> unused[blocks];
    softmax<S, blocks>(net.outputs, outputs, outputs, unused);
  } else {
    activate<S, false>(functions[net.given.output], net.outputs * blocks, outputs, nullptr);
  }
}

// e of each example, and ∂e/∂u in place of u. `slopes` is room for as many vectors.
template <class S, int blocks>
inline void lose(const Net<S>& net, const Vec<S>* t, Vec<S>* u, Vec<S>* slopes, Vec<S>* losses) {
  static constexpr int32_t functions[] = {IDENTITY, SIGMOID, TANH};
  const int count = net.outputs * blocks;
  for (int b = 0; b < blocks; ++b) losses[b] = Vec<S>{};
  if (net.given.loss == SQUARED_ERROR) {
    activate<S, true>(functions[net.given.output], count, u, slopes);
    for (int k = 0; k < count; ++k) {
      Vec<S> error = u[k] - t[k];
      losses[k % blocks] += S(0.5) * error * error;
      u[k] = error * slopes[k];
    }
  } else if (net.given.output == SIGMOID_OUTPUT) {
    for (int k = 0; k < count; ++k) {
      Vec<S> unlikely = logarithm_1_plus<S>(exponential<S>(-absolute(u[k])));
      losses[k % blocks] += at_least(u[k], Vec<S>{}) - t[k] * u[k] + unlikely;
      u[k] = logistic(u[k]) - t[k];
    }
  } else {
    for (int k = 0; k < count; ++k)
      losses[k % blocks] -= t[k % blocks] == S(k / blocks) ? u[k] : Vec<S>{};
    Vec<S> log_of_sum[blocks];
    softmax<S, blocks>(net.outputs, u, u, log_of_sum);
    for (int b = 0; b < blocks; ++b) losses[b] += log_of_sum[b];
    for (int k = 0; k < count; ++k)
      u[k] -= t[k % blocks] == S(k / blocks) ? every(S(1)) : Vec<S>{};
  }
}

// Whether the targets of one example are class numbers, where those are wanted.
template <class S>
inline bool fit_targets(const Net<S>& net, const S* t, int count) {
  if (net.given.output != SOFTMAX_OUTPUT) return true;
  for (int n = 0; n < count; ++n)
    if (!(t[n] >= 0 && t[n] < net.outputs && t[n] == S(int(t[n])))) return false;
  return true;
}

}  // namespace MIERU_ISA
