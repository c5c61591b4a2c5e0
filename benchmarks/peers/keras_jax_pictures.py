"""Keras on JAX: ``model.fit`` on pictures, with steps_per_execution raised, which speeds it up."""

import os
from collections.abc import Callable

os.environ["KERAS_BACKEND"] = "jax"

import keras
from keras import layers as k
from picture_cases import Layer, Layers, PictureCase


def _chain(layers: Layers, x: keras.KerasTensor) -> keras.KerasTensor:
    for layer in layers:
        x = _applied(layer, x)
    return x


def _applied(layer: Layer, x: keras.KerasTensor) -> keras.KerasTensor:
    match layer:
        case ("conv", out, side, *stride):
            return k.Conv2D(out, side, (*stride, 1)[0], padding="same")(x)
        case ("conv_norm", out, side, *stride):
            conv = k.Conv2D(out, side, (*stride, 1)[0], padding="same", use_bias=False)
            return k.BatchNormalization()(conv(x))
        case ("depthwise", side):
            return k.DepthwiseConv2D(side, padding="same")(x)
        case ("residual", chain, shortcut):
            return k.Add()([_chain(chain, x), _chain(shortcut, x)])
        case ("pool",):
            return k.MaxPooling2D(2)(x)
        case ("mean",):
            return k.GlobalAveragePooling2D()(x)
        case ("dense", units):
            return k.Dense(units)(x if len(x.shape) == 2 else k.Flatten()(x))
    return k.ReLU()(x)


def prepare(case: PictureCase) -> Callable[[int], None]:
    x, t = case.data()
    inputs = keras.Input(case.shape)
    model = keras.Model(inputs, _chain(case.layers, inputs))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(case.rate), loss, steps_per_execution=case.steps)

    def steps(count: int) -> None:
        rows = count * case.batch
        model.fit(x[:rows], t[:rows], batch_size=case.batch, epochs=1, verbose=0)

    return steps
