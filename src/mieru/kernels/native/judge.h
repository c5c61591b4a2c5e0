// Asking a network: its loss on examples, its answers, the z of every unit, and those as pictures.
#pragma once

#include "outputs.h"

namespace MIERU_ISA {

template <class S>
constexpr int chunk_lanes = most_blocks * Lanes<S>::count;

template <class S>
inline void gather_rows(int columns, const void* rows, int start, int count, Vec<S>* out) {
  const S* first = static_cast<const S*>(rows) + size_t(start) * columns;
  gather<S>(columns, count, chunk_lanes<S>, [=](int n) { return first + size_t(n) * columns; },
            out);
}

// Calls visit(start, count, z) for chunk after chunk, z of all units with u of the outputs.
template <class S, class Visit>
inline void walk(const Net<S>& net, Vec<S>* z, const void* x, int examples, Visit visit) {
  const S* parameters = static_cast<const S*>(net.given.parameters);
  for (int start = 0; start < examples; start += chunk_lanes<S>) {
    const int left = examples - start;
    const int count = left < chunk_lanes<S> ? left : chunk_lanes<S>;
    gather_rows<S>(net.inputs, x, start, count, z);
    forward<S, most_blocks>(net, parameters, z);
    visit(start, count, z);
  }
}

template <class S>
inline Vec<S>* outputs_of(const Net<S>& net, Vec<S>* z) {
  return z + net.last().first * most_blocks;
}

// Room for judging a chunk: z of all units, inputs first, targets, and what `lose` needs.
template <class S>
struct Judging {
  const Net<S>& net;
  Vec<S>* z;
  Vec<S>* t;
  Vec<S>* slopes;

  Judging(const Net<S>& network, Memory& memory)
      : net(network),
        z(memory.take<Vec<S>>(net.units * most_blocks)),
        t(memory.take<Vec<S>>(net.targets() * most_blocks)),
        slopes(memory.take<Vec<S>>(net.outputs * most_blocks)) {}
};

// What was added up, lane by lane.
template <class S>
struct Tally {
  double losses[Lanes<S>::count] = {};
  Whole<S> correct = {};

  double loss() const {
    double total = 0;
    for (double part : losses) total += part;
    return total;
  }
  int32_t right() const {
    int32_t total = 0;
    for (int lane = 0; lane < Lanes<S>::count; ++lane) total += int32_t(correct[lane]);
    return total;
  }
};

// Which class each lane of block b is said to be of: the likeliest, the first of equals; or 1 where
// the only u is above 0.
template <class S>
inline Vec<S> said_classes(const Net<S>& net, const Vec<S>* u, int b) {
  const Vec<S> zero = {}, one = every(S(1));
  if (net.given.output != SOFTMAX_OUTPUT) return u[b] > 0 ? one : zero;
  Vec<S> best = zero, most = u[b];
  for (int k = 1; k < net.outputs; ++k) {
    const Vec<S> own = u[k * most_blocks + b];
    best = own > most ? every(S(k)) : best;
    most = own > most ? own : most;
  }
  return best;
}

// And of which class its target is: t is 0 or 1 for a sigmoid, −1 or 1 for a tanh.
template <class S>
inline Vec<S> true_classes(const Net<S>& net, Vec<S> t) {
  if (net.given.output == SOFTMAX_OUTPUT) return t;
  return t > (net.given.output == SIGMOID_OUTPUT ? S(0.5) : S(0)) ? every(S(1)) : Vec<S>{};
}

// 1 in each lane of block b that has all outputs right.
template <class S>
inline Whole<S> right_answers(const Net<S>& net, const Vec<S>* u, const Vec<S>* t, int b) {
  if (net.given.output == IDENTITY_OUTPUT) return Whole<S>{};
  Whole<S> right = Whole<S>{} + 1;
  for (int k = 0; k < net.targets(); ++k)
    right &= (Whole<S>)(said_classes(net, u + k * most_blocks, b) ==
                        true_classes(net, t[k * most_blocks + b]));
  return right;
}

// Adds the `count` examples whose inputs and targets stand in `by` to `found`. One function for all
// who judge, so that all get the same numbers.
template <class S>
__attribute__((noinline)) void tally(const Judging<S>& by, const S* parameters, int count,
                                     int32_t* confusion, Tally<S>& found) {
  constexpr int n = Lanes<S>::count;
  const Net<S>& net = by.net;
  forward<S, most_blocks>(net, parameters, by.z);
  Vec<S>* u = outputs_of(net, by.z);
  Whole<S> lanes;
  for (int lane = 0; lane < n; ++lane) lanes[lane] = lane;
  for (int b = 0; b < most_blocks; ++b) {
    const Whole<S> present = (Whole<S>)(lanes < count - b * n);
    found.correct += right_answers(net, u, by.t, b) & present;
    if (!confusion) continue;
    const Vec<S> truth = true_classes(net, by.t[b]), said = said_classes(net, u, b);
    const int classes = net.given.output == SOFTMAX_OUTPUT ? net.outputs : 2;
    for (int lane = 0; lane < n && b * n + lane < count; ++lane)
      ++confusion[int(truth[lane]) * classes + int(said[lane])];
  }
  Vec<S> losses[most_blocks];
  lose<S, most_blocks>(net, by.t, u, by.slopes, losses);
  for (int b = 0; b < most_blocks; ++b) {
    const Vec<S> own = lanes < count - b * n ? losses[b] : Vec<S>{};
    for (int lane = 0; lane < n; ++lane) found.losses[lane] += own[lane];
  }
}

template <class S>
int32_t judge(const SmallNetwork* given, const SmallExamples* examples, int32_t* confusion,
              SmallResult* result) {
  *result = {};
  Memory memory;
  Net<S> net(*given, memory);
  const Judging<S> by(net, memory);
  if (!memory.enough()) return NO_MEMORY;
  if (!fit_targets(net, static_cast<const S*>(examples->t), examples->count)) return BAD_TARGET;
  Tally<S> found;
  for (int start = 0; start < examples->count; start += chunk_lanes<S>) {
    const int left = examples->count - start;
    const int count = left < chunk_lanes<S> ? left : chunk_lanes<S>;
    gather_rows<S>(net.inputs, examples->x, start, count, by.z);
    gather_rows<S>(net.targets(), examples->t, start, count, by.t);
    tally(by, static_cast<const S*>(given->parameters), count, confusion, found);
  }
  result->loss = found.loss();
  result->correct = found.right();
  return DONE;
}

// found (examples, outputs)
template <class S>
int32_t outputs(const SmallNetwork* given, const void* x, int32_t examples, void* found) {
  Memory memory;
  Net<S> net(*given, memory);
  Vec<S>* z = memory.take<Vec<S>>(net.units * most_blocks);
  if (!memory.enough()) return NO_MEMORY;
  walk<S>(net, z, x, examples, [&](int start, int count, Vec<S>* units) {
    Vec<S>* y = outputs_of(net, units);
    answer<S, most_blocks>(net, y);
    const S* numbers = reinterpret_cast<const S*>(y);
    S* out = static_cast<S*>(found) + size_t(start) * net.outputs;
    for (int n = 0; n < count; ++n)
      for (int k = 0; k < net.outputs; ++k)
        out[n * net.outputs + k] = numbers[k * chunk_lanes<S> + n];
  });
  return DONE;
}

// found (units without the inputs, examples)
template <class S>
int32_t units(const SmallNetwork* given, const void* x, int32_t examples, void* found) {
  Memory memory;
  Net<S> net(*given, memory);
  Vec<S>* z = memory.take<Vec<S>>(net.units * most_blocks);
  if (!memory.enough()) return NO_MEMORY;
  walk<S>(net, z, x, examples, [&](int start, int count, Vec<S>* all) {
    answer<S, most_blocks>(net, outputs_of(net, all));
    for (int unit = net.inputs; unit < net.units; ++unit)
      std::memcpy(static_cast<S*>(found) + size_t(unit - net.inputs) * examples + start,
                  all + unit * most_blocks, count * sizeof(S));
  });
  return DONE;
}

// −1…+1, or 0…1, as bytes; what is beyond is cut, and what is no number becomes 128.
template <class S>
inline void paint(const Vec<S>* values, bool probabilities, uint8_t* bytes) {
  using Bytes = typename Lanes<S>::Bytes;
  const Vec<S> zero = {}, most = every(S(255));
  const S scale = probabilities ? S(255) : S(127.5), middle = probabilities ? S(0) : S(127.5);
  for (int b = 0; b < most_blocks; ++b) {
    Vec<S> value = values[b] * scale + middle;
    value = at_most(at_least(value, zero), most);
    value = value == value ? value : every(S(128));
    Whole<S> rounded = (Whole<S>)(value + Constants<S>::shift) & 255;
    Bytes found = __builtin_convertvector(rounded, Bytes);
    std::memcpy(bytes + b * Lanes<S>::count, &found, sizeof found);
  }
}

// found (units from `first` on, examples)
template <class S>
int32_t pictures(const SmallNetwork* given, const void* x, int32_t examples, int32_t first,
                 uint8_t* found) {
  Memory memory;
  Net<S> net(*given, memory);
  Vec<S>* z = memory.take<Vec<S>>(net.units * most_blocks);
  if (!memory.enough()) return NO_MEMORY;
  const bool softmax = net.given.output == SOFTMAX_OUTPUT;
  walk<S>(net, z, x, examples, [&](int start, int count, Vec<S>* all) {
    answer<S, most_blocks>(net, outputs_of(net, all));
    for (int unit = net.inputs + first; unit < net.units; ++unit) {
      uint8_t* row = found + size_t(unit - net.inputs - first) * examples + start;
      uint8_t bytes[chunk_lanes<S>];
      const bool whole = count == chunk_lanes<S>;
      paint<S>(all + unit * most_blocks, softmax && unit >= net.last().first, whole ? row : bytes);
      if (!whole) std::memcpy(row, bytes, count);
    }
  });
  return DONE;
}

}  // namespace MIERU_ISA
