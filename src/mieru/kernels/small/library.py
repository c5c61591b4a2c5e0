"""The native code of small networks, where it was built: found, loaded, and asked what it has.

A shared library with a plain C interface, loaded by ctypes: it knows nothing of Python, so one
build serves every version of it, and a call gives other threads their turn.
"""

import ctypes
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mieru.words import say

# As MIERU_SMALL_VERSION in native/small.h: an older build is not used.
VERSION = 3
LIBRARY = "_native.dll" if sys.platform == "win32" else "_native.so"

Function = Callable[..., int]


class BuildNote(NamedTuple):
    """Why there is no native code, in both languages; ``str`` gives the reader's."""

    en: str
    ja: str

    def __str__(self) -> str:
        return say(en=self.en, ja=self.ja)


class Functions(NamedTuple):
    """What a build for one instruction set has; each for float32 and float64."""

    name: str
    train: tuple[Function, Function]
    judge: tuple[Function, Function]
    epochs: tuple[Function, Function]
    outputs: tuple[Function, Function]
    units: tuple[Function, Function]
    pictures: tuple[Function, Function]


class _Table(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("train", ctypes.c_void_p * 2),
        ("judge", ctypes.c_void_p * 2),
        ("epochs", ctypes.c_void_p * 2),
        ("outputs", ctypes.c_void_p * 2),
        ("units", ctypes.c_void_p * 2),
        ("pictures", ctypes.c_void_p * 2),
    )


_POINTER, _WHOLE = ctypes.c_void_p, ctypes.c_int32
_LOOK = (_POINTER, _POINTER, _WHOLE, _POINTER)
_ARGUMENTS = {
    "train": (_POINTER,) * 5,
    "judge": (_POINTER,) * 4,
    "epochs": (_POINTER,) * 5,
    "outputs": _LOOK,
    "units": _LOOK,
    "pictures": (_POINTER, _POINTER, _WHOLE, _WHOLE, _POINTER),
}


@cache
def builds() -> tuple[Functions, ...]:
    """The builds that this machine can run, the plainest first; empty where there are none."""
    path = Path(__file__).parents[1] / LIBRARY
    if not path.exists():
        return ()
    try:
        library = ctypes.CDLL(str(path))
        if library.mieru_small_version() != VERSION:
            return ()
        table_of = library.mieru_small_functions
    except (OSError, AttributeError):  # built for another machine, or another library altogether
        return ()
    table_of.argtypes, table_of.restype = (_WHOLE,), ctypes.POINTER(_Table)
    tables = map(table_of, range(8))
    return tuple(_functions(table.contents) for table in tables if table)


def _functions(table: _Table) -> Functions:
    def pair(name: str) -> Any:
        kind = ctypes.CFUNCTYPE(_WHOLE, *_ARGUMENTS[name])
        return tuple(kind(address) for address in getattr(table, name))

    return Functions(table.name.decode(), *(pair(name) for name in _ARGUMENTS))


def build_note() -> BuildNote | None:
    """Why small networks learn without native code here; None where they have it."""
    if builds():
        return None
    return BuildNote(
        "small networks learn in NumPy here, which is slower: Mieru was installed without its "
        "native code; with a C++ compiler (g++ or clang++), install it again",
        "小さなネットワークの学習に、速度の劣る NumPy を使います。ネイティブコードなしで "
        "Mieru がインストールされているためです。"
        "C++ コンパイラ (g++ か clang++) を用意して、もう一度インストールしてください",
    )
