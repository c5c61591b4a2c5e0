"""What the written-out backpropagation costs against ``jax.value_and_grad``, both under jit."""

import statistics
import time
from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
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


def steps(gradient, parameters, x, t):
    """CALLS steps of gradient descent in one compiled loop.

    In a loop because learning is one. Single calls, each with new memory for its results, read up
    to an eighth apart for programs with the same matrix products.
    """

    def step(_, carry):
        p, total = carry
        loss, gradients = gradient(p, x, t)
        return jax.tree.map(lambda w, g: w - 1e-4 * g, p, gradients), total + loss

    return lax.fori_loop(0, CALLS, step, (parameters, jnp.zeros(())))


def measure(network: Network, batch: int) -> dict[str, float]:
    loss, parameters = CrossEntropy(), network.initial_parameters()
    x = jax.random.normal(jax.random.key(0), (batch, *network.input_shape))
    t = jax.random.randint(jax.random.key(1), (batch,), 0, network.output_shape[0])

    def error(p, x, t):
        return jnp.mean(loss.by_example(forward(network, p, x), t))

    def written(p, x, t):
        result = backpropagate(network, p, x, t, loss)
        return result.loss, result.gradients

    functions = {
        "written": jax.jit(partial(steps, written)),
        "value_and_grad": jax.jit(partial(steps, jax.value_and_grad(error))),
    }
    taken = {key: [] for key in functions}
    for f in functions.values():
        jax.block_until_ready(f(parameters, x, t))
    for _ in range(ROUNDS):
        for key, f in functions.items():
            began = time.perf_counter()
            jax.block_until_ready(f(parameters, x, t))
            taken[key].append((time.perf_counter() - began) / CALLS * 1e6)
    row = {f"{key} µs": statistics.median(times) for key, times in taken.items()}
    row["written / value_and_grad"] = row["written µs"] / row["value_and_grad µs"]
    return row


def main() -> None:
    found = {name: measure(Network.parse(text), batch) for name, (text, batch) in NETWORKS.items()}
    print(table(found))
    print(save("backprop", {"machine": machine(), "networks": found}))


if __name__ == "__main__":
    main()
