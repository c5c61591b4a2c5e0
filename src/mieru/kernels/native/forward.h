// Forward through a dense network, many examples to a vector.
//
// A chunk is `blocks` vectors of examples side by side. The z of a unit is `blocks` vectors, the
// units of a layer follow each other, and so do the layers, inputs first.
#pragma once

#include "activations.h"
#include "memory.h"

namespace MIERU_ISA {

constexpr int most_blocks = 4;

template <class S>
struct Layer {
  int incoming, units;
  int weights, biases;  // where its numbers begin among the parameters
  int first;            // its first unit, counted from the first input on
  int32_t activation;   // of a hidden layer
  uint32_t threshold;   // random numbers below leave a unit out
  S scale;              // of the units that stay
};

// A network as the loops want it: what stands in SmallNetwork, with offsets in place.
template <class S>
struct Net {
  const SmallNetwork& given;
  int inputs = 0, outputs = 0, units = 0;  // `units` counts the inputs too
  int weights = 0, parameters = 0;
  int padded = 0;                          // parameters, filled up to whole vectors
  Layer<S>* layers;

  Net(const SmallNetwork& network, Memory& memory)
      : given(network), layers(memory.take<Layer<S>>(network.layers)) {
    if (!layers) return;
    inputs = given.sizes[0];
    outputs = given.sizes[given.layers];
    units = inputs;
    for (int l = 0; l < given.layers; ++l) {
      Layer<S>& layer = layers[l];
      layer.incoming = given.sizes[l];
      layer.units = given.sizes[l + 1];
      layer.weights = weights;
      layer.first = units;
      weights += layer.incoming * layer.units;
      units += layer.units;
      if (l + 1 == given.layers) break;
      layer.activation = given.activations[l];
      layer.threshold = uint32_t(given.dropout[l] * 4294967296.);
      layer.scale = S(1 / (1 - given.dropout[l]));
    }
    parameters = weights;
    for (int l = 0; l < given.layers; ++l) {
      layers[l].biases = parameters;
      parameters += layers[l].units;
    }
    padded = whole_vectors(parameters);
  }

  static int whole_vectors(int count) {
    constexpr int n = Lanes<S>::count;
    return (count + n - 1) / n * n;
  }

  const Layer<S>& last() const { return layers[given.layers - 1]; }
  int targets() const { return given.output == SOFTMAX_OUTPUT ? 1 : outputs; }
};

// u of `together` units: Σ w z + b, with every weight read once for all blocks.
template <class S, int blocks, int together>
inline void weighted_sums(int incoming, const S* weights, const S* biases, const Vec<S>* z,
                          Vec<S>* u) {
  Vec<S> sum[together][blocks];
#pragma GCC unroll 4
  for (int k = 0; k < together; ++k)
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) sum[k][b] = every(biases[k]);
  for (int i = 0; i < incoming; ++i)
#pragma GCC unroll 4
    for (int k = 0; k < together; ++k)
#pragma GCC unroll 4
      for (int b = 0; b < blocks; ++b)
        sum[k][b] += weights[k * incoming + i] * z[i * blocks + b];
#pragma GCC unroll 4
  for (int k = 0; k < together; ++k)
#pragma GCC unroll 4
    for (int b = 0; b < blocks; ++b) u[k * blocks + b] = sum[k][b];
}

// u of all units of a layer.
template <class S, int blocks>
inline void weigh(const Layer<S>& layer, const S* parameters, const Vec<S>* z, Vec<S>* u) {
  constexpr int together = blocks == 4 ? 2 : 4;
  const S* weights = parameters + layer.weights;
  const S* biases = parameters + layer.biases;
  int unit = 0;
  for (; unit + together <= layer.units; unit += together)
    weighted_sums<S, blocks, together>(layer.incoming, weights + unit * layer.incoming,
                                       biases + unit, z, u + unit * blocks);
  for (; unit < layer.units; ++unit)
    weighted_sums<S, blocks, 1>(layer.incoming, weights + unit * layer.incoming, biases + unit, z,
                                u + unit * blocks);
}

// Fills in z of all units, u in place of z for the outputs; z of the inputs is there already.
template <class S, int blocks>
void forward(const Net<S>& net, const S* parameters, Vec<S>* z) {
  for (int l = 0; l < net.given.layers; ++l) {
    const Layer<S>& layer = net.layers[l];
    Vec<S>* own = z + layer.first * blocks;
    weigh<S, blocks>(layer, parameters, own - layer.incoming * blocks, own);
    if (l + 1 < net.given.layers)
      activate<S, false>(layer.activation, layer.units * blocks, own, nullptr);
  }
}

// Puts `columns` numbers of each of `count` examples, `row` apart, side by side in vectors. Lanes
// that are left over repeat the first example, so that they stay finite.
template <class S, class RowOf>
inline void gather(int columns, int count, int lanes, RowOf row_of, Vec<S>* out) {
  S* numbers = reinterpret_cast<S*>(out);
  for (int lane = 0; lane < lanes; ++lane) {
    const S* row = row_of(lane < count ? lane : 0);
    for (int c = 0; c < columns; ++c) numbers[c * lanes + lane] = row[c];
  }
}

}  // namespace MIERU_ISA
