r"""The perceptron: a threshold unit that learns from its mistakes (Rosenblatt 1957).

With classes t = ±1 and inputs x̃ = (x, 1), the unit says sign(w·x̃). It takes the examples one by one
and changes only where it is wrong:

    t w·x̃ ≤ 0   ⇒   w ← w + t x̃.

If some plane parts the classes, this ends. Let γ be the largest distance that a plane through the
origin of x̃ keeps from all examples and R the longest x̃; then the number of updates is at most
(R/γ)² (Novikoff 1962). XOR has no such plane: there the weights run in a circle for ever.

γ is found exactly: the shortest w with t w·x̃ ≥ 1 is a least-distance problem, which Lawson and
Hanson (1974, chapter 23) turn into non-negative least squares; γ = 1/|w|.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.plane import Plane
from mieru.systems.report.drawings import INK, Axis, Chart, Level, Line
from mieru.systems.report.text import Text, Words
from mieru.systems.report.values import Block, Formula, Result, Section, Table

Array = NDArray[np.float64]
_WHY = Text("accuracy of the last line", "最後の境界線の正解率")
SEPALS = ("sepal length (cm)", "sepal width (cm)")
SHOWN = 6  # updates that get a picture of their own
XOR_ROUNDS = 12


@dataclass(frozen=True)
class Settings:
    """What to learn."""

    data: str = option(
        "iris",
        en="iris (setosa against versicolor, by their sepals) or gauss (two clouds)",
        ja="iris (あやめ setosa と versicolor をがく片で区別) または gauss (2 つの点群)",
        choices=("iris", "gauss"),
    )
    noise: float = option(
        0.0, en="noise of gauss, 0 to 50", ja="gauss のノイズ (0 から 50)", least=0, most=50
    )
    epochs: int = option(
        100, en="the most rounds through the data", ja="データを巡る最大回数", least=1, most=10_000
    )


@dataclass(frozen=True, eq=False)
class Learned:
    """The weights after each update (updates + 1, 3), the example that caused each, and more."""

    path: Array
    causes: tuple[int, ...]
    mistakes: tuple[int, ...]  # in each round
    converged: bool
    cycle: int | None = None  # updates until the same weights come again at the end of a round

    @property
    def updates(self) -> int:
        """How often the weights changed."""
        return len(self.causes)


def learn(x: Array, t: Array, rounds: int) -> Learned:
    """The rule on x (N, 2) and t (N,) of ±1, from zero weights, until a round without mistakes."""
    augmented = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(3)
    path = [w]
    causes: list[int] = []
    mistakes: list[int] = []
    seen: dict[tuple[float, ...], int] = {}
    cycle: int | None = None
    for _ in range(rounds):
        before = len(causes)
        for n in range(len(x)):
            if t[n] * (w @ augmented[n]) <= 0:
                w = w + t[n] * augmented[n]
                path.append(w)
                causes.append(n)
        mistakes.append(len(causes) - before)
        if not mistakes[-1]:
            return Learned(np.array(path), tuple(causes), tuple(mistakes), converged=True)
        if tuple(w) in seen:  # the same weights meet the same examples: all repeats from here
            cycle = cycle or len(causes) - seen[tuple(w)]
        seen[tuple(w)] = len(causes)
    return Learned(np.array(path), tuple(causes), tuple(mistakes), converged=False, cycle=cycle)


def margin(x: Array, t: Array) -> tuple[float, float]:
    """(γ, R): the widest margin through the origin of x̃, 0 where no plane parts the classes."""
    from scipy.optimize import nnls

    augmented = np.column_stack([x, np.ones(len(x))])
    longest = float(np.linalg.norm(augmented, axis=1).max())
    signed = t[:, None] * augmented
    matrix = np.vstack([signed.T, np.ones(len(x))])
    goal = np.array([0.0, 0.0, 0.0, 1.0])
    multipliers, _ = nnls(matrix, goal, maxiter=100 * len(x))
    residual = matrix @ multipliers - goal
    if np.linalg.norm(residual) < 1e-9:
        return 0.0, longest
    shortest = -residual[:3] / residual[3]
    smallest = float((signed @ shortest).min())
    return max(0.0, smallest / float(np.linalg.norm(shortest))), longest


def _doubles(examples: Examples) -> tuple[Array, Array]:
    """x in double precision, and t = ±1."""
    return examples.x.astype(np.float64), 2.0 * examples.t - 1


def _accuracy(w: Array, x: Array, t: Array) -> float:
    return float(np.mean(t * (np.column_stack([x, np.ones(len(x))]) @ w) > 0))


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Learns the chosen data and then XOR; ``seed`` decides their order and division."""
    problem = _problem(settings, seed, stage)
    x, t = _doubles(problem.train)
    learned = learn(x, t, settings.epochs)
    gamma, longest = margin(x, t)
    bound = (longest / gamma) ** 2 if gamma else float("inf")
    xor_x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    xor_t = np.array([-1.0, 1.0, 1.0, -1.0])
    xor = learn(xor_x, xor_t, XOR_ROUNDS)
    picture = Plane(x, t, problem.names, problem.axes)
    return Result(
        metrics={
            "updates": learned.updates,
            "rounds": len(learned.mistakes),
            "novikoff_bound": bound,
            "margin": gamma,
            "radius": longest,
            "train_accuracy": _accuracy(learned.path[-1], x, t),
            "test_accuracy": _accuracy(learned.path[-1], *_doubles(problem.test)),
            "xor_converged": int(xor.converged),
            "xor_updates_by_cycle": xor.cycle or 0,
            "xor_margin": margin(xor_x, xor_t)[0],
        },
        names=_NAMES,
        headline=("updates", "novikoff_bound", "test_accuracy", "xor_updates_by_cycle"),
        summary=_summary(learned, bound, xor),
        sections=[
            _rule(learned, picture),
            _bound(learned, gamma, longest, bound),
            _xor(xor, Plane(xor_x, xor_t, ("0", "1"), _XOR_AXES)),
        ],
    )


_NAMES = {
    "updates": Text("updates", "更新回数"),
    "rounds": Text("rounds through the data", "データを巡った回数"),
    "novikoff_bound": Text("Novikoff's bound (R/γ)²", "ノビコフの上界 (R/γ)²"),
    "margin": Text("margin γ", "マージン γ"),
    "radius": Text("longest input R", "最長の入力 R"),
    "xor_converged": Text("XOR converged (1: yes)", "XOR は収束したか (1: はい)"),
    "xor_updates_by_cycle": Text("XOR: updates until all repeats", "XOR: 一巡する更新回数"),
    "xor_margin": Text("XOR: margin", "XOR: マージン"),
}


# Wide enough for the lines that miss all four corners.
_XOR_AXES = (Axis("x₁", limits=(-1.6, 1.6)), Axis("x₂", limits=(-1.6, 1.6)))


def _summary(learned: Learned, bound: float, xor: Learned) -> Text:
    if not learned.converged:
        return Text(
            f"After {learned.updates:,} updates there are still mistakes: no line parts these "
            "data, or more epochs are needed.",
            f"{learned.updates:,} 回更新しても間違いが残りました。直線では分けられないデータか、"
            "epochs が足りません。",
        )
    return Text(
        f"{learned.updates} updates part the classes (Novikoff allows {bound:,.0f}); on XOR the "
        f"weights repeat every {xor.cycle} updates and never do.",
        f"{learned.updates} 回の更新でクラスが分かれました (ノビコフの上界は {bound:,.0f} 回)。"
        f"XOR では {xor.cycle} 回の更新ごとに同じ重みに戻り、いつまでも分かれません。",
    )


@dataclass(frozen=True, eq=False)
class _Problem:
    """Two classes on a plane: what is learned from, what is tested on, and what to call things."""

    train: Examples
    test: Examples
    names: tuple[str, str]
    axes: tuple[Axis, Axis]


def _problem(settings: Settings, seed: int, stage: Stage) -> _Problem:
    options = {"noise": settings.noise} if settings.data == "gauss" else {}
    data = stage.data(settings.data, seed=seed, **options)
    assert data.classes is not None
    columns = [0, 1]
    if settings.data == "iris" and data.features is not None:
        columns = [data.features.index(name) for name in SEPALS]
    train, test = (
        Examples(two.x[:, columns], two.t)
        for part in (data.train, stage.open(data, _WHY))
        for two in [part.take(np.flatnonzero(part.t < 2))]
    )
    sepals = (
        Axis(Text("sepal length (standardized)", "がく片の長さ (標準化)")),
        Axis(Text("sepal width (standardized)", "がく片の幅 (標準化)")),
    )
    axes = sepals if settings.data == "iris" else (Axis("x₁"), Axis("x₂"))
    return _Problem(train, test, (data.classes[0], data.classes[1]), axes)


def _rule(learned: Learned, picture: Plane) -> Section:
    lines = [
        Line(*picture.ends(w), colour=6, width=0.8, dash="dotted") for w in learned.path[1:-1][-40:]
    ]
    last = Line(*picture.ends(learned.path[-1]), label=Text("last line", "最後の境界"), colour=INK)
    body: list[Block] = [
        Formula(r"t\,(w \cdot \tilde{x}) \le 0 \;\Rightarrow\; w \leftarrow w + t\,\tilde{x}"),
        Text(
            "Each update adds the mistaken example to the weights, or takes it off, and turns the "
            "line toward putting it right. Examples on the right side change nothing.",
            "間違えた例を重みに足す (または引く) と、境界線はその例を正しく分ける向きに動きます。"
            "正しく分けられている例では何も変わりません。",
        ),
    ]
    for number, cause in enumerate(learned.causes[:SHOWN], start=1):
        old = Line(*picture.ends(learned.path[number - 1]), colour=6, dash="dashed")
        new = Line(*picture.ends(learned.path[number]), colour=INK)
        title = Text(f"Update {number}", f"{number} 回目の更新")
        body.append(picture.chart(title, [old, new], cause))
    whole = picture.chart(Text("All lines", "すべての境界線"), [*lines, last])
    return Section(
        Text("A line turned by each mistake", "間違えるたびに動く境界線"),
        [
            *body,
            Text(
                "The ring marks the mistaken example, the dashed line the boundary before.",
                "丸で囲んだ点が間違えた例、破線が更新前の境界線です。",
            ),
            whole,
            _mistakes(learned, Text("Mistakes by round", "一巡ごとの間違い")),
        ],
    )


def _mistakes(learned: Learned, title: Words) -> Chart:
    rounds = np.arange(1, len(learned.mistakes) + 1)
    return Chart(
        title,
        [Line(rounds, learned.mistakes, colour=0, markers=True), Level(0)],
        Axis(Text("round", "何巡目か"), whole=True),
        Axis(Text("mistakes", "間違いの数"), whole=True),
    )


def _bound(learned: Learned, gamma: float, longest: float, bound: float) -> Section:
    if not gamma:
        text = Text(
            "No line parts these data, so there is no margin and no bound.",
            "このデータは直線で分けられないため、マージンも上界もありません。",
        )
        return Section(_BOUND_TITLE, [text])
    formula = (
        rf"\text{{updates}} \le \left(\frac{{R}}{{\gamma}}\right)^2 = "
        rf"\left(\frac{{{longest:.4g}}}{{{gamma:.4g}}}\right)^2 = {bound:.4g}"
    )
    rows = [
        (Text("longest input R", "最長の入力 R"), longest),
        (Text("widest margin γ", "最大マージン γ"), gamma),
        (Text("bound (R/γ)²", "上界 (R/γ)²"), bound),
        (Text("updates that were made", "実際の更新回数"), learned.updates),
    ]
    return Section(
        _BOUND_TITLE,
        [
            Text(
                "Each update brings $w$ closer to the best direction by at least $\\gamma$, while "
                "its length grows by at most $R^2$ in square; both cannot go on for long.",
                "更新のたびに $w$ は最良の向きへ少なくとも $\\gamma$ だけ進みますが、長さの 2 乗は"
                "高々 $R^2$ しか増えません。この 2 つは長くは両立しません。",
            ),
            Formula(formula),
            Table([Text("quantity", "量"), Text("value", "値")], rows),
        ],
    )


_BOUND_TITLE = Text("Novikoff's bound", "ノビコフの上界")


def _xor(xor: Learned, picture: Plane) -> Section:
    lines = [
        Line(*picture.ends(w), colour=6, dash="dashed") for w in xor.path[1 : 1 + (xor.cycle or 0)]
    ]
    return Section(
        Text("XOR: no line, no end", "XOR: 直線では分けられず、終わらない"),
        [
            Text(
                f"No line parts XOR (its margin is 0). The weights come back to where they were "
                f"after {xor.cycle} updates, so the same mistakes come again for ever. It takes a "
                "hidden layer.",
                f"XOR は直線では分けられません (マージンは 0)。{xor.cycle} 回の更新で"
                "同じ重みに戻り、同じ間違いを永遠に繰り返します。解くには隠れ層が必要です。",
            ),
            picture.chart(Text("Every line that was tried", "試された境界線のすべて"), lines),
            _mistakes(xor, Text("Mistakes by round", "一巡ごとの間違い")),
        ],
    )
