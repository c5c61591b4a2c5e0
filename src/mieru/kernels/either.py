"""A function of arrays in two forms: native on a CPU, plain elsewhere and for its derivatives."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.custom_batching import custom_vmap

from mieru.kernels.native_calls import native_call, widest

Shaped = tuple[Array, ...]
Form = Callable[..., Shaped]


def either(
    name: str,
    plain: Form,
    arrays: Sequence[Array],
    *,
    numbers: Mapping[str, Any],
    folded: Sequence[int] = (),
) -> Shaped:
    """What ``plain`` gives for the arrays; on a CPU the handler ``mieru_<name>`` works it out.

    ``numbers`` are the handler's lists and numbers. It takes float32 (and uint8 where it asks for
    it), none empty; all else goes the plain way. ``folded`` lists the arrays whose first axis are
    pictures that know nothing of one another, as those of the results are: where vmap has a batch
    of those and of nothing else, it is only more pictures. Any other batch is gone through one by
    one.
    """
    build, results = widest(), jax.eval_shape(plain, *arrays)
    kinds = all(a.dtype in (np.float32, np.uint8) and a.size for a in arrays)
    if build < 0 or not kinds or not results[0].size:
        return plain(*arrays)
    native = partial(native_call, name, results, instructions=build, **numbers)

    @custom_vmap
    def alone(*arrays: Array) -> Shaped:
        found: Shaped = lax.platform_dependent(*arrays, cpu=native, default=plain)
        return found

    @alone.def_vmap
    def batched(size: int, is_batched: Sequence[bool], *arrays: Array) -> tuple[Shaped, Any]:
        if [i for i, batch in enumerate(is_batched) if batch] == list(folded):
            flat = [a.reshape(-1, *a.shape[2:]) if i in folded else a for i, a in enumerate(arrays)]
            found = either(name, plain, flat, numbers=numbers, folded=folded)
            return tuple(a.reshape(size, -1, *a.shape[1:]) for a in found), (True,) * len(found)

        def one(index: Array) -> Shaped:
            own = (
                lax.dynamic_index_in_dim(a, index, keepdims=False) if batch else a
                for a, batch in zip(arrays, is_batched, strict=True)
            )
            found: Shaped = alone(*own)
            return found

        found = lax.map(one, jnp.arange(size))
        return found, (True,) * len(found)

    @jax.custom_jvp
    def derivable(*arrays: Array) -> Shaped:
        found: Shaped = alone(*arrays)
        return found

    @derivable.defjvp
    def derived(primals: Shaped, tangents: tuple[Any, ...]) -> tuple[Shaped, Shaped]:
        return derivable(*primals), jax.jvp(plain, primals, tangents)[1]

    found: Shaped = derivable(*arrays)
    return found
