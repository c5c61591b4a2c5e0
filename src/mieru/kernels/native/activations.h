// Activation functions z = f(u), with the derivative dz/du beside each, as in mieru.nn.
#pragma once

#include "elementary.h"
#include "small.h"

namespace MIERU_ISA {

// Where the slope is not wanted, the compiler leaves its computation out.
template <class S, bool with_slope, class F>
inline void each(int count, Vec<S>* values, Vec<S>* slopes, F f) {
  for (int k = 0; k < count; ++k) {
    Vec<S> slope;
    values[k] = f(values[k], slope);
    if constexpr (with_slope) slopes[k] = slope;
  }
}

// Replaces u by z in `count` vectors, and writes their slopes.
template <class S, bool with_slope>
void activate(int32_t kind, int count, Vec<S>* values, Vec<S>* slopes) {
  using V = Vec<S>;
  const V zero = {}, one = every(S(1));
  auto all = [&](auto f) { each<S, with_slope>(count, values, slopes, f); };
  switch (kind) {
    case IDENTITY:
      return all([&](V u, V& slope) {
        slope = one;
        return u;
      });
    case HEAVISIDE:
      return all([&](V u, V& slope) {
        slope = zero;
        return u >= 0 ? one : zero;
      });
    case SIGN:
      return all([&](V u, V& slope) {
        slope = zero;
        return u > 0 ? one : u < 0 ? -one : u;
      });
    case SIGMOID:
      return all([&](V u, V& slope) {
        V z = logistic(u);
        slope = z * (1 - z);
        return z;
      });
    case TANH:
      return all([&](V u, V& slope) {
        V z = tangent(u);
        slope = 1 - z * z;
        return z;
      });
    case RELU:
      return all([&](V u, V& slope) {
        slope = u > 0 ? one : zero;
        return at_least(u, zero);
      });
    case LEAKY_RELU:
      return all([&](V u, V& slope) {
        slope = u > 0 ? one : every(S(0.01));
        return slope * u;
      });
    case ELU:
      return all([&](V u, V& slope) {
        V low = exponential_less_1<S>(at_most(u, zero));
        slope = u > 0 ? one : low + 1;
        return u > 0 ? u : low;
      });
    case GELU:
      return all([&](V u, V& slope) {
        V share = normal<S>(u);
        slope = share + u * S(0.39894228040143267794) * exponential<S>(S(-0.5) * u * u);
        return u * share;
      });
    case SOFTPLUS:
      return all([&](V u, V& slope) {
        slope = logistic(u);
        return at_least(u, zero) + logarithm_1_plus<S>(exponential<S>(-absolute(u)));
      });
    case SQUARE:
      return all([&](V u, V& slope) {
        slope = 2 * u;
        return u * u;
      });
    case CUBE:
      return all([&](V u, V& slope) {
        slope = 3 * u * u;
        return u * u * u;
      });
  }
}

}  // namespace MIERU_ISA
