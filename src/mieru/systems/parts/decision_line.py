"""Two features, and the straight line that logistic regression draws between two classes."""

import numpy as np

from mieru.data import Examples
from mieru.systems.parts.maximum_likelihood import Array, Fitted
from mieru.systems.report.drawings import Axis, Chart, Line, Points, Regions
from mieru.systems.report.text import Text


def telling_pair(train: Examples) -> tuple[int, int]:
    """The two features from which a plane tells the label best, by squared multiple correlation.

    R² = (r₁² + r₂² − 2r₁r₂r₁₂)/(1 − r₁₂²), r₁ and r₂ their correlations with the label.
    """
    correlation = np.corrcoef(train.x, train.t, rowvar=False)
    between, label = correlation[:-1, :-1], correlation[:-1, -1]
    first, second = np.triu_indices(len(label), k=1)
    together = between[first, second]
    explained = label[first] ** 2 + label[second] ** 2
    explained -= 2 * label[first] * label[second] * together
    best = int(np.argmax(explained / np.maximum(1 - together**2, 1e-12)))
    return int(first[best]), int(second[best])


def picked(examples: Examples, pair: tuple[int, int]) -> Examples:
    """The examples with those two features only."""
    return Examples(examples.x[:, list(pair)], examples.t)


def line_chart(
    two: Fitted, train: Examples, features: tuple[str, str], classes: tuple[str, ...]
) -> Chart:
    """The training data, the side of each class, and the lines where P = 0.1, 0.5 and 0.9."""
    low, high = train.x.min(axis=0) - 0.3, train.x.max(axis=0) + 0.3
    across, up = (np.linspace(low[i], high[i], 200, dtype=np.float32) for i in (0, 1))
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    answers = two.probabilities(Examples(grid, np.zeros(len(grid), np.int32)))
    extent = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    lines = [
        Line(
            *_level_line(two, float(np.log(p / (1 - p))), extent), label, dash, colour=7, width=1.3
        )
        for p, dash, label in (
            (0.5, "solid", Text("P = 0.5: decision line", "P = 0.5: 決定境界")),
            (0.9, "dashed", Text("P = 0.1 and 0.9", "P = 0.1 と 0.9")),
            (0.1, "dashed", ""),
        )
    ]
    return Chart(
        Text("Two features and the line between the classes", "2 つの特徴量と、クラスを分ける直線"),
        [
            Regions(answers.argmax(axis=1).reshape(200, 200), extent),
            *(
                Points(*_columns(train, k), name, colour=k, size=4)
                for k, name in enumerate(classes)
            ),
            *lines,
        ],
        x=Axis(Text(f"{features[0]} (standardized)", f"{features[0]} (標準化)"), limits=extent[:2]),
        y=Axis(Text(f"{features[1]} (standardized)", f"{features[1]} (標準化)"), limits=extent[2:]),
        wide=True,
        height=1.3,
    )


def _columns(examples: Examples, label: int) -> tuple[Array, Array]:
    """The two features of the examples of one class."""
    rows = np.asarray(examples.x[examples.t == label], dtype=np.float64)
    return rows[:, 0], rows[:, 1]


def _level_line(
    two: Fitted, u: float, extent: tuple[float, float, float, float]
) -> tuple[Array, Array]:
    """The line w₁x₁ + w₂x₂ + b = u, long enough to cross the chart, by its point nearest to 0."""
    w, b = two.weights[:, 0], two.bias[0]
    foot = (u - b) * w / (w @ w)
    far = 2 * np.hypot(*(np.abs(extent[i : i + 2]).max() for i in (0, 2)))
    ends = foot + np.outer([-far, far], [-w[1], w[0]]) / np.linalg.norm(w)
    return ends[:, 0], ends[:, 1]
