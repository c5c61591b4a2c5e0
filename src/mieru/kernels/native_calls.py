"""The native convolution and pooling, where they were built: found, and made known to XLA.

XLA calls them by name (its foreign function interface) with buffers and with attributes; they know
nothing of Python, so one build serves every version of it.
"""

import ctypes
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from mieru.kernels.small.library import LIBRARY, BuildNote, builds

# As MIERU_CONV_VERSION in native/conv.h: an older build is not used.
VERSION = 2
_NAMES = (
    "mieru_conv_forward",
    "mieru_conv_input_gradient",
    "mieru_conv_weight_gradient",
    "mieru_conv_forward_finished",
    "mieru_conv_input_gradient_finished",
    "mieru_conv_weight_gradient_finished",
    "mieru_max_pool",
    "mieru_max_pool_gradient",
    "mieru_mean_pool",
    "mieru_mean_pool_gradient",
    "mieru_norm",
    "mieru_norm_gradient",
)


@cache
def instructions() -> tuple[str, ...]:
    """The instruction sets that this machine can run, the plainest first; () where none is built.

    A library that XLA cannot use (built for another version of it) counts as not built.
    """
    path, ffi = Path(__file__).parent / LIBRARY, cast(Any, jax.ffi)
    try:
        library = ctypes.CDLL(str(path))
        if library.mieru_conv_version() != VERSION:
            return ()
        for name in _NAMES:
            handler = ffi.pycapsule(getattr(library, name))
            ffi.register_ffi_target(name, handler, platform="cpu")
    except (OSError, AttributeError, RuntimeError):
        return ()
    return tuple(build.name for build in builds())


def widest() -> int:
    """The number of the instruction set to use, -1 where there is no native code."""
    return len(instructions()) - 1


def native_call(name: str, results: Any, *arrays: Array, instructions: int, **numbers: Any) -> Any:
    """What the handler ``mieru_<name>`` gives for ``arrays`` on a CPU.

    ``results`` is the shape of its float32 result, or a tuple of shapes and types; ``numbers`` are
    its lists of whole numbers and its single NumPy numbers. Axes that vmap adds come first, on
    every array.
    """
    if all(isinstance(size, int) for size in results):
        results = jax.eval_shape(partial(jnp.empty, results, np.float32))
    call: Any = jax.ffi.ffi_call(f"mieru_{name}", results, vmap_method="broadcast_all")
    settings = {
        key: value if isinstance(value, np.generic) else np.asarray(value, np.int64)
        for key, value in numbers.items()
    }
    return call(*arrays, instructions=np.int64(instructions), **settings)


def build_note() -> BuildNote | None:
    """Why convolution runs without native code here; None where it has it."""
    if instructions():
        return None
    return BuildNote(
        "convolution is XLA's here, which is slower: Mieru was installed without its native code; "
        "with a C++ compiler (g++ or clang++), install it again",
        "畳み込みに、速度の劣る XLA 標準の計算を使います。ネイティブコードなしで "
        "Mieru がインストールされているためです。"
        "C++ コンパイラ (g++ か clang++) を用意して、もう一度インストールしてください",
    )
