"""Reading the plain data out of a pickle without unpickling it: nothing in the file is ever run.

A pickle is a program for a small stack machine. This one knows the instructions that build numbers,
texts, lists, dicts and NumPy arrays of bytes; where a pickle names a function, only the three that
NumPy's own arrays need are recognized, and they are carried out here rather than called.
"""

import pickletools
import warnings
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from mieru.words import DataError

LARGEST_FILE = 512 * 2**20
MOST_DIMENSIONS = 4

_ARRAY = {("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct")}
_BYTES = ("_codecs", "encode")  # how protocol 2 writes bytes from Python 3
_KNOWN = _ARRAY | {_BYTES, ("numpy", "ndarray"), ("numpy", "dtype")}


class _Mark:
    """The bottom of a run of values on the stack."""


class _Named:
    """A function or class that the pickle names, inert."""

    def __init__(self, module: str, name: str) -> None:
        if (module, name) not in _KNOWN:
            _refuse(f"it asks for {module}.{name}", f"{module}.{name} を要求しています")
        self.name = (module, name)


class _DType:
    """A NumPy dtype under construction; only bytes are known."""


class _Array:
    """A NumPy array under construction, made whole by its state."""

    array: Any = None


def read_pickled(path: Path) -> dict[str, Any]:
    """The dict in a pickle file, its keys as text. Raises DataError for anything else."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            _refuse("it is too large", "大きすぎます")
        return _dict_of(path.read_bytes())
    except DataError as error:
        raise DataError(
            en=f"{path} is not a CIFAR file: {error.en}; fetch it again",
            ja=f"{path} は CIFAR のファイルではありません。{error.ja}。取り直してください",
        ) from error
    except OSError as error:
        raise DataError(
            en=f"{path} cannot be read ({error})", ja=f"{path} を読み取れません ({error})"
        ) from error


def _dict_of(content: bytes) -> dict[str, Any]:
    machine = _Machine()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd escapes in a damaged name
            # genops names each instruction and decodes its argument; it runs nothing.
            for instruction, argument, _ in pickletools.genops(content):
                machine.do(instruction.name, argument)
        value = machine.finished()
    except (ValueError, TypeError, IndexError, KeyError, OverflowError) as error:
        if isinstance(error, DataError):
            raise
        _refuse("it is damaged", "壊れています")
    if not isinstance(value, dict):
        _refuse("it holds no dict", "辞書が入っていません")
    return {_text(key): entry for key, entry in value.items()}


class _Machine:
    """The stack machine: plain values only."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.copied = 0

    def finished(self) -> Any:
        if len(self.stack) != 1:
            _refuse("it is damaged", "壊れています")
        return _settled(self.stack[0])

    def do(self, name: str, argument: Any) -> None:
        """Carry out one instruction."""
        if name in _PLAIN:
            self.stack.append(argument)
        elif name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name]())
        elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
            self.memo[argument] = self.stack[-1]
        elif name == "MEMOIZE":
            self.memo[len(self.memo)] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET", "GET"):
            self.stack.append(self.memo[argument])
        elif name == "GLOBAL":
            module, _, attribute = argument.partition(" ")
            self.stack.append(_Named(module, attribute))
        elif name == "STACK_GLOBAL":
            attribute, module = self.stack.pop(), self.stack.pop()
            self.stack.append(_Named(_text(module), _text(attribute)))
        elif name not in ("PROTO", "FRAME", "STOP"):
            step = getattr(self, f"_{name.lower()}", None)
            if step is None:
                _refuse(
                    f"its instruction {name} is none of plain data", f"命令 {name} は扱えません"
                )
            step()

    def _since_mark(self) -> list[Any]:
        place = len(self.stack) - 1
        while not isinstance(self.stack[place], _Mark):
            place -= 1
            if place < 0:
                _refuse("it is damaged", "壊れています")
        values = self.stack[place + 1 :]
        del self.stack[place:]
        return values

    def _tuple(self) -> None:
        self.stack.append(tuple(self._since_mark()))

    def _tuple1(self) -> None:
        self._take_tuple(1)

    def _tuple2(self) -> None:
        self._take_tuple(2)

    def _tuple3(self) -> None:
        self._take_tuple(3)

    def _take_tuple(self, count: int) -> None:
        values = tuple(self.stack[len(self.stack) - count :])
        if len(self.stack) < count:
            _refuse("it is damaged", "壊れています")
        del self.stack[len(self.stack) - count :]
        self.stack.append(values)

    def _list(self) -> None:
        self.stack.append(self._since_mark())

    def _dict(self) -> None:
        values = self._since_mark()
        self.stack.append({})
        self._set_items(values)

    def _append(self) -> None:
        self._extend([self.stack.pop()])

    def _appends(self) -> None:
        self._extend(self._since_mark())

    def _extend(self, values: list[Any]) -> None:
        if not isinstance(self.stack[-1], list):
            _refuse("it is damaged", "壊れています")
        self.stack[-1].extend(values)

    def _setitem(self) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set_items([key, value])

    def _setitems(self) -> None:
        self._set_items(self._since_mark())

    def _set_items(self, values: list[Any]) -> None:
        target, keys = self.stack[-1], values[0::2]
        # Texts only: hashing a deep tuple could overrun the interpreter's own stack.
        if not isinstance(target, dict) or not all(isinstance(k, str | bytes) for k in keys):
            _refuse("it is damaged", "壊れています")
        target.update(zip(keys, values[1::2], strict=True))

    def _reduce(self) -> None:
        arguments, called = self.stack.pop(), self.stack.pop()
        if not isinstance(called, _Named) or not isinstance(arguments, tuple):
            _refuse("it calls what is no function", "関数でないものを呼び出しています")
        if called.name in _ARRAY:
            self.stack.append(_Array())
        elif called.name == ("numpy", "dtype") and arguments[:1] in (("u1",), (b"u1",)):
            self.stack.append(_DType())
        elif called.name == _BYTES and len(arguments) == 2 and arguments[1] == "latin1":
            self.stack.append(self._bytes(arguments[0]))
        else:
            _refuse(
                f"it calls {'.'.join(called.name)}", f"{'.'.join(called.name)} を呼び出しています"
            )

    def _build(self) -> None:
        state, target = self.stack.pop(), self.stack[-1]
        if isinstance(target, _Array) and target.array is None:
            target.array = self._array(state)
        elif not isinstance(target, _DType):  # the state of a byte's dtype says nothing
            _refuse("it is damaged", "壊れています")

    def _array(self, state: Any) -> Any:
        """NumPy's state of an array, (version, shape, dtype, Fortran order, bytes), as an array."""
        if not isinstance(state, tuple) or len(state) != 5:
            _refuse("it is damaged", "壊れています")
        _, shape, dtype, fortran, content = state
        whole = isinstance(shape, tuple) and all(type(n) is int and n >= 0 for n in shape)
        if not isinstance(dtype, _DType) or not whole or len(shape) > MOST_DIMENSIONS:
            _refuse("its array is not one of bytes", "バイトの配列ではありません")
        flat = np.frombuffer(self._bytes(content), np.uint8)
        size = 1
        for side in shape:
            size *= side
        if flat.size != size:
            _refuse("its array is cut short", "配列が途中で切れています")
        return flat.reshape(shape, order="F" if fortran else "C")

    def _bytes(self, value: Any) -> bytes:
        """A text as the bytes that it stands for: Python 2 had but one type for both."""
        if isinstance(value, bytes):
            return value
        if not isinstance(value, str):
            _refuse("it is damaged", "壊れています")
        # One text can be named again and again; its copies together stay as small as a file.
        self.copied += len(value)
        if self.copied > LARGEST_FILE:
            _refuse("it is too large", "大きすぎます")
        return value.encode("latin-1")


_PLAIN = (
    frozenset(("INT", "BININT", "BININT1", "BININT2", "LONG1"))
    | frozenset(("STRING", "BINSTRING", "SHORT_BINSTRING"))
    | frozenset(("BINBYTES", "SHORT_BINBYTES", "BINBYTES8"))
    | frozenset(("UNICODE", "BINUNICODE", "SHORT_BINUNICODE"))
)
_CONSTANTS: dict[str, Any] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_TUPLE": tuple,
    "MARK": _Mark,
}


def _settled(value: Any) -> Any:
    """A dict with its finished arrays in the place of those under construction."""
    if not isinstance(value, dict):
        return value
    return {k: v.array if isinstance(v, _Array) else v for k, v in value.items()}


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if not isinstance(value, str):
        _refuse("it is damaged", "壊れています")
    return value


def _refuse(en: str, ja: str) -> NoReturn:
    raise DataError(en=en, ja=ja)
