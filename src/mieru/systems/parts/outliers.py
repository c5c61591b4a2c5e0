"""What a loss decides: a line fitted to points of which a few are wrong."""

import numpy as np

from mieru.data import Examples
from mieru.learn import GradientDescent, Listener, fit
from mieru.nn import Dense, Huber, Network, SquaredError, Zeros
from mieru.systems.report.drawings import Axis, Chart, Line, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Section

POINTS = 30
TRUE_SLOPE = 1.0


def spoilt_line(outliers: int, seed: int) -> Examples:
    """Points about t = x; the ``outliers`` with the largest x were written down 5 too low."""
    random = np.random.default_rng(seed)
    x = np.sort(random.uniform(-2, 2, POINTS))
    t = TRUE_SLOPE * x + random.normal(0, 0.15, POINTS)
    t[POINTS - outliers :] -= 5
    return Examples(x[:, None], t[:, None])


def fitted_lines(
    points: Examples, *, threshold: float, seed: int, listeners: tuple[Listener, ...]
) -> dict[str, tuple[float, float]]:
    """Slope and bias of the line that squared error, and Huber's loss, fit to the points."""
    network = Network(1, [Dense(1, initial=Zeros())])
    lines = {}
    for loss in (SquaredError(), Huber(threshold)):
        run = fit(
            network,
            points,
            loss=loss,
            epochs=2000,
            batch_size=len(points),
            optimizer=GradientDescent(0.3),
            seed=seed,
            listeners=listeners,
        )
        dense = run.parameters["dense1"]
        lines[loss.kind] = float(dense["weight"][0, 0]), float(dense["bias"][0])
    return lines


def outliers_section(
    points: Examples, outliers: int, lines: dict[str, tuple[float, float]]
) -> Section:
    """The points and both lines."""
    ends = np.array([-2.0, 2.0])
    names = {"squared_error": word("squared_error"), "huber": Text("Huber's loss", "Huber 損失")}
    squared, huber = lines["squared_error"][0], lines["huber"][0]
    return Section(
        Text("What it decides", "損失の違いがもたらすもの"),
        [
            Text(
                f"{POINTS} points about the line t = x, {outliers} of them written down wrongly. "
                "The loss decides how much those few are listened to: the squared error gives a "
                f"slope of {squared:.2f}, Huber's loss {huber:.2f}.",
                f"直線 t = x のまわりの {POINTS} 点のうち {outliers} 点が誤って記録されています。"
                "その少数の点にどれだけ引きずられるかは損失で決まります。"
                f"傾きは二乗誤差では {squared:.2f}、Huber 損失では {huber:.2f} になりました。",
            ),
            Chart(
                Text("A line with outliers", "外れ値のあるデータに引いた直線"),
                [
                    Points(points.x[:, 0], points.t[:, 0], word("data"), colour=7, size=4),
                    Line(ends, TRUE_SLOPE * ends, "t = x", dash="dotted", colour=7),
                    *(
                        Line(ends, slope * ends + bias, names[kind])
                        for kind, (slope, bias) in lines.items()
                    ),
                ],
                x=Axis("x"),
                y=Axis("t"),
                wide=True,
            ),
        ],
    )
