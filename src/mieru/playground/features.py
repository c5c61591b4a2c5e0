"""Features: what the network is given of a point, as formulas of its coordinates x1 and x2."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mieru.playground import formula_forms as forms
from mieru.playground.formula import Node, parse_formula
from mieru.words import DataError, SettingError

Array = npt.NDArray[np.float64]

# Those of the original playground, in its order.
USUAL = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
MOST = 64


@dataclass(frozen=True)
class Features:
    """Formulas, in the order of the network's inputs.

    >>> Features.parse(("x1^2", "sin(x2)")).labels
    ('x₁²', 'sin x₂')
    """

    texts: tuple[str, ...]
    trees: tuple[Node, ...]

    @classmethod
    def parse(cls, texts: Sequence[str]) -> "Features":
        """The features that ``texts`` write, for example "x1^2" or "max(x1, 2 x2)".

        Raises SettingError that tells the place of what cannot be read, or which comes twice.
        """
        if len(texts) > MOST:
            raise SettingError(
                en=f"there may be {MOST} features, not {len(texts)}",
                ja=f"特徴量は {MOST} 個までです ({len(texts)} 個ありました)",
            )
        trees = tuple(map(parse_formula, texts))
        for place, tree in enumerate(trees):
            if tree in trees[:place]:
                raise SettingError(
                    en=f"the feature {texts[place]} comes twice; remove one of the two",
                    ja=f"特徴量 {texts[place]} が重複しています。一方を削除してください",
                )
        return cls(tuple(texts), trees)

    def __len__(self) -> int:
        return len(self.trees)

    def values(self, xy: npt.ArrayLike) -> Array:
        """Their values (N, F) float64 at ``xy`` (N, 2); 0 where a formula has none, or beyond 1e9.

        So can a whole picture be drawn of a formula that is not defined everywhere. What a network
        learns from goes through :meth:`checked`.
        """
        found = self._raw(xy)
        found[~(np.abs(found) <= LARGEST)] = 0.0
        return found

    def checked(self, xy: npt.ArrayLike) -> Array:
        """Their values (N, F) at the data's points. Raises DataError where one is not finite."""
        found = self._raw(xy)
        wrong = ~(np.abs(found) <= LARGEST)
        if wrong.any():
            place = int(np.argmax(wrong.any(axis=0)))
            rows = np.flatnonzero(wrong[:, place])
            raise _not_finite(
                self.texts[place], len(rows), np.asarray(xy, np.float64)[rows[0]].tolist()
            )
        return found

    @property
    def labels(self) -> tuple[str, ...]:
        """As a reader knows them, in plain text."""
        return tuple(map(forms.label, self.trees))

    @property
    def latex(self) -> tuple[str, ...]:
        """As LaTeX."""
        return tuple(map(forms.latex, self.trees))

    def python(self, module: str = "np") -> tuple[str, ...]:
        """As Python source of x1 and x2, with the functions of ``module``."""
        return tuple(forms.python(tree, module) for tree in self.trees)

    def _raw(self, xy: npt.ArrayLike) -> Array:
        points = np.asarray(xy, np.float64)
        found = np.empty((len(points), len(self.trees)))
        for place, tree in enumerate(self.trees):
            found[:, place] = forms.values(tree, points)
        return found


LARGEST = 1e9  # float32 learns nothing from more


def _not_finite(text: str, count: int, first: Sequence[float]) -> DataError:
    where = "(" + ", ".join(f"{v:.3g}" for v in first) + ")"
    points = "point" if count == 1 else "points"
    return DataError(
        en=f"{text} is not finite, or beyond {LARGEST:g}, at {count} {points} of the data, first "
        f"at {where}; change the formula, for example 1/(x1^2 + 0.1) for 1/x1",
        ja=f"{text} は {count} 個のデータ点で有限の値にならないか、{LARGEST:g} "
        f"を超えます (最初は {where})。式を変えてください (例: 1/x1 の代わりに 1/(x1^2 + 0.1))",
    )
