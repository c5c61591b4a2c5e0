// Learning: batch by batch, each in chunks of a few vectors of examples.
#pragma once

#include "backward.h"
#include "update.h"

namespace MIERU_ISA {

// Some examples of one batch, side by side in vectors.
struct Chunk {
  int step, start, count;  // start and count among the ordered examples
  int blocks;              // vectors: 1, 2 or 4
};

// Everything that one call of train works with.
template <class S>
struct Training {
  const Net<S>& net;
  const SmallExamples& examples;
  const SmallSteps& steps;
  const SmallKnobs& knobs;
  Passes<S> passes = {};
  Factors factors = {};
  S* gradient = nullptr;
  S* is_weight = nullptr;
  State<S> now = {}, next = {};
  Vec<S>* gathered[2] = {};  // the inputs and targets of this chunk and of the next one
  Update<S> update = nullptr;
  int64_t updates = 0;            // t
  double power1 = 1, power2 = 1;  // β₁ᵗ and β₂ᵗ
};

// βᵗ, the same however the steps are cut into calls: it begins anew at every 64th.
inline double power_of(double decay, int64_t updates) {
  double found = std::pow(decay, double(updates & ~int64_t(63)));
  for (int64_t k = updates & 63; k > 0; --k) found *= decay;
  return found;
}

template <class S>
inline int32_t check(const Net<S>& net, const SmallExamples& examples, const SmallSteps& steps) {
  if (steps.offsets[0] < 0 || steps.offsets[steps.count] > steps.ordered) return BAD_OFFSETS;
  for (int s = 0; s < steps.count; ++s)
    if (steps.offsets[s] >= steps.offsets[s + 1]) return BAD_OFFSETS;
  for (int k = 0; k < steps.ordered; ++k)
    if (uint32_t(steps.order[k]) >= uint32_t(examples.count)) return BAD_ORDER;
  const S* t = static_cast<const S*>(examples.t);
  return fit_targets(net, t, examples.count) ? DONE : BAD_TARGET;
}

template <class S>
inline State<S> take_state(const Net<S>& net, Memory& memory) {
  return {memory.take<S>(net.padded), memory.take<S>(net.padded), memory.take<S>(net.padded),
          memory.take<S>(net.padded)};
}

template <class S>
inline void fill_state(const Net<S>& net, const State<S>& state) {
  const size_t size = net.padded * sizeof(S);
  std::memcpy(state.parameters, net.given.parameters, size);
  std::memcpy(state.first, net.given.first, size);
  std::memcpy(state.second, net.given.second, size);
  for (int k = 0; k < net.padded; ++k)
    state.alive[k] = k >= net.weights || net.given.alive[k] ? S(1) : S(0);
}

// What was learned, back to where it came from.
template <class S>
inline void keep(const Training<S>& training, SmallNetwork& given) {
  given.updates = training.updates;
  const Net<S>& net = training.net;
  const size_t size = net.parameters * sizeof(S);
  std::memcpy(given.parameters, training.now.parameters, size);
  std::memcpy(given.first, training.now.first, size);
  std::memcpy(given.second, training.now.second, size);
  for (int k = 0; k < net.weights; ++k) given.alive[k] = training.now.alive[k] != 0;
}

template <class S>
inline bool prepare(Training<S>& training, Memory& memory) {
  const Net<S>& net = training.net;
  const int columns = net.inputs + net.targets();
  training.passes = {memory.take<Vec<S>>((net.units + 2) * most_blocks),
                     memory.take<Vec<S>>(net.units * most_blocks),
                     memory.take<Vec<S>>((net.units + 1) * most_blocks)};
  int32_t* source = memory.take<int32_t>(net.padded);
  int32_t* unit = memory.take<int32_t>(net.padded);
  training.factors = {source, unit};
  training.gradient = memory.take<S>(net.padded);
  training.is_weight = memory.take<S>(net.padded);
  training.now = take_state(net, memory);
  training.next = take_state(net, memory);
  for (auto& gathered : training.gathered) gathered = memory.take<Vec<S>>(columns * most_blocks);
  if (!memory.enough()) return false;

  list_factors(net, source, unit);
  for (int k = 0; k < net.weights; ++k) training.is_weight[k] = S(1);
  fill_state(net, training.now);
  fill_state(net, training.next);
  bool plain = training.knobs.l1 == 0;
  for (int k = 0; k < net.weights; ++k) plain = plain && net.given.alive[k];
  training.update = plain ? update_of<S, true>(training.knobs.optimizer)
                          : update_of<S, false>(training.knobs.optimizer);
  training.updates = net.given.updates;
  training.power1 = power_of(training.knobs.decay1, training.updates);
  training.power2 = power_of(training.knobs.decay2, training.updates);
  return true;
}

// The part of step's batch that begins at `start`.
template <class S>
inline Chunk chunk_at(const SmallSteps& steps, int step, int start) {
  constexpr int n = Lanes<S>::count;
  const int left = steps.offsets[step + 1] - start;
  if (left > 2 * n) return {step, start, left < 4 * n ? left : 4 * n, 4};
  return {step, start, left, left > n ? 2 : 1};
}

template <class S>
inline void gather_chunk(const Training<S>& training, const Chunk& chunk, Vec<S>* out) {
  const Net<S>& net = training.net;
  const int32_t* order = training.steps.order + chunk.start;
  const S* x = static_cast<const S*>(training.examples.x);
  const S* t = static_cast<const S*>(training.examples.t);
  const int inputs = net.inputs, targets = net.targets();
  const int lanes = chunk.blocks * Lanes<S>::count;
  gather<S>(inputs, chunk.count, lanes,
            [=](int n) { return x + size_t(order[n]) * inputs; }, out);
  gather<S>(targets, chunk.count, lanes,
            [=](int n) { return t + size_t(order[n]) * targets; }, out + inputs * chunk.blocks);
}

// Forward, back, gradient of one chunk. Returns its loss.
template <class S, int blocks>
double pass(const Training<S>& training, const Chunk& chunk, const Vec<S>* gathered) {
  constexpr int n = Lanes<S>::count;
  const Net<S>& net = training.net;
  const Passes<S>& passes = training.passes;
  const int first = training.steps.offsets[chunk.step];
  const uint32_t key = step_key(training.steps.seed, training.steps.first + chunk.step);

  std::memcpy(passes.z, gathered, net.inputs * blocks * sizeof(Vec<S>));
  for (int b = 0; b < blocks; ++b) {
    passes.z[net.units * blocks + b] = every(S(1));
    passes.z[(net.units + 1) * blocks + b] = Vec<S>{};
    passes.delta[net.units * blocks + b] = Vec<S>{};
  }
  forward_keeping<S, blocks>(net, training.now.parameters, key, chunk.start - first, passes);

  // What each lane counts for: nothing where there is no example.
  const S* weights = static_cast<const S*>(training.steps.weights);
  Vec<S> present[blocks], losses[blocks], loss = {};
  for (int b = 0; b < blocks; ++b)
    for (int lane = 0; lane < n; ++lane) {
      const int row = b * n + lane;
      present[b][lane] = row >= chunk.count ? S(0) : weights ? weights[chunk.start + row] : S(1);
    }
  const int outputs = net.last().first * blocks;
  lose<S, blocks>(net, gathered + net.inputs * blocks, passes.z + outputs, passes.slopes + outputs,
                  losses);
  const S share = S(1) / S(training.steps.offsets[chunk.step + 1] - first);
  for (int k = 0; k < net.outputs * blocks; ++k)
    passes.delta[outputs + k] = passes.z[outputs + k] * (present[k % blocks] * share);
  back<S, blocks>(net, training.now.parameters, passes);
  add_gradient<S, blocks>(net, training.factors, passes, chunk.start > first, training.gradient);
  for (int b = 0; b < blocks; ++b) loss += present[b] > 0 ? losses[b] * present[b] : Vec<S>{};
  return sum<S>(loss);
}

template <class S>
inline double pass(const Training<S>& training, const Chunk& chunk, const Vec<S>* gathered) {
  switch (chunk.blocks) {
    case 1: return pass<S, 1>(training, chunk, gathered);
    case 2: return pass<S, 2>(training, chunk, gathered);
    default: return pass<S, 4>(training, chunk, gathered);
  }
}

// The gradient is complete: the weights change. False, and no change, if one would not be finite.
template <class S>
inline bool learn(Training<S>& training, double rate) {
  const SmallKnobs& knobs = training.knobs;
  const int padded = training.net.padded;
  if (knobs.l2 > 0)
    add_l2(S(knobs.l2), padded, training.is_weight, training.now.parameters, training.gradient);
  if (knobs.clip > 0) clip(knobs.clip, padded, training.gradient);
  const int64_t updates = training.updates + 1;
  const bool anew = updates % 64 == 0;
  const double power1 = anew ? power_of(knobs.decay1, updates) : training.power1 * knobs.decay1;
  const double power2 = anew ? power_of(knobs.decay2, updates) : training.power2 * knobs.decay2;
  const Turned<S> by = {
      S(rate),           S(knobs.momentum),     S(knobs.decay1),
      S(knobs.decay2),   S(knobs.epsilon),      S(knobs.weight_decay),
      S(rate * knobs.l1), S(1 / (1 - power1)),  S(1 / (1 - power2)),
      knobs.l1_rule == PROXIMAL};
  if (!training.update(by, padded, training.gradient, training.is_weight, training.now,
                       training.next))
    return false;
  std::swap(training.now, training.next);
  training.updates = updates;
  training.power1 = power1;
  training.power2 = power2;
  return true;
}

// All steps, until a number is not finite. The result tells the loss of those done, and the step.
template <class S>
__attribute__((noinline)) int32_t run(Training<S>& training, SmallResult* result) {
  const SmallSteps& steps = training.steps;
  if (steps.count == 0) return DONE;

  // The next chunk's examples are fetched before this one is computed: a vector that is read while
  // its parts are still on their way to memory would be waited for.
  Chunk here = chunk_at<S>(steps, 0, steps.offsets[0]);
  gather_chunk(training, here, training.gathered[0]);
  double loss = 0;
  for (int side = 0;; side ^= 1) {
    const int end = here.start + here.count, batch_end = steps.offsets[here.step + 1];
    const int next_step = here.step + (end == batch_end);
    Chunk next = here;
    if (next_step < steps.count) {
      next = chunk_at<S>(steps, next_step, end == batch_end ? steps.offsets[next_step] : end);
      gather_chunk(training, next, training.gathered[side ^ 1]);
    }
    loss += pass(training, here, training.gathered[side]);
    if (end == batch_end) {
      if (!(loss - loss == 0) || !learn(training, steps.rates[here.step])) return NOT_FINITE;
      result->loss += loss;
      loss = 0;
    }
    result->step = next_step;
    if (next_step == steps.count) return DONE;
    here = next;
  }
}

template <class S>
int32_t train(SmallNetwork* given, const SmallExamples* examples, const SmallSteps* steps,
              const SmallKnobs* knobs, SmallResult* result) {
  *result = {};
  Memory memory;
  Net<S> net(*given, memory);
  Training<S> training = {net, *examples, *steps, *knobs};
  if (!memory.enough() || !prepare(training, memory)) return NO_MEMORY;
  if (const int32_t trouble = check(net, *examples, *steps)) return trouble;
  const int32_t status = run(training, result);
  keep(training, *given);
  return status;
}

}  // namespace MIERU_ISA
