"""Two classes on a plane, and the lines that part them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.systems.report.drawings import Axis, Chart, Line, Points
from mieru.systems.report.text import Words

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plane:
    """Examples of two classes, x (N, 2) and t (N,) of ±1, to be drawn with any line."""

    x: Array
    t: Array
    names: tuple[str, str]
    axes: tuple[Axis, Axis]

    def chart(self, title: Words, lines: list[Line], cause: int | None = None) -> Chart:
        """The examples, the lines, and a ring around the example that caused the update."""
        low, high = self.x.min(axis=0), self.x.max(axis=0)
        space = 0.3 * (high - low).max()
        marks: list[Line | Points] = list(lines)
        for sign, name, colour in ((-1, self.names[0], 1), (1, self.names[1], 0)):
            of = self.t == sign
            marks.append(Points(self.x[of, 0], self.x[of, 1], name, colour=colour))
        if cause is not None:
            at = self.x[[cause]]
            marks.append(Points(at[:, 0], at[:, 1], colour=2, hollow=True, size=12, marker="o"))
        across, upward = self.axes
        return Chart(
            title,
            marks,
            Axis(across.label, limits=across.limits or (low[0] - space, high[0] + space)),
            Axis(upward.label, limits=upward.limits or (low[1] - space, high[1] + space)),
        )

    def ends(self, w: Array) -> tuple[Array, Array]:
        """(x₁, x₂) of two points of w·x̃ = 0 far outside the chart; none where w has no line."""
        length = float(np.linalg.norm(w[:2]))
        if not length:
            return np.zeros(0), np.zeros(0)
        middle, reach = self.x.mean(axis=0), 6 * float(np.ptp(self.x, axis=0).max())
        foot = middle - w[:2] * (w[:2] @ middle + w[2]) / length**2
        along = reach * np.array([-w[1], w[0]]) / length
        across, upward = np.stack([foot - along, foot + along], axis=1)
        return across, upward
