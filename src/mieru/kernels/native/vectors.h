// Vectors of numbers: the widest that the instruction set has, with the few things that arithmetic
// operators do not give. This file is compiled once for each instruction set; MIERU_ISA names the
// namespace, so that code for one machine is never linked into another's, and MIERU_BYTES the width.
#pragma once

#include <cstdint>
#include <cstring>
#include <utility>

namespace MIERU_ISA {

template <class S>
struct Lanes;

template <>
struct Lanes<float> {
  static constexpr int count = MIERU_BYTES / 4;
  typedef float Numbers __attribute__((vector_size(MIERU_BYTES)));
  typedef int32_t Whole __attribute__((vector_size(MIERU_BYTES)));
  typedef uint32_t Words __attribute__((vector_size(4 * count)));
  typedef uint8_t Bytes __attribute__((vector_size(count)));
};

template <>
struct Lanes<double> {
  static constexpr int count = MIERU_BYTES / 8;
  typedef double Numbers __attribute__((vector_size(MIERU_BYTES)));
  typedef int64_t Whole __attribute__((vector_size(MIERU_BYTES)));
  typedef uint32_t Words __attribute__((vector_size(4 * count)));
  typedef uint8_t Bytes __attribute__((vector_size(count)));
};

template <class S>
using Vec = typename Lanes<S>::Numbers;
template <class S>
using Whole = typename Lanes<S>::Whole;

template <class S>
inline Vec<S> every(S value) {
  return value - Vec<S>{};  // subtracting 0 is the one form that costs nothing
}

template <class S>
inline Vec<S> load(const S* from) {
  Vec<S> found;
  std::memcpy(&found, from, sizeof found);
  return found;
}

template <class S>
inline void store(S* to, Vec<S> value) {
  std::memcpy(to, &value, sizeof value);
}

// Both let what is not a number through, so that a loss can show it.
template <class V>
inline V at_most(V value, V limit) {
  return value > limit ? limit : value;
}

template <class V>
inline V at_least(V value, V limit) {
  return value < limit ? limit : value;
}

template <class V>
inline V absolute(V value) {
  return value < 0 ? -value : value;
}

template <class S>
inline Vec<S> square_root(Vec<S> value) {
  for (int lane = 0; lane < Lanes<S>::count; ++lane) value[lane] = __builtin_sqrt(value[lane]);
  return value;
}

template <class S>
inline Vec<S> as_numbers(Whole<S> bits) {
  return (Vec<S>)bits;
}

// Lane l of the result: a's l and l ^ stride added where l has no bit `stride`, else b's.
template <class S, int stride, int... lane>
inline Vec<S> folded(Vec<S> a, Vec<S> b, std::integer_sequence<int, lane...>) {
  constexpr int n = Lanes<S>::count;
#ifdef __clang__
  Vec<S> own = __builtin_shufflevector(a, b, (lane & stride ? lane + n : lane)...);
  Vec<S> other =
      __builtin_shufflevector(a, b, (lane & stride ? (lane ^ stride) + n : lane ^ stride)...);
#else
  Vec<S> own = __builtin_shuffle(a, b, Whole<S>{(lane & stride ? lane + n : lane)...});
  Vec<S> other = __builtin_shuffle(
      a, b, Whole<S>{(lane & stride ? (lane ^ stride) + n : lane ^ stride)...});
#endif
  return own + other;
}

// Lane l of the result is the sum of the lanes of values[l]. Overwrites the values.
template <class S, int stride = 1>
inline Vec<S> sums(Vec<S>* values) {
  if constexpr (stride == Lanes<S>::count) {
    return values[0];
  } else {
#pragma GCC unroll 16
    for (int pair = 0; pair < Lanes<S>::count / (2 * stride); ++pair)
      values[pair] = folded<S, stride>(values[2 * pair], values[2 * pair + 1],
                                       std::make_integer_sequence<int, Lanes<S>::count>());
    return sums<S, 2 * stride>(values);
  }
}

template <class S>
inline double sum(Vec<S> value) {
  double total = 0;
  for (int lane = 0; lane < Lanes<S>::count; ++lane) total += value[lane];
  return total;
}

}  // namespace MIERU_ISA
