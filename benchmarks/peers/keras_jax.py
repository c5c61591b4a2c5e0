"""Keras on JAX: ``model.fit``, with steps_per_execution raised, which speeds it up."""

import os
from collections.abc import Callable

os.environ["KERAS_BACKEND"] = "jax"

import keras
from cases import Case

ACTIVATIONS = {"tanh": "tanh", "sigmoid": "sigmoid", "relu": "relu"}


def prepare(case: Case) -> Callable[[int], None]:
    x, t = case.data()
    hidden = [
        keras.layers.Dense(n, activation=ACTIVATIONS[case.activation]) for n in case.sizes[1:-1]
    ]
    model = keras.Sequential(
        [keras.Input(case.sizes[:1]), *hidden, keras.layers.Dense(case.sizes[-1])]
    )
    loss = (
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        if case.classes
        else keras.losses.MeanSquaredError()
    )
    model.compile(keras.optimizers.SGD(case.rate), loss, steps_per_execution=20)

    def steps(count: int) -> None:
        rows = min(count * case.batch, case.examples)
        epochs = max(1, round(count * case.batch / rows))
        model.fit(x[:rows], t[:rows], batch_size=case.batch, epochs=epochs, verbose=0)

    return steps
