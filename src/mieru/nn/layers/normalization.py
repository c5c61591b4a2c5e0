"""BatchNorm and LayerNorm: numbers brought to mean 0 and variance 1, then scaled and shifted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
from jax import Array, lax

from mieru.kernels.normalization import (
    Batch,
    Form,
    Statistics,
    normalized,
    normalized_gradient,
)
from mieru.nn.checks import positive, share
from mieru.nn.initial import Seed, constant
from mieru.nn.layer import Context, Layer, Parameters, Passed, State
from mieru.nn.layers.activation import RELU
from mieru.nn.layers.broadcast import by_channel, over_batch
from mieru.nn.shapes import Shape, size
from mieru.words import SettingError

PICTURES = 4  # axes: (N, height, width, channels)


@dataclass(frozen=True)
class _Norm(Layer):
    """The scale and shift that both normalizations learn, one of each for a channel."""

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def parameter_shapes(self, shape: Shape) -> Parameters:
        return {"scale": shape[-1:], "shift": shape[-1:]}

    def initial_parameters(self, seed: Seed, shape: Shape) -> Parameters:
        channels = shape[-1:]
        return {"scale": constant(channels, 1), "shift": constant(channels, 0)}

    def formula(self, x: str) -> str:
        return f"scale·norm({x}) + shift"


@dataclass(frozen=True)
class BatchNorm(_Norm):
    """Each channel normalized over the batch (and the picture). (Ioffe & Szegedy 2015)

    While learning it uses the mean and the (biased) variance of the batch at hand and keeps running
    ones, running ← momentum·running + (1 − momentum)·batch; afterwards it uses the running ones.
    Examples that only fill a batch up do not count.
    """

    kind: ClassVar[str] = "batchnorm"

    momentum: float = 0.9
    epsilon: float = 1e-5

    def __post_init__(self) -> None:
        share(self, "momentum")
        positive(self, "epsilon")

    def initial_state(self, shape: Shape) -> State:
        channels = shape[-1:]
        return {
            "mean": constant(channels, 0),
            "variance": constant(channels, 1),
        }

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        scale, shift = (by_channel(parameters[name], x) for name in ("scale", "shift"))
        if context.training and x.ndim == PICTURES:
            return self._by_pictures(parameters, x, context, relu=False)
        if context.training:
            return self._by_batch(scale, shift, x, context)
        if not context.state:
            raise SettingError(
                en=f"{context.path} has no running mean and variance; give the state that learning "
                "left (state=run.state), or network.initial_state() for a fresh network",
                ja=f"{context.path} に移動平均と移動分散がありません。学習が残した状態 "
                "(state=run.state) を与えてください。学習前なら network.initial_state() です",
            )
        mean, variance = (
            by_channel(context.state[name], x).astype(x.dtype) for name in ("mean", "variance")
        )
        inverse = lax.rsqrt(variance + self.epsilon)
        normal = (x - mean) * inverse

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            found = {"scale": over_batch(delta * normal), "shift": over_batch(delta)}
            return delta * scale * inverse, found

        return Passed(normal * scale + shift, pullback, context.state)

    def _by_batch(self, scale: Array, shift: Array, x: Array, context: Context) -> Passed:
        counted, n = _counted(x, context.present)
        mean = over_batch(counted * x) / n
        centred = x - by_channel(mean, x)
        variance = over_batch(counted * centred**2) / n
        inverse = by_channel(lax.rsqrt(variance + self.epsilon), x)
        normal = centred * inverse

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            # With x̂ = (x − m)/s:  ∂E/∂x = (γ/s)·(δ − (Σδ + x̂·Σδx̂)/n) for each real number.
            found = {"scale": over_batch(delta * normal), "shift": over_batch(delta)}
            d_scale, d_shift = (by_channel(found[name], x) for name in ("scale", "shift"))
            through_statistics = counted * (d_shift + normal * d_scale) / n
            return scale * inverse * (delta - through_statistics), found

        running = self._running(Statistics(mean, variance), x, context)
        return Passed(normal * scale + shift, pullback, running)

    def joins(self, following: Sequence[Layer]) -> int:
        """ReLU."""
        return 1 if following and following[0] == RELU else 0

    def forward_joined(
        self, joined: Sequence[Layer], parameters: Parameters, x: Array, context: Context
    ) -> Passed:
        if context.training and x.ndim == PICTURES:
            return self._by_pictures(parameters, x, context, relu=True)
        passed = self.forward(parameters, x, context)
        rectified = joined[0].forward({}, passed.output, context)
        return Passed(
            rectified.output,
            lambda delta: passed.pullback(rectified.pullback(delta)[0]),
            passed.state,
        )

    def _by_pictures(
        self, parameters: Parameters, x: Array, context: Context, *, relu: bool
    ) -> Passed:
        """The statistics of the batch, and ReLU after it, in the kernel made for pictures."""
        present = jnp.ones(x.shape[0], bool) if context.present is None else context.present
        batch = Batch(x, present.astype(x.dtype), parameters["scale"], parameters["shift"])
        form = Form(self.epsilon, relu)
        y, statistics = normalized(batch, form)

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            d_x, d_scale, d_shift = normalized_gradient(batch, statistics, delta, form)
            return d_x, {"scale": d_scale, "shift": d_shift}

        return Passed(y, pullback, self._running(statistics, x, context))

    def _running(self, statistics: Statistics, x: Array, context: Context) -> State:
        before = context.state or self.initial_state(x.shape[1:])
        return {
            name: self.momentum * before[name].astype(x.dtype) + (1 - self.momentum) * now
            for name, now in statistics._asdict().items()
        }


def _counted(x: Array, present: Array | None) -> tuple[Array, Array]:
    """1 for each real example and 0 for each that fills the batch up, (N, 1, …), and how many
    numbers of a channel that makes."""
    by_example = jnp.ones(x.shape[0], x.dtype) if present is None else present.astype(x.dtype)
    n = jnp.sum(by_example) * size(x.shape[1:-1])
    return by_example.reshape(-1, *[1] * (x.ndim - 1)), n


@dataclass(frozen=True)
class LayerNorm(_Norm):
    """Each example normalized over its last axis, by itself. (Ba, Kiros & Hinton 2016)"""

    kind: ClassVar[str] = "layernorm"

    epsilon: float = 1e-5

    def __post_init__(self) -> None:
        positive(self, "epsilon")

    def forward(self, parameters: Parameters, x: Array, context: Context) -> Passed:
        scale, shift = (by_channel(parameters[name], x) for name in ("scale", "shift"))
        centred = x - _mean(x)
        inverse = lax.rsqrt(_mean(centred**2) + self.epsilon)
        normal = centred * inverse

        def pullback(delta: Array) -> tuple[Array, Parameters]:
            # ∂E/∂x = (1/s)·(g − mean(g) − x̂·mean(g·x̂)) with g = δ·γ, means over the last axis.
            g = delta * scale
            d_x = inverse * (g - _mean(g) - normal * _mean(g * normal))
            return d_x, {"scale": over_batch(delta * normal), "shift": over_batch(delta)}

        return Passed(normal * scale + shift, pullback)


def _mean(values: Array) -> Array:
    return jnp.mean(values, axis=-1, keepdims=True)
