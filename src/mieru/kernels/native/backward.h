// Backpropagation: forward keeping the slope of every unit, back carrying δ, and the gradient.
#pragma once

#include "outputs.h"

namespace MIERU_ISA {

// Working memory of one chunk; vectors of a unit, or of an input, stand as in forward.h.
template <class S>
struct Passes {
  Vec<S>* z;       // (units + 2): behind the units a row of ones and a row of zeros
  Vec<S>* slopes;  // (units)
  Vec<S>* delta;   // (units + 1): behind the units a row of zeros
};

// The gradient of parameter k is the sum over examples of z[source[k]]·δ[unit[k]]; a bias has the
// row of ones as its source. One list for all, so that sums over lanes are made many at a time.
struct Factors {
  const int32_t* source;
  const int32_t* unit;
};

template <class S>
inline void list_factors(const Net<S>& net, int32_t* source, int32_t* unit) {
  for (int l = 0; l < net.given.layers; ++l) {
    const Layer<S>& layer = net.layers[l];
    for (int k = 0; k < layer.units; ++k) {
      for (int i = 0; i < layer.incoming; ++i) {
        const int weight = layer.weights + k * layer.incoming + i;
        source[weight] = layer.first - layer.incoming + i;
        unit[weight] = layer.first + k;
      }
      source[layer.biases + k] = net.units;
      unit[layer.biases + k] = layer.first + k;
    }
  }
  for (int k = net.parameters; k < net.padded; ++k) source[k] = net.units + 1, unit[k] = net.units;
}

inline uint32_t mixed(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
  h = (h ^ (h >> 13)) * 0xC2B2AE35u;
  return h ^ (h >> 16);
}

constexpr uint32_t golden = 0x9E3779B9u;

// As kernels/small/draws.py, which says what is wanted of it.
inline uint32_t step_key(uint64_t seed, uint32_t step) {
  const uint32_t key = mixed(uint32_t(seed) + golden);
  return mixed(mixed(key ^ uint32_t(seed >> 32)) ^ step);
}

// Leaves units out; `row` is the place in its batch that the chunk's first example has.
template <class S, int blocks>
inline void drop_out(const Net<S>& net, const Layer<S>& layer, uint32_t key, int row, Vec<S>* z,
                     Vec<S>* slopes) {
  using Words = typename Lanes<S>::Words;
  for (int unit = 0; unit < layer.units; ++unit) {
    const uint32_t by_unit = mixed(key + uint32_t(layer.first - net.inputs + unit + 1));
    for (int b = 0; b < blocks; ++b) {
      Words h;
      for (int lane = 0; lane < Lanes<S>::count; ++lane)
        h[lane] = by_unit + golden * uint32_t(row + b * Lanes<S>::count + lane + 1);
      h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
      h = (h ^ (h >> 13)) * 0xC2B2AE35u;
      h = h ^ (h >> 16);
      Words stays = h >= layer.threshold ? Words{} + 1 : Words{};
      Vec<S> factor = __builtin_convertvector(stays, Vec<S>) * layer.scale;
      z[unit * blocks + b] *= factor;
      slopes[unit * blocks + b] *= factor;
    }
  }
}

// Fills in z and the slopes of all units, u in place of z for the outputs.
template <class S, int blocks>
inline void forward_keeping(const Net<S>& net, const S* parameters, uint32_t key, int row,
                            const Passes<S>& passes) {
  for (int l = 0; l < net.given.layers; ++l) {
    const Layer<S>& layer = net.layers[l];
    Vec<S>* z = passes.z + layer.first * blocks;
    Vec<S>* slopes = passes.slopes + layer.first * blocks;
    weigh<S, blocks>(layer, parameters, z - layer.incoming * blocks, z);
    if (l + 1 == net.given.layers) break;
    activate<S, true>(layer.activation, layer.units * blocks, z, slopes);
    if (layer.threshold) drop_out<S, blocks>(net, layer, key, row, z, slopes);
  }
}

// δ of `together` units below: Σ δ w over the units above, times the slope.
template <class S, int blocks, int together>
inline void weighted_deltas(const Layer<S>& above, const S* weights, const Vec<S>* delta,
                            const Vec<S>* slopes, Vec<S>* below) {
  Vec<S> sum[together][blocks] = {};
  for (int unit = 0; unit < above.units; ++unit)
#pragma GCC unroll 4
    for (int k = 0; k < together; ++k)
#pragma GCC unroll 4
      for (int b = 0; b < blocks; ++b)
        sum[k][b] += weights[unit * above.incoming + k] * delta[unit * blocks + b];
#pragma GCC unroll 4
  for (int k = 0; k < together; ++k)
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) below[k * blocks + b] = sum[k][b] * slopes[k * blocks + b];
}

// δ of all hidden units from δ of the outputs.
template <class S, int blocks>
inline void back(const Net<S>& net, const S* parameters, const Passes<S>& passes) {
  constexpr int together = blocks == 4 ? 2 : 4;
  for (int l = net.given.layers - 1; l > 0; --l) {
    const Layer<S>& above = net.layers[l];
    const S* weights = parameters + above.weights;
    const Vec<S>* delta = passes.delta + above.first * blocks;
    const int first = above.first - above.incoming;
    int unit = 0;
    for (; unit + together <= above.incoming; unit += together)
      weighted_deltas<S, blocks, together>(above, weights + unit, delta,
                                           passes.slopes + (first + unit) * blocks,
                                           passes.delta + (first + unit) * blocks);
    for (; unit < above.incoming; ++unit)
      weighted_deltas<S, blocks, 1>(above, weights + unit, delta,
                                    passes.slopes + (first + unit) * blocks,
                                    passes.delta + (first + unit) * blocks);
  }
}

// Writes the chunk's gradient, or adds it to what is there.
template <class S, int blocks>
inline void add_gradient(const Net<S>& net, const Factors& factors, const Passes<S>& passes,
                         bool add, S* gradient) {
  constexpr int n = Lanes<S>::count;
  for (int first = 0; first < net.padded; first += n) {
    Vec<S> products[n];
#pragma GCC unroll 16
    for (int k = 0; k < n; ++k) {
      const Vec<S>* z = passes.z + factors.source[first + k] * blocks;
      const Vec<S>* delta = passes.delta + factors.unit[first + k] * blocks;
      products[k] = z[0] * delta[0];
#pragma GCC unroll 4
      for (int b = 1; b < blocks; ++b) products[k] += z[b] * delta[b];
    }
    Vec<S> total = sums<S>(products);
    store(gradient + first, add ? load(gradient + first) + total : total);
  }
}

}  // namespace MIERU_ISA
