"""The currency of the data room: examples, a sealed test part, and the data set that holds both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn

import numpy as np

from mieru.data.forms import Array, inputs, read_only, targets
from mieru.data.large import rows
from mieru.data.preparation import Preparation
from mieru.words import GLOSSARY, DataError, say, term

Task = Literal["classification", "regression"]


@dataclass(frozen=True)
class Note:
    """Something the reader should know about the data, in both languages; ``str`` picks one."""

    en: str
    ja: str

    def __str__(self) -> str:
        return say(en=self.en, ja=self.ja)


@dataclass(frozen=True, eq=False, repr=False)
class Examples:
    """Inputs and their targets, as read-only arrays.

    ``x`` is (N, ...): uint8 pixels (0..255 stands for 0..1), int32 tokens, or float32.
    ``t`` is (N,) int32 class numbers or (N, K) float32 values. Wider numbers are narrowed to these.
    Raises DataError for another form.

    >>> Examples(np.zeros((3, 2)), np.array([0, 1, 1])).take([2, 0]).t.tolist()
    [1, 0]
    """

    x: Array
    t: Array

    def __post_init__(self) -> None:
        x, t = inputs(np.asarray(self.x)), targets(np.asarray(self.t))
        if len(x) != len(t):
            raise DataError(
                en=f"there are {len(x)} inputs but {len(t)} targets; give one target for each",
                ja=f"入力は {len(x)} 個、目標値は {len(t)} 個です。"
                "入力ごとに 1 つずつ与えてください",
            )
        object.__setattr__(self, "x", read_only(x))
        object.__setattr__(self, "t", read_only(t))

    def __len__(self) -> int:
        return len(self.x)

    def __repr__(self) -> str:
        return f"Examples(x={self.x.dtype}{self.x.shape}, t={self.t.dtype}{self.t.shape})"

    @property
    def task(self) -> Task:
        """What the targets ask for."""
        return "classification" if self.t.ndim == 1 else "regression"

    def take(self, indices: Sequence[int] | Array | slice) -> "Examples":
        """The examples at ``indices``, in that order. Raises DataError for a mask of booleans."""
        if isinstance(indices, slice):
            return Examples(self.x[indices], self.t[indices])
        if np.asarray(indices).dtype == bool:  # as numbers they would be the examples 0 and 1
            raise DataError(
                en="take wants the numbers of examples, not True and False; give np.flatnonzero of "
                "them",
                ja="take にはデータ点の番号を与えてください。真偽値は np.flatnonzero で番号に"
                "できます",
            )
        places = np.asarray(indices, dtype=np.intp)
        return Examples(rows(self.x, places), self.t[places])


class Sealed:
    """The test part of a data set. Only :meth:`open` gives it, and every opening is written down.

    Fitting and choosing between models must not see these examples; a report says how often, and
    why, they were looked at.

    >>> sealed = Sealed(Examples(np.zeros((3, 2)), np.array([0, 1, 1])))
    >>> len(sealed.open("final accuracy")), sealed.openings
    (3, ('final accuracy',))
    """

    __slots__ = ("__examples", "__mapping", "__openings")

    def __init__(self, examples: Examples) -> None:
        self.__examples = examples
        self.__openings: list[str] = []
        self.__mapping: Callable[[Examples], Examples] | None = None

    def open(self, reason: str) -> Examples:
        """The sealed examples, with ``reason`` kept. Raises DataError without one."""
        if not isinstance(reason, str) or not reason.strip():
            raise DataError(
                en='say why the test part is opened, such as open("final accuracy")',
                ja='テスト部分を開く理由を書いてください。例: open("最終の正解率")',
            )
        self.__openings.append(reason.strip())
        return self.__mapping(self.__examples) if self.__mapping else self.__examples

    @property
    def openings(self) -> tuple[str, ...]:
        """Why it was opened, in order."""
        return tuple(self.__openings)

    def mapped(self, function: Callable[[Examples], Examples]) -> "Sealed":
        """The same seal, its openings counted together, over examples that ``function`` changes.

        ``function`` runs only when the seal is opened.
        """
        other, inner = Sealed(self.__examples), self.__mapping
        other.__openings = self.__openings
        other.__mapping = (lambda e: function(inner(e))) if inner else function
        return other

    def __len__(self) -> int:
        return len(self.__examples)

    def __repr__(self) -> str:
        return f"Sealed({len(self)} examples, opened {len(self.__openings)} times)"

    @property
    def x(self) -> NoReturn:
        """Raises DataError: the part is sealed."""
        raise _sealed()

    @property
    def t(self) -> NoReturn:
        """Raises DataError: the part is sealed."""
        raise _sealed()

    def take(self, indices: object) -> NoReturn:
        """Raises DataError: the part is sealed."""
        raise _sealed()

    def __getitem__(self, index: object) -> NoReturn:
        raise _sealed()

    def __iter__(self) -> NoReturn:
        raise _sealed()

    def __array__(self, dtype: object = None, copy: object = None) -> NoReturn:
        raise _sealed()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        # A copy would open without being counted.
        raise _sealed()


@dataclass(frozen=True, eq=False, repr=False)
class DataSet:
    """What :func:`mieru.data.load` gives: the parts and what the reader should know about them.

    ``classes`` names the classes in the order of their numbers (None for regression), ``features``
    the columns of x (None for pictures). ``preparation`` turns raw input into x again at the time
    of prediction. ``groups`` says which group each example of the training and of the validation
    part is of, (N,) each, where they were divided by groups. Raises DataError where the parts
    disagree or a label has no class.
    """

    name: str
    train: Examples
    validation: Examples | None = None
    test: Sealed | None = None
    classes: tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None
    source: str = ""
    notes: tuple[Note, ...] = ()
    preparation: Preparation | None = None
    groups: tuple[Array, Array] | None = None

    def __post_init__(self) -> None:
        if self.validation is not None:
            _same_form(self.train, self.validation)
        if self.classes is None:
            return
        for part, examples in (("train", self.train), ("validation", self.validation)):
            if examples is not None and len(examples):
                _labels_in_range(part, examples.t, len(self.classes))

    @property
    def task(self) -> Task:
        """What the targets ask for."""
        return self.train.task

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one input."""
        return tuple(self.train.x.shape[1:])

    @property
    def outputs(self) -> int:
        """How many outputs a network needs: one for each class, or one for each value."""
        if self.classes is not None:
            return len(self.classes)
        if self.task == "classification":
            return int(self.train.t.max()) + 1
        return int(self.train.t.shape[1])

    def mapped(self, function: Callable[[Examples], Examples], **changes: Any) -> "DataSet":
        """Every part through ``function``, the test part still sealed; other fields by ``changes``.

        What must be learned from data, such as a mean, belongs into ``function`` from the training
        part only. The preparation no longer fits and is dropped unless ``changes`` gives another.

        >>> from mieru.data import load
        >>> squared = load("circle").mapped(lambda e: Examples(e.x**2, e.t))
        >>> squared.input_shape
        (2,)
        """
        changes = {"preparation": None, "features": None} | changes
        return replace(
            self,
            train=function(self.train),
            validation=None if self.validation is None else function(self.validation),
            test=None if self.test is None else self.test.mapped(function),
            **changes,
        )

    def __repr__(self) -> str:
        parts = f"train={len(self.train)}"
        parts += f", validation={len(self.validation)}" if self.validation is not None else ""
        parts += f", test={len(self.test)} sealed" if self.test is not None else ""
        return f"DataSet({self.name!r}, {parts}, {self.task}, {self.input_shape} -> {self.outputs})"

    def __str__(self) -> str:
        shape = "×".join(map(str, self.input_shape))
        form = f"{term('input')} {shape}, {term('output')} {self.outputs}"
        lines = [
            f"{self.name}: {term(self.task)}, {form}",
            f"  {term('train_data')}: {len(self.train)}",
        ]
        if self.validation is not None:
            lines.append(f"  {term('validation_data')}: {len(self.validation)}")
        if self.test is not None:
            sealed = say(en="sealed", ja="封印済み")
            lines.append(f"  {term('test_data')}: {len(self.test)} ({sealed})")
        if self.classes:
            shown = ", ".join(self.classes[:10]) + (", …" if len(self.classes) > 10 else "")
            lines.append(f"  {term('class')}: {shown}")
        return "\n".join(lines + [f"  - {note}" for note in self.notes])


def _sealed() -> DataError:
    return DataError(
        en='the test part is sealed, so that nothing is fitted or chosen by it; use open("why") '
        "once, at the end",
        ja="テスト部分は、学習や選択に使われないよう封印されています。"
        'open("理由") を最後に一度だけ使ってください',
    )


def _same_form(train: Examples, other: Examples) -> None:
    for what, a, b in (("x", train.x, other.x), ("t", train.t, other.t)):
        if a.shape[1:] != b.shape[1:] or a.ndim != b.ndim or a.dtype != b.dtype:
            raise DataError(
                en=f"{what} of the validation part is {b.dtype}{b.shape[1:]} for each example, "
                f"but {a.dtype}{a.shape[1:]} in the training part; make them alike",
                ja=f"{what} はデータ点ごとに、検証部分では {b.dtype}{b.shape[1:]}、"
                f"訓練部分では {a.dtype}{a.shape[1:]} です。揃えてください",
            )


def _labels_in_range(part: str, t: Array, classes: int) -> None:
    if t.ndim != 1:
        raise DataError(
            en=f"class names are given, but the targets of the {part} part are values {t.shape}",
            ja=f"クラス名がありますが、{GLOSSARY[part][1]}部分の目標値は形状 {t.shape} の値です",
        )
    wrong = (t < 0) | (t >= classes)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise DataError(
            en=f"example {row} of the {part} part has the label {t[row]}, but with {classes} "
            f"classes labels run from 0 to {classes - 1}",
            ja=f"{GLOSSARY[part][1]}部分の {row} 番目のデータ点のラベルは {t[row]} ですが、"
            f"{classes} クラスのラベルは 0 から {classes - 1} までです",
        )
