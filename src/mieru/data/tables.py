"""The classic small sets that come with scikit-learn: iris, wine, breast cancer, diabetes, digits.

Columns are standardized by the training part alone, so that nothing of the other parts leaks in.
"""

import csv
import io
from typing import Any

import numpy as np
import numpy.typing as npt

from mieru.data.arrays import divided
from mieru.data.columns import Columns, Number
from mieru.data.examples import DataSet, Examples
from mieru.data.pixels import Pixels
from mieru.data.split import TEST_SHARE, VALIDATION_SHARE, Size, split

Array = npt.NDArray[Any]


def load_table(
    name: str,
    *,
    validation: Size = VALIDATION_SHARE,
    test: Size = TEST_SHARE,
    seed: int = 0,
    standardize: bool = True,
) -> DataSet:
    """``iris``, ``wine``, ``breast-cancer`` (x is N×4, 13, 30) or ``diabetes`` (N×10, values).

    With ``standardize`` each column of x has mean 0 and standard deviation 1 over the training
    part. Raises SettingError for sizes that cannot be.
    """
    from sklearn import datasets

    table: Any = {
        "iris": datasets.load_iris,
        "wine": datasets.load_wine,
        "breast-cancer": datasets.load_breast_cancer,
        "diabetes": lambda: datasets.load_diabetes(scaled=False),
    }[name]()
    values = np.asarray(table.data, np.float64)
    classes = tuple(map(str, table.target_names)) if hasattr(table, "target_names") else None
    t = table.target.astype(np.int32) if classes else table.target.astype(np.float32)[:, None]
    parts = split(t, validation=validation, test=test, seed=seed)
    names = tuple(map(str, table.feature_names))
    columns = Columns(
        tuple(numbers_of(names, values[parts.train])) if standardize else tuple(map(_as_is, names)),
        header=names,
    )
    return divided(
        Examples(columns.apply(values), t),
        parts,
        name=name,
        classes=classes,
        features=names,
        preparation=columns,
        source=f"scikit-learn, {name}",
    )


def numbers_of(names: tuple[str, ...], values: Array) -> list[Number]:
    """The scaling of each column of ``values`` (N, D); a constant column keeps its scale.

    >>> numbers_of(("a",), np.array([[1.0], [3.0]]))
    [Number(name='a', mean=2.0, std=1.0, fill=2.0)]
    """
    mean, std = values.mean(axis=0), values.std(axis=0)
    # Rounding leaves a constant column with a spread of some 1e-16 of its size, not with 0.
    std = np.where(std > 1e-12 * np.maximum(np.abs(mean), 1e-288), std, 1.0)
    fill = np.median(values, axis=0)
    return [Number(n, *map(float, row)) for n, *row in zip(names, mean, std, fill, strict=True)]


def csv_of(name: str) -> str:
    """The table called ``name`` as CSV: its columns, then ``target`` (class names or values)."""
    from mieru.data.loading import load

    data = load(name, validation=0, test=0, standardize=False)
    classes = data.classes
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(data.features or ()), "target"])
    for x, t in zip(data.train.x.tolist(), data.train.t.tolist(), strict=True):
        writer.writerow([*(f"{value:.7g}" for value in x), classes[t] if classes else f"{t[0]:g}"])
    return text.getvalue()


def load_digits(
    *, validation: Size = VALIDATION_SHARE, test: Size = TEST_SHARE, seed: int = 0
) -> DataSet:
    """The 1,797 handwritten digits of scikit-learn: x is (N, 8, 8, 1) float32 in 0..1."""
    from sklearn import datasets

    digits = datasets.load_digits()
    x = digits.images.astype(np.float32)[..., None] / 16  # 17 levels of grey
    parts = split(digits.target, validation=validation, test=test, seed=seed)
    return divided(
        Examples(x, digits.target),
        parts,
        name="digits",
        classes=tuple(map(str, range(10))),
        preparation=Pixels((8, 8, 1), numbers="float32", background="dark"),
        source="scikit-learn, digits",
    )


def _as_is(name: str) -> Number:
    return Number(name, 0.0, 1.0, 0.0)
