"""Plain NumPy: the same step by hand."""

from collections.abc import Callable

import numpy as np
from cases import Case

F = {
    "tanh": (np.tanh, lambda z: 1 - z * z),
    "sigmoid": (lambda u: 1 / (1 + np.exp(-u)), lambda z: z * (1 - z)),
    "relu": (lambda u: np.maximum(u, 0), lambda z: z > 0),
}


def prepare(case: Case) -> Callable[[int], None]:
    x, t = case.data()
    random = np.random.default_rng(1)
    pairs = list(zip(case.sizes, case.sizes[1:], strict=False))
    weights = [(random.standard_normal(p) / p[0] ** 0.5).astype(np.float32) for p in pairs]
    biases = [np.zeros(units, np.float32) for _, units in pairs]
    f, derivative = F[case.activation]
    order, place = random.permutation(case.examples), 0

    def step() -> None:
        nonlocal order, place
        if place >= case.examples:
            order, place = random.permutation(case.examples), 0
        rows = order[place : place + case.batch]
        place += case.batch
        zs, target = [x[rows]], t[rows]
        for i, (w, b) in enumerate(zip(weights, biases, strict=True)):
            u = zs[-1] @ w + b
            zs.append(u if i == len(weights) - 1 else f(u))
        if case.classes:
            delta = np.exp(zs[-1] - zs[-1].max(1, keepdims=True))
            delta /= delta.sum(1, keepdims=True)
            delta[np.arange(len(rows)), target] -= 1
        else:
            delta = 2 * (zs[-1] - target)
        delta /= len(rows)
        for i in reversed(range(len(weights))):
            d_w, d_b = zs[i].T @ delta, delta.sum(0)
            if i:
                delta = (delta @ weights[i].T) * derivative(zs[i])
            weights[i] -= case.rate * d_w
            biases[i] -= case.rate * d_b

    def steps(count: int) -> None:
        for _ in range(count):
            step()

    return steps
