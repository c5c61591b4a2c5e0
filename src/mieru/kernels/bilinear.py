"""A function of two arrays, linear in each, as a primitive of JAX with a native form on the CPU."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

from mieru.kernels.geometry import Geometry, Pair

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Settings:
    """What a product of pictures and kernels depends on besides the two arrays.

    ``build`` is the number of the instruction set, -1 for plain XLA; ``size`` the height and width
    of the result where the arrays do not tell.
    """

    geometry: Geometry
    build: int
    size: Pair = (0, 0)

    def sized(self, size: Sequence[int]) -> "Settings":
        return replace(self, size=(size[0], size[1]))


PlainForm = Callable[[Array, Array, Settings], Array]
NativeForm = Callable[[Array, Array, Settings, Shape], Array]
ShapeRule = Callable[[Shape, Shape, Settings], Shape]
# (what came for the result, first, second, settings) → for the argument in question; that argument
# is given by its shape alone.
Derivative = Callable[[Array, Any, Any, Settings], Array]


class Bilinear:
    """f(a, b): its result's shape, its plain form and its native one.

    ``folds`` says that the first axis of a and of the result are pictures that know nothing of one
    another: then a batch of a under vmap is only more pictures.
    """

    def __init__(
        self, name: str, shape: ShapeRule, plain: PlainForm, native: NativeForm, *, folds: bool
    ) -> None:
        self.shape, self.plain, self.folds = shape, plain, folds
        primitive: Any = Primitive(name)  # JAX gives these no types
        self.primitive = primitive
        primitive.def_impl(partial(_compiled_call, primitive))
        primitive.def_abstract_eval(self._abstract)

        def native_form(a: Array, b: Array, settings: Settings) -> Array:
            return native(a, b, settings, shape(a.shape, b.shape, settings))

        def plain_form(a: Array, b: Array, settings: Settings) -> Array:
            return plain(a, b, settings)  # which may call them otherwise

        for platform, form in (("cpu", native_form), (None, plain_form)):
            rule = mlir.lower_fun(form, multiple_results=False)
            mlir.register_lowering(primitive, rule, platform=platform)
        batching.primitive_batchers[primitive] = self._batched

    def __call__(self, a: Array, b: Array, settings: Settings) -> Array:
        """f(a, b); arrays of other than float32, and empty ones, take the plain form."""
        a, b = jnp.asarray(a), jnp.asarray(b)
        native = settings.build >= 0 and a.dtype == b.dtype == np.float32 and a.size and b.size
        if not native or 0 in self.shape(a.shape, b.shape, settings):
            return self.plain(a, b, settings)
        found: Array = self.primitive.bind(a, b, settings=settings)
        return found

    def derivatives(self, first: Derivative, second: Derivative) -> None:
        """Say what each argument gets back from what came for the result."""

        def for_first(came: Array, a: Any, b: Array, settings: Settings) -> Array:
            return first(came, a.aval.shape, b, settings)

        def for_second(came: Array, a: Array, b: Any, settings: Settings) -> Array:
            return second(came, a, b.aval.shape, settings)

        define: Any = ad.defbilinear
        define(self.primitive, for_first, for_second)

    def _abstract(self, a: Any, b: Any, settings: Settings) -> Any:
        return a.update(shape=self.shape(a.shape, b.shape, settings), weak_type=False)

    def _batched(
        self, arrays: tuple[Array, Array], axes: tuple[Any, Any], settings: Settings
    ) -> tuple[Array, int]:
        a, b = (
            x if axis is None else jnp.moveaxis(x, axis, 0)
            for x, axis in zip(arrays, axes, strict=True)
        )
        if self.folds and axes[1] is None:
            found = self(a.reshape(-1, *a.shape[2:]), b, settings)
            return found.reshape(*a.shape[:2], *found.shape[1:]), 0

        def one(index: Array) -> Array:
            of_a, of_b = (
                x if axis is None else lax.dynamic_index_in_dim(x, index, keepdims=False)
                for x, axis in zip((a, b), axes, strict=True)
            )
            return self(of_a, of_b, settings)

        count = len(a) if axes[0] is not None else len(b)
        return lax.map(one, jnp.arange(count)), 0


@cache
def _compiled(primitive: Primitive, settings: Settings) -> Callable[[Array, Array], Array]:
    return jax.jit(partial(primitive.bind, settings=settings))


def _compiled_call(primitive: Primitive, a: Array, b: Array, settings: Settings) -> Array:
    return _compiled(primitive, settings)(a, b)
