"""The published networks written a second time, as torchvision computes them: pictures lie channel
by channel, weights are called by their names in the file, and the arithmetic is XLA's own."""

from collections.abc import Callable, Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from mieru.files import weighted_layers
from mieru.published import PUBLISHED

Weights = Mapping[str, np.ndarray]
Computed = Callable[[Weights, Array], Array]


def made_up(name: str, seed: int = 0) -> dict[str, np.ndarray]:
    """A state dict for the network called ``name``, of torchvision's names and shapes."""
    published = PUBLISHED[name]
    network = published.network()
    random = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    for path, prefix in zip(weighted_layers(network), published.names(), strict=True):
        tree = network.parameter_shapes
        for step in path.split("."):
            tree = tree[step]
        if "scale" in tree:
            size = tree["scale"]
            found[f"{prefix}.weight"] = random.uniform(0.5, 1.5, size)
            found[f"{prefix}.bias"] = random.normal(0, 0.1, size)
            found[f"{prefix}.running_mean"] = random.normal(0, 0.1, size)
            found[f"{prefix}.running_var"] = random.uniform(0.5, 1.5, size)
            found[f"{prefix}.num_batches_tracked"] = np.array(7)
            continue
        shape = tree["weight"]
        there = (shape[3], shape[2], *shape[:2]) if len(shape) == 4 else shape[::-1]
        spread = np.sqrt(2 / np.prod(there[1:]))
        found[f"{prefix}.weight"] = random.normal(0, spread, there)
        if "bias" in tree:
            found[f"{prefix}.bias"] = random.normal(0, 0.1, tree["bias"])
    return {k: v.astype(np.float32) if v.dtype.kind == "f" else v for k, v in found.items()}


def conv(x: Array, d: Weights, name: str, stride: int = 1, padding: int = 0) -> Array:
    y = lax.conv_general_dilated(
        x,
        jnp.asarray(d[f"{name}.weight"]),
        (stride, stride),
        [(padding, padding)] * 2,
        dimension_numbers=("NCHW", "OIHW", "NCHW"),
    )
    bias = d.get(f"{name}.bias")
    return y if bias is None else y + bias[:, None, None]


def norm(x: Array, d: Weights, name: str, epsilon: float = 1e-5) -> Array:
    mean, variance, scale, shift = (
        d[f"{name}.{part}"][:, None, None]
        for part in ("running_mean", "running_var", "weight", "bias")
    )
    normal: Array = (x - mean) / jnp.sqrt(variance + epsilon)
    return normal * scale + shift


def pool(x: Array, window: int, stride: int, padding: int = 0, *, up: bool = False) -> Array:
    """The largest of each window; ``up`` counts windows that stand half outside (ceil_mode)."""
    more = stride - 1 if up else 0
    largest: Array = lax.reduce_window(
        x,
        -jnp.inf,
        lax.max,
        (1, 1, window, window),
        (1, 1, stride, stride),
        [(0, 0), (0, 0), *[(padding, padding + more)] * 2],
    )
    return largest


def relu(x: Array) -> Array:
    return jnp.maximum(x, 0)


def linear(x: Array, d: Weights, name: str) -> Array:
    return x @ jnp.asarray(d[f"{name}.weight"].T) + d[f"{name}.bias"]


def alexnet(d: Weights, x: Array) -> Array:
    y = pool(relu(conv(x, d, "features.0", 4, 2)), 3, 2)
    y = pool(relu(conv(y, d, "features.3", 1, 2)), 3, 2)
    for i in (6, 8, 10):
        y = relu(conv(y, d, f"features.{i}", 1, 1))
    y = pool(y, 3, 2).reshape(len(x), -1)
    return linear(
        relu(linear(relu(linear(y, d, "classifier.1")), d, "classifier.4")), d, "classifier.6"
    )


def resnet18(d: Weights, x: Array) -> Array:
    y = pool(relu(norm(conv(x, d, "conv1", 2, 3), d, "bn1")), 3, 2, 1)
    for stage in (1, 2, 3, 4):
        for i in (0, 1):
            at, stride = f"layer{stage}.{i}", 2 if stage > 1 and i == 0 else 1
            z = relu(norm(conv(y, d, f"{at}.conv1", stride, 1), d, f"{at}.bn1"))
            z = norm(conv(z, d, f"{at}.conv2", 1, 1), d, f"{at}.bn2")
            if stride == 2:
                y = norm(conv(y, d, f"{at}.downsample.0", 2), d, f"{at}.downsample.1")
            y = relu(y + z)
    return linear(y.mean((2, 3)), d, "fc")


def resnet50(d: Weights, x: Array) -> Array:
    y = pool(relu(norm(conv(x, d, "conv1", 2, 3), d, "bn1")), 3, 2, 1)
    for stage, blocks in enumerate((3, 4, 6, 3), 1):
        for i in range(blocks):
            at, stride = f"layer{stage}.{i}", 2 if stage > 1 and i == 0 else 1
            z = relu(norm(conv(y, d, f"{at}.conv1"), d, f"{at}.bn1"))
            z = relu(norm(conv(z, d, f"{at}.conv2", stride, 1), d, f"{at}.bn2"))
            z = norm(conv(z, d, f"{at}.conv3"), d, f"{at}.bn3")
            if i == 0:
                y = norm(conv(y, d, f"{at}.downsample.0", stride), d, f"{at}.downsample.1")
            y = relu(y + z)
    return linear(y.mean((2, 3)), d, "fc")


def googlenet(d: Weights, x: Array) -> Array:
    def seen(y: Array, name: str, stride: int = 1, padding: int = 0) -> Array:
        return relu(norm(conv(y, d, f"{name}.conv", stride, padding), d, f"{name}.bn", 1e-3))

    def inception(y: Array, at: str) -> Array:
        branches = [
            seen(y, f"{at}.branch1"),
            seen(seen(y, f"{at}.branch2.0"), f"{at}.branch2.1", 1, 1),
            seen(seen(y, f"{at}.branch3.0"), f"{at}.branch3.1", 1, 1),
            seen(pool(y, 3, 1, 1), f"{at}.branch4.1"),
        ]
        return jnp.concatenate(branches, 1)

    y = pool(seen(x, "conv1", 2, 3), 3, 2, up=True)
    y = pool(seen(seen(y, "conv2"), "conv3", 1, 1), 3, 2, up=True)
    y = pool(inception(inception(y, "inception3a"), "inception3b"), 3, 2, up=True)
    for letter in "abcde":
        y = inception(y, f"inception4{letter}")
    y = pool(y, 2, 2, up=True)
    y = inception(inception(y, "inception5a"), "inception5b")
    return linear(y.mean((2, 3)), d, "fc")


COMPUTED: dict[str, Computed] = {
    "alexnet": alexnet,
    "resnet18": resnet18,
    "resnet50": resnet50,
    "googlenet": googlenet,
}
