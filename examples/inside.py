"""Every number of one pass forward and back: ``python examples/inside.py``."""

import numpy as np

from mieru import Dense, Given, MeanSquaredError, Network, trace

# x = 2 → ×1 → square → ×0.5 → cube = 8, and the target is 5: E = (8 − 5)² = 9.
network = Network(
    1,
    [
        Dense(1, bias=False, initial=Given((1.0,))), "square",
        Dense(1, bias=False, initial=Given((0.5,))), "cube",
    ],
)  # fmt: skip
parameters = network.initial_parameters()
found = trace(network, parameters, np.array([[2.0]]), np.array([[5.0]]), MeanSquaredError())
print(found)
print("E =", found.error)
print("∂E/∂w1 =", found["dense1"].gradients["weight"].item())
print("∂E/∂w2 =", found["dense2"].gradients["weight"].item())
print(found.latex())
