"""What the written-out backpropagation costs against ``jax.value_and_grad``, both under jit."""

import statistics
import time

import jax
import jax.numpy as jnp
from report import machine, save, table

from mieru.nn import CrossEntropy, Network, backpropagate, forward

NETWORKS = {
    "784-100-10, batch 100": ("784-100-10 sigmoid", 100),
    "784-512-512-10, batch 128": ("784-512-512-10 relu", 128),
    "convolutional, batch 64": (
        "28x28x1, conv 16 5x5, relu, maxpool, conv 32 5x5, relu, maxpool, flatten, dense 10",
        64,
    ),
    "residual, batch 128": (
        "64, residual(dense 64, relu, dense 64), layernorm, parallel(dense 5, tanh; dense 5)",
        128,
    ),
}
ROUNDS, CALLS = 31, 20


def main() -> None:
    found = {}
    for name, (text, batch) in NETWORKS.items():
        network, loss = Network.parse(text), CrossEntropy()
        parameters = network.initial_parameters()
        x = jax.random.normal(jax.random.key(0), (batch, *network.input_shape))
        t = jax.random.randint(jax.random.key(1), (batch,), 0, 10)

        def error(p, x, t, network=network, loss=loss):
            return jnp.mean(loss.by_example(forward(network, p, x), t))

        def written(p, x, t, network=network, loss=loss):
            result = backpropagate(network, p, x, t, loss)
            return result.loss, result.gradients

        functions = {
            "written": jax.jit(written),
            "value_and_grad": jax.jit(jax.value_and_grad(error)),
        }
        taken = {key: [] for key in functions}
        for f in functions.values():
            jax.block_until_ready(f(parameters, x, t))
        for _ in range(ROUNDS):
            for key, f in functions.items():
                began = time.perf_counter()
                for _ in range(CALLS):
                    result = f(parameters, x, t)
                jax.block_until_ready(result)
                taken[key].append((time.perf_counter() - began) / CALLS * 1e6)
        row = {f"{key} µs": statistics.median(times) for key, times in taken.items()}
        row["written / value_and_grad"] = row["written µs"] / row["value_and_grad µs"]
        found[name] = row
    print(table(found))
    print(save("backprop", {"machine": machine(), "networks": found}))


if __name__ == "__main__":
    main()
