r"""Polynomial regression: the same noisy points of sin(x), with curves of more and more freedom.

A polynomial of degree d is linear in its d + 1 coefficients, y(x) = Σₖ wₖ Pₖ(z), so the error
E = (1/N)Σ(yₙ − tₙ)² is a bowl again and its lowest point is found in closed form. Degree 1 is too
stiff for a sine (underfitting), degrees 3 to 10 follow it, degree 50 follows the noise
(overfitting): its training error is the smallest of all and what it says between the points is
nonsense. That is why a degree is chosen by validation data and judged, once, by test data.

Pₖ are the Legendre polynomials and z is x scaled to [−1, 1]. They span the same curves as the
powers 1, z, z², …, but those grow ever more parallel to each other: the condition number of fitting
them passes what double precision can hold before degree 50. Gradient descent needs a number of
steps in proportion to the *square* of the condition number, which is why nobody fits polynomials by
it. (Trefethen 2013, "Approximation Theory and Approximation Practice", chapters 2 and 17.)
"""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.scientific import scientific
from mieru.systems.report.drawings import Axis, Chart, Level, Line, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Cell, Formula, Result, Section, Table
from mieru.words import SettingError, say

Array = NDArray[np.float64]

HIGHEST = 200


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    degrees: str = option(
        "1,3,5,10,20,50",
        en=f"the degrees to compare, such as 1,3,5 (0 to {HIGHEST})",
        ja=f"比べる次数。1,3,5 のように並べます (0 から {HIGHEST} まで)",
    )
    points: int = option(
        100,
        en="how many points: 60 % to fit, 20 % to validate, 20 % to test",
        ja="点の数。60 % で当てはめ、20 % で検証、20 % でテストします",
        least=10,
        most=100_000,
    )
    noise: float = option(
        20.0,
        en="standard deviation of the noise on sin(x), in percent",
        ja="sin(x) に加えるノイズの標準偏差 (パーセント)",
        least=0,
        most=100,
    )


@dataclass(frozen=True, eq=False)
class Scale:
    """x → z in [−1, 1], by the smallest and largest x of the training data."""

    low: float
    high: float

    def __call__(self, x: Array) -> Array:
        scaled: Array = (
            2 * (np.asarray(x, dtype=np.float64) - self.low) / (self.high - self.low) - 1
        )
        return scaled


@dataclass(frozen=True, eq=False)
class Curve:
    """A fitted polynomial: y(x) = Σₖ ``coefficients``[k] · Pₖ(scale(x))."""

    scale: Scale
    coefficients: Array  # (degree + 1,)

    @property
    def degree(self) -> int:
        """The highest power."""
        return len(self.coefficients) - 1

    def __call__(self, x: Array) -> Array:
        return np.asarray(legendre.legval(self.scale(x), self.coefficients), np.float64)

    def error(self, examples: Examples) -> float:
        """√((1/N)Σ(y − t)²), in the unit of t."""
        return float(np.sqrt(np.mean((self(examples.x[:, 0]) - examples.t[:, 0]) ** 2)))


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Every degree on the training part, the choice by the validation part, the test part last."""
    degrees = read_degrees(settings.degrees)
    data = stage.data(
        "sine",
        points=settings.points,
        noise=settings.noise,
        seed=seed,
        validation=0.2,
        test=0.2,
    )
    train, validation = data.train, data.validation
    assert validation is not None
    assert data.test is not None
    curves = {degree: fitted(train, degree) for degree in range(max(degrees) + 1)}
    chosen = min(degrees, key=lambda degree: curves[degree].error(validation))
    why = say(
        en=f"error of degree {chosen}, which the validation data chose",
        ja=f"検証データで選んだ {chosen} 次の誤差",
    )
    parts = {"train": train, "validation": validation, "test": data.test.open(why)}
    stiff, free = curves[degrees[0]], curves[degrees[-1]]
    metrics = {"chosen_degree": float(chosen)}
    metrics |= {f"{name}_error": curves[chosen].error(part) for name, part in parts.items()}
    metrics |= {
        "lowest_degree_test_error": stiff.error(parts["test"]),
        "highest_degree_train_error": free.error(train),
        "highest_degree_test_error": free.error(parts["test"]),
    }
    return Result(
        metrics=metrics,
        names=names(chosen, degrees[0], degrees[-1]),
        summary=Text(
            f"The validation data choose degree {chosen}; its test error is "
            f"{metrics['test_error']:.3f}, close to the noise of {settings.noise / 100:g}. Degree "
            f"{degrees[-1]} has the smallest training error and a test error of "
            f"{readable(metrics['highest_degree_test_error'])}.",
            f"検証データで選ばれるのは {chosen} 次で、テスト誤差は {metrics['test_error']:.3f} "
            f"(ノイズの大きさは {settings.noise / 100:g}) です。{degrees[-1]} 次は訓練誤差が最小で"
            f"すが、テスト誤差は {readable(metrics['highest_degree_test_error'])} になります。",
        ),
        sections=[
            curves_section([curves[degree] for degree in degrees], train),
            errors_section(curves, parts, degrees, chosen),
            numbers_section([curves[degree] for degree in degrees], train),
        ],
    )


def names(chosen: int, lowest: int, highest: int) -> dict[str, Text]:
    """What the metrics are called."""
    return {
        "chosen_degree": Text("degree chosen by validation", "検証データで選んだ次数"),
        "train_error": Text(f"training error, degree {chosen}", f"訓練誤差 ({chosen} 次)"),
        "validation_error": Text(f"validation error, degree {chosen}", f"検証誤差 ({chosen} 次)"),
        "test_error": Text(f"test error, degree {chosen}", f"テスト誤差 ({chosen} 次)"),
        "lowest_degree_test_error": Text(
            f"test error, degree {lowest}", f"テスト誤差 ({lowest} 次)"
        ),
        "highest_degree_train_error": Text(
            f"training error, degree {highest}", f"訓練誤差 ({highest} 次)"
        ),
        "highest_degree_test_error": Text(
            f"test error, degree {highest}", f"テスト誤差 ({highest} 次)"
        ),
    }


# The mathematics.


def read_degrees(text: str) -> list[int]:
    """``1,3,5`` as rising whole numbers; raises SettingError where it is something else."""
    try:
        found = sorted({int(part) for part in text.split(",")})
    except ValueError:
        found = []
    if not found or found[0] < 0 or found[-1] > HIGHEST:
        raise SettingError(
            en=f"degrees cannot be {text!r}; write whole numbers from 0 to {HIGHEST} with commas "
            "between them, such as 1,3,5",
            ja=f"degrees を {text!r} にはできません。0 から {HIGHEST} までの整数を 1,3,5 のように"
            "カンマで区切って並べてください",
        )
    return found


def fitted(train: Examples, degree: int) -> Curve:
    """The curve of that degree with the smallest squared error on the training data.

    Where there are fewer points than coefficients, the one with the smallest coefficients.
    """
    x = train.x[:, 0].astype(np.float64)
    scale = Scale(float(x.min()), float(x.max()))
    basis = legendre.legvander(scale(x), degree)
    coefficients = np.linalg.lstsq(basis, train.t[:, 0].astype(np.float64))[0]
    return Curve(scale, np.asarray(coefficients, np.float64))


def condition_numbers(train: Examples, degree: int) -> tuple[float, float]:
    """Largest by smallest stretch of the matrix of powers of z, and of Legendre polynomials."""
    x = train.x[:, 0].astype(np.float64)
    z = Scale(float(x.min()), float(x.max()))(x)
    powers = np.vander(z, degree + 1)
    basis = legendre.legvander(z, degree)
    return float(np.linalg.cond(powers)), float(np.linalg.cond(basis))


# The report.


def readable(error: float) -> str:
    """0.202, but 14,473."""
    return f"{error:.3f}" if error < 100 else f"{error:,.0f}"


def curves_section(curves: list[Curve], train: Examples) -> Section:
    """One small chart for each degree."""
    x = train.x[:, 0]
    grid = np.linspace(x.min(), x.max(), 1200)
    charts = [
        Chart(
            Text(f"Degree {curve.degree}", f"{curve.degree} 次"),
            [
                Line(grid, np.sin(grid), "sin(x)", dash="dashed", colour=7, width=1.2),
                Points(x, train.t[:, 0], word("train_data"), colour=0, size=3.5),
                Line(grid, curve(grid), Text("fitted", "当てはめた曲線"), colour=1),
            ],
            x=Axis("x"),
            y=Axis("y", limits=(-2, 2)),
        )
        for curve in curves
    ]
    return Section(
        Text("Too stiff, right, too free", "硬すぎる、ちょうどよい、自由すぎる"),
        [
            Text(
                "The same training points, and for each degree the curve with the smallest squared "
                "error. Every added degree brings the curve nearer to these points; from some "
                "degree on it no longer brings it nearer to the sine they came from.",
                "同じ訓練データに、次数ごとに二乗誤差が最小になる曲線を当てはめました。"
                "次数を上げるほど曲線は点に近づきますが、ある次数を超えると、もとの sin(x) "
                "には近づかなくなります。",
            ),
            *charts,
        ],
    )


def errors_section(
    curves: dict[int, Curve], parts: dict[str, Examples], degrees: list[int], chosen: int
) -> Section:
    """Training, validation and test error by degree."""
    everything = sorted(curves)
    least = max(1e-3, min(curve.error(parts["train"]) for curve in curves.values()))
    lines = [
        Line(everything, [curves[d].error(part) for d in everything], LABELS[name])
        for name, part in parts.items()
    ]
    chart = Chart(
        Text("Error by degree", "次数と誤差"),
        [*lines, Level(chosen, Text(f"chosen: {chosen}", f"選んだ次数: {chosen}"), upright=True)],
        x=Axis(Text("degree", "次数"), whole=True),
        y=Axis(Text("error (root mean square)", "誤差 (RMSE)"), log=True, limits=(0.5 * least, 10)),
        wide=True,
        caption=Text(
            "The training error can only fall. The others fall, stay, and rise again, far beyond "
            "the top of this chart; the table has their numbers.",
            "訓練誤差は下がる一方です。検証誤差とテスト誤差は、下がり、横ばいになり、"
            "また上がります。図の上端を超えた先の値は表にあります。",
        ),
    )
    table = Table(
        [Text("degree", "次数"), *LABELS.values()],
        [[str(d), *(curves[d].error(part) for part in parts.values())] for d in degrees],
    )
    return Section(
        Text("Which degree?", "次数をどう選ぶか"),
        [
            Text(
                f"Of the degrees compared, {chosen} has the smallest error on the validation data, "
                "which no curve was fitted to. Only after that choice was the test part opened; "
                "the other degrees' test errors are shown to compare, and took no part in "
                "choosing.",
                f"比べた次数のうち、当てはめに使っていない検証データでの誤差が最小なのは {chosen} "
                "次です。テストデータは、この選択を終えてから一度だけ開きました。"
                "ほかの次数のテスト誤差は比較のために示したもので、選択には使っていません。",
            ),
            chart,
            table,
        ],
    )


LABELS = {
    "train": Text("training error", "訓練誤差"),
    "validation": Text("validation error", "検証誤差"),
    "test": Text("test error", "テスト誤差"),
}


def numbers_section(curves: list[Curve], train: Examples) -> Section:
    """Why Legendre polynomials, and why not gradient descent."""
    rows: list[list[Cell]] = []
    for curve in curves:
        powers, basis = condition_numbers(train, curve.degree)
        largest = float(np.abs(curve.coefficients).max())
        numbers = (largest, powers, basis)
        rows.append([str(curve.degree), *(Formula(scientific(n)) for n in numbers)])
    return Section(
        Text("In numbers that a computer can hold", "計算機で正しく解くために"),
        [
            Formula(
                r"y(x) = \sum_{k=0}^{d} w_k P_k(z), \qquad z = 2\,\frac{x - x_{\min}}"
                r"{x_{\max} - x_{\min}} - 1"
            ),
            Text(
                "The powers $1, z, z^2, \\dots$ and the Legendre polynomials $P_k$ span the same "
                "curves, but the condition number of the least-squares problem, how much it "
                "magnifies a rounding error, differs by many powers of ten; double precision holds "
                "16 digits. Gradient descent would need steps in proportion to the square of that "
                "number, so the lowest point is computed directly, by a singular value "
                "decomposition.",
                "$1, z, z^2, \\dots$ でもルジャンドル多項式 $P_k$ でも表せる曲線は同じですが、"
                "最小二乗問題の条件数 (丸め誤差が何倍になるか) は何桁も違います。"
                "倍精度の有効桁数は 16 桁です。勾配降下法に必要なステップ数は条件数の 2 "
                "乗に比例するため、ここでは特異値分解を使って最小点を直接求めます。",
            ),
            Table(
                [
                    Text("degree", "次数"),
                    Text("largest coefficient", "係数の絶対値の最大"),
                    Text("condition, powers", "条件数 (べき)"),
                    Text("condition, Legendre", "条件数 (ルジャンドル)"),
                ],
                rows,
                Text(
                    "Very large coefficients are a mark of overfitting; regularization punishes "
                    "them.",
                    "極端に大きい係数は過学習のしるしです。正則化はこれを抑えます。",
                ),
            ),
        ],
    )
