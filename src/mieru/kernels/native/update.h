// How a gradient becomes a change of the weights: the formulas of mieru.learn, all parameters in
// vectors. The result goes to another place, so that a step which gives a number that is not finite
// leaves everything as it was.
#pragma once

#include <cmath>

#include "vectors.h"
#include "small.h"

namespace MIERU_ISA {

// What learning changes; each row is `padded` long.
template <class S>
struct State {
  S* parameters;
  S* first;
  S* second;
  S* alive;  // 1, or 0 for a link that the original's L1 rule has killed
};

// The numbers of one step.
template <class S>
struct Turned {
  S rate, momentum, decay1, decay2, epsilon, weight_decay, threshold;
  S correction1, correction2;  // 1/(1 − βᵗ)
  bool proximal;
};

// Δw of one vector, with what the optimizer remembers.
template <class S, int32_t optimizer>
inline Vec<S> change(const Turned<S>& by, Vec<S> g, Vec<S> w, Vec<S>& first, Vec<S>& second) {
  if constexpr (optimizer == MOMENTUM || optimizer == NESTEROV) {
    first = by.momentum * first - by.rate * g;
    return optimizer == NESTEROV ? by.momentum * first - by.rate * g : first;
  } else if constexpr (optimizer == ADAGRAD) {
    second += g * g;
    return -by.rate * g / square_root<S>(second + by.epsilon);
  } else if constexpr (optimizer == RMSPROP) {
    second = (1 - by.decay1) * g * g + by.decay1 * second;
    return -by.rate * g / square_root<S>(second + by.epsilon);
  } else if constexpr (optimizer == ADAM || optimizer == ADAMW) {
    first = (1 - by.decay1) * g + by.decay1 * first;
    second = (1 - by.decay2) * g * g + by.decay2 * second;
    Vec<S> step = first * by.correction1 /
                  (square_root<S>(second * by.correction2) + by.epsilon);
    if constexpr (optimizer == ADAMW) step += by.weight_decay * w;
    return -by.rate * step;
  } else {
    return -by.rate * g;
  }
}

// L1's part, where `weight` is 1: toward zero by the threshold, and there it stays; or the rule of
// the original, which takes off the sign of the old weight and kills what would change sign.
template <class S>
inline Vec<S> regularized(const Turned<S>& by, Vec<S> after, Vec<S> before, Vec<S> weight,
                          Vec<S>& alive) {
  const Vec<S> zero = {}, step = by.threshold * weight;
  if (by.proximal) {
    Vec<S> found = after - at_least(at_most(after, step), -step);
    return alive > 0 ? found : before;
  }
  Vec<S> moved = after - (before > 0 ? step : before < 0 ? -step : zero);
  auto killed = (after * moved < 0) & (step > 0);
  Vec<S> found = alive > 0 ? (killed ? zero : moved) : before;
  alive = killed ? zero : alive;
  return found;
}

// Returns whether every new parameter is a finite number.
template <class S, int32_t optimizer, bool plain>
bool update(const Turned<S>& by, int padded, const S* gradient, const S* is_weight,
            const State<S>& now, const State<S>& next) {
  Vec<S> trouble = {};
  for (int k = 0; k < padded; k += Lanes<S>::count) {
    Vec<S> w = load(now.parameters + k), first = {}, second = {};
    if constexpr (optimizer != GRADIENT_DESCENT) {
      first = load(now.first + k);
      second = load(now.second + k);
    }
    Vec<S> after = w + change<S, optimizer>(by, load(gradient + k), w, first, second);
    if constexpr (!plain) {
      Vec<S> alive = load(now.alive + k);
      after = regularized<S>(by, after, w, load(is_weight + k), alive);
      store(next.alive + k, alive);
    }
    trouble += after - after;  // 0, unless it is not finite
    store(next.parameters + k, after);
    if constexpr (optimizer != GRADIENT_DESCENT) {
      store(next.first + k, first);
      store(next.second + k, second);
    }
  }
  return sum<S>(trouble) == 0;
}

template <class S>
using Update = bool (*)(const Turned<S>&, int, const S*, const S*, const State<S>&,
                        const State<S>&);

template <class S, bool plain>
Update<S> update_of(int32_t optimizer) {
  switch (optimizer) {
    case MOMENTUM: return update<S, MOMENTUM, plain>;
    case NESTEROV: return update<S, NESTEROV, plain>;
    case ADAGRAD: return update<S, ADAGRAD, plain>;
    case RMSPROP: return update<S, RMSPROP, plain>;
    case ADAM: return update<S, ADAM, plain>;
    case ADAMW: return update<S, ADAMW, plain>;
    default: return update<S, GRADIENT_DESCENT, plain>;
  }
}

// Adds l2·w to the gradient of each weight.
template <class S>
inline void add_l2(S l2, int padded, const S* is_weight, const S* parameters, S* gradient) {
  for (int k = 0; k < padded; k += Lanes<S>::count)
    store(gradient + k, load(gradient + k) + l2 * load(is_weight + k) * load(parameters + k));
}

// Shortens the whole gradient to the norm `most` where it is longer.
template <class S>
inline void clip(double most, int padded, S* gradient) {
  double unit = 1e-30, squares = 0;  // measured in its largest number, so that no square overflows
  for (int k = 0; k < padded; ++k) unit = std::fmax(unit, std::fabs(double(gradient[k])));
  for (int k = 0; k < padded; ++k) squares += gradient[k] / unit * (gradient[k] / unit);
  const double norm = unit * std::sqrt(squares);
  if (!(norm > most)) return;
  for (int k = 0; k < padded; ++k) gradient[k] *= S(most / norm);
}

}  // namespace MIERU_ISA
