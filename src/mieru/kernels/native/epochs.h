// Learning epoch after epoch, with a look at the network after each, in one call.
#pragma once

#include "judge.h"
#include "train.h"

namespace MIERU_ISA {

// Examples that are judged again and again: side by side in vectors once and for all.
template <class S>
struct Gathered {
  int count = 0, inputs = 0, targets = 0;
  Vec<S>* vectors = nullptr;  // chunk after chunk: its inputs, its targets

  int columns() const { return (inputs + targets) * most_blocks; }
};

template <class S>
inline Gathered<S> gathered(const Net<S>& net, const SmallExamples& examples, Memory& memory) {
  Gathered<S> found = {examples.count, net.inputs, net.targets()};
  const int chunks = (found.count + chunk_lanes<S> - 1) / chunk_lanes<S>;
  found.vectors = memory.take<Vec<S>>(size_t(chunks) * found.columns());
  if (!found.vectors) return found;
  Vec<S>* to = found.vectors;
  for (int start = 0; start < found.count; start += chunk_lanes<S>, to += found.columns()) {
    const int left = found.count - start;
    const int count = left < chunk_lanes<S> ? left : chunk_lanes<S>;
    gather_rows<S>(found.inputs, examples.x, start, count, to);
    gather_rows<S>(found.targets, examples.t, start, count, to + found.inputs * most_blocks);
  }
  return found;
}

template <class S>
inline Tally<S> judged(const Judging<S>& by, const Gathered<S>& examples) {
  Tally<S> found;
  const S* parameters = static_cast<const S*>(by.net.given.parameters);
  const size_t inputs = examples.inputs * most_blocks, all = examples.columns();
  const Vec<S>* from = examples.vectors;
  for (int start = 0; start < examples.count; start += chunk_lanes<S>, from += all) {
    const int left = examples.count - start;
    std::memcpy(by.z, from, inputs * sizeof(Vec<S>));
    std::memcpy(by.t, from + inputs, (all - inputs) * sizeof(Vec<S>));
    tally<S>(by, parameters, left < chunk_lanes<S> ? left : chunk_lanes<S>, nullptr, found);
  }
  return found;
}

inline SmallSteps steps_of(const SmallEpochs& asked, int epoch) {
  return {asked.orders + size_t(epoch) * asked.ordered,
          asked.offsets,
          asked.rates + size_t(epoch) * asked.steps,
          asked.ordered,
          asked.steps,
          asked.seed,
          asked.first + uint32_t(epoch) * uint32_t(asked.steps)};
}

// The network as it is now, as that of `epoch`.
template <class S>
inline void write_down(const Net<S>& net, int epoch, SmallCourse& course) {
  const size_t row = net.parameters * sizeof(S);
  char* memory = static_cast<char*>(course.memory) + 2 * epoch * row;
  std::memcpy(static_cast<char*>(course.parameters) + epoch * row, net.given.parameters, row);
  std::memcpy(memory, net.given.first, row);
  std::memcpy(memory + row, net.given.second, row);
  std::memcpy(course.alive + size_t(epoch) * net.weights, net.given.alive, net.weights);
  course.updates[epoch] = net.given.updates;
}

template <class S>
int32_t epochs(SmallNetwork* given, const SmallEpochs* asked, const SmallKnobs* knobs,
               SmallCourse* course, SmallEnded* ended) {
  *ended = {};
  Memory memory;
  Net<S> net(*given, memory);
  SmallSteps steps = steps_of(*asked, 0);
  Training<S> training = {net, asked->train, steps, *knobs};
  const Judging<S> by(net, memory);
  const Gathered<S> sides[] = {gathered(net, asked->train, memory),
                               gathered(net, asked->test, memory)};
  if (!memory.enough() || !prepare(training, memory)) return NO_MEMORY;
  for (int e = 0; e < asked->count; ++e)
    if (const int32_t trouble = check(net, asked->train, steps_of(*asked, e))) return trouble;
  if (!fit_targets(net, static_cast<const S*>(asked->test.t), asked->test.count))
    return BAD_TARGET;

  for (int e = 0; e < asked->count; ++e) {
    steps = steps_of(*asked, e);
    SmallResult result = {};
    const int32_t status = run(training, &result);
    keep(training, *given);
    ended->step = result.step;
    if (status) return status;
    for (int side = 0; side < 2; ++side) {
      const Tally<S> found = judged(by, sides[side]);
      course->losses[2 * e + side] = found.loss();
      course->correct[2 * e + side] = found.right();
    }
    write_down(net, e, *course);
    ended->epochs = e + 1;
    if (!(course->losses[2 * e] - course->losses[2 * e] == 0)) break;
  }
  return DONE;
}

}  // namespace MIERU_ISA
