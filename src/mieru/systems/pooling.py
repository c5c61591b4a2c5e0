r"""Pooling: a feature map made smaller window by window, by the largest number or by the mean.

    max:   z = max x[i, j],        mean:   z = (1/h²) Σ x[i, j]        over a window of h × h.

Nothing is learned. What is gained: fewer numbers for the layers after it, a wider view for each of
their units, and answers that change less when the picture moves a little. On the way back the
largest pixel takes all of δ; under a mean, each pixel takes its share δ/h².
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from mieru.nn import MaxPool, MeanPool, Network, as_numbers, forward
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.photograph import PICTURE_EN, PICTURE_JA, photograph
from mieru.systems.parts.scanned import Array, grid, one_convolution
from mieru.systems.report.drawings import Axis, Chart, Line, Pictures
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Cell, Formula, Result, Section, Table

EXAMPLE = np.array([[1, 3, 2, 0], [5, 4, 1, 1], [0, 2, 8, 6], [1, 1, 4, 2]], float)
KINDS = {"max": MaxPool, "mean": MeanPool}
MOVES = np.arange(5)  # pixels
DIGITS = 200  # that are moved
_SIDE = 32
_EDGES = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
_ON_PHOTOGRAPH = (2, 4, 8)


@dataclass(frozen=True)
class Settings:
    """The window."""

    window: int = option(
        2, en="rows and columns of a window", ja="窓の縦横の画素数", least=2, most=8
    )
    stride: int = option(
        0,
        en="pixels from one window to the next; 0 for the window's own width",
        ja="窓をずらす画素数。0 なら窓の幅と同じ",
        least=0,
        most=8,
    )
    picture: str = option("", en=PICTURE_EN, ja=PICTURE_JA)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Pools an example, moving digits and a photograph; ``seed`` decides which digits."""
    window, stride = settings.window, settings.stride or settings.window
    with stage.part(Text("digits that move", "動く数字")):
        digits = stage.data("digits", seed=seed).train.take(slice(DIGITS))
        small = np.asarray(as_numbers(jnp.asarray(digits.x)), np.float64).reshape(-1, 8, 8)
        maps = edges_of(small)
        changes = {kind: changed(maps, kind, window, stride) for kind in ("none", *KINDS)}
    grey, credit = photograph(settings.picture)
    metrics = {
        f"{kind}_{i + 1}_{j + 1}": float(v)
        for kind in KINDS
        for (i, j), v in np.ndenumerate(pooled(EXAMPLE, kind, 2))
    }
    moved = {f"change_{kind}": float(change[1]) for kind, change in changes.items()}
    return Result(
        metrics=moved | metrics,
        names={
            "change_none": Text("change by a move of 1 pixel", "1 画素の移動による変化"),
            "change_max": Text("the same after max pooling", "最大プーリング後の変化"),
            "change_mean": Text("the same after mean pooling", "平均プーリング後の変化"),
        }
        | {name: Text(*[name.replace("_", " ")] * 2) for name in metrics},
        headline=tuple(moved),
        summary=Text(
            f"When a digit moves by one pixel, the map of its edges changes by "
            f"{moved['change_none']:.0%}; after max pooling by {moved['change_max']:.0%}, after "
            f"mean pooling by {moved['change_mean']:.0%}.",
            f"数字を 1 画素動かすと、輪郭の特徴マップは {moved['change_none']:.0%} 変わります。"
            f"最大プーリングのあとでは {moved['change_max']:.0%}、"
            f"平均プーリングのあとでは {moved['change_mean']:.0%} です。",
        ),
        sections=[_example(), _backward(), _moving(changes, window, stride), _photo(grey, credit)],
    )


def pooled(pictures: Array, kind: str, window: int, stride: int | None = None) -> Array:
    """The pooled pictures (…, OH, OW) of (…, H, W), as :mod:`mieru.nn` pools."""
    x = pictures.reshape(-1, *pictures.shape[-2:], 1)
    network = _network(x.shape[1:], kind, window, stride)
    y = np.asarray(forward(network, {}, jnp.asarray(x, jnp.float32)), np.float64)
    return y.reshape(*pictures.shape[:-2], *y.shape[1:3])


def _network(shape: tuple[int, ...], kind: str, window: int, stride: int | None) -> Network:
    return Network(shape, [KINDS[kind](window, stride)])


def shares_of_delta(picture: Array, kind: str, window: int) -> Array:
    """∂(Σ z)/∂x (H, W): how much of δ = 1 at every output each pixel gets."""
    network = _network((*picture.shape, 1), kind, window, None)
    total = jax.grad(lambda x: jnp.sum(forward(network, {}, x)))
    x = jnp.asarray(picture[None, :, :, None], jnp.float32)
    return np.asarray(total(x), np.float64)[0, :, :, 0]


def edges_of(pictures: Array) -> Array:
    """Where the pictures (N, 8, 8), drawn on 32×32 pixels, get lighter to the right: ≥ 0."""
    large = np.pad(np.kron(pictures, np.ones((3, 3))), [(0, 0), (4, 4), (4, 4)])
    network = one_convolution(large.shape[1:], _EDGES, "same", 1, 1)
    x = jnp.asarray(large[..., None], jnp.float32)
    y = forward(network, network.initial_parameters(), x)
    return np.maximum(np.asarray(y, np.float64)[..., 0], 0)


def changed(maps: Array, kind: str, window: int, stride: int) -> Array:
    """‖pooled(moved) − pooled(map)‖/‖pooled(map)‖, the mean over maps (N, H, W), by each move.

    A move is to the right; what leaves on one side comes in on the other. ``kind`` none pools
    nothing.
    """

    def seen(move: int) -> Array:
        moved = np.roll(maps, move, axis=2)
        return moved if kind == "none" else pooled(moved, kind, window, stride)

    def norm(a: Array) -> Array:
        return np.asarray(np.linalg.norm(a.reshape(len(a), -1), axis=1))

    still = seen(0)
    return np.array([np.mean(norm(seen(int(m)) - still) / norm(still)) for m in MOVES])


def _example() -> Section:
    return Section(
        Text("The largest, or the mean", "最大値か、平均値か"),
        [
            Formula(
                r"z^{(2)} = \max_{i,j} \, z^{(1)}_{ij} \qquad\qquad "
                r"z^{(2)} = \frac{1}{2^2} \sum_{i,j} z^{(1)}_{ij}"
            ),
            Text(
                "A picture of 4×4 pixels in windows of 2×2. Max pooling keeps whether a pattern "
                "was found anywhere in the window; mean pooling keeps how much of it there was.",
                "4×4 の画像を 2×2 の窓に分けます。"
                "最大プーリングは「窓のどこかに模様があったか」を、"
                "平均プーリングは「どのくらいあったか」を残します。",
            ),
            grid(Text("The picture", "画像"), EXAMPLE),
            grid(heading("maxpool"), pooled(EXAMPLE, "max", 2)),
            grid(heading("meanpool"), pooled(EXAMPLE, "mean", 2)),
        ],
    )


def _backward() -> Section:
    return Section(
        Text("The way back", "逆伝播"),
        [
            Text(
                "With δ = 1 at every output: the largest pixel of a window is answerable for all "
                "of it, the others get nothing. Under a mean each pixel gets a quarter.",
                "すべての出力で δ = 1 とします。"
                "最大プーリングでは窓の中で最大の画素だけが δ をすべて受け取り、ほかは 0 です。"
                "平均プーリングでは 4 分の 1 ずつ分け合います。",
            ),
            grid(Text("The picture", "画像"), EXAMPLE),
            grid(Text("δ after max pooling", "最大プーリングの δ"), _shares("max")),
            grid(Text("δ after mean pooling", "平均プーリングの δ"), _shares("mean")),
        ],
    )


def _shares(kind: str) -> Array:
    return shares_of_delta(EXAMPLE, kind, 2)


def _moving(changes: dict[str, Array], window: int, stride: int) -> Section:
    names = {
        "none": Text("no pooling", "プーリングなし"),
        "max": word("maxpool"),
        "mean": word("meanpool"),
    }
    lines: list[list[Cell]] = [
        [str(move), *(f"{100 * changes[kind][i]:.1f}" for kind in names)]
        for i, move in enumerate(MOVES)
    ]
    side = (_SIDE - window) // stride + 1
    top = 105 * max(float(change.max()) for change in changes.values())
    return Section(
        Text("When the picture moves", "画像がずれると"),
        [
            Text(
                f"The edges of {DIGITS} handwritten digits, a feature map of {_SIDE}×{_SIDE}, are "
                f"moved to the right. Pooled ({window}×{window}, stride {stride}: {side}×{side} "
                "numbers are left), they change less: a pattern that stays in its window leaves "
                "the largest number as it was.",
                f"手書き数字 {DIGITS} 個の輪郭 ({_SIDE}×{_SIDE} の特徴マップ) を右へずらします。"
                f"プーリングすると ({window}×{window}、ストライド {stride}、"
                f"残る数は {side}×{side} 個) 変化は小さくなります。"
                "模様が同じ窓の中にとどまる限り、最大値は変わらないからです。",
            ),
            Chart(
                Text("Change of what comes out", "出力の変化"),
                [
                    Line(MOVES, 100 * changes[kind], name, markers=True)
                    for kind, name in names.items()
                ],
                x=Axis(Text("moved by (pixels)", "ずらした画素数"), whole=True),
                y=Axis(Text("change (%)", "変化 (%)"), limits=(0, top)),
                wide=True,
            ),
            Table([Text("pixels", "画素"), *names.values()], lines, Text("change (%)", "変化 (%)")),
        ],
    )


def _photo(grey: Array, credit: Text) -> Section:
    def strip(kind: str) -> list[NDArray[np.floating]]:
        return [np.kron(pooled(grey, kind, side), np.ones((side, side))) for side in _ON_PHOTOGRAPH]

    captions = [f"{side}×{side}" for side in _ON_PHOTOGRAPH]
    return Section(
        Text("On a photograph", "写真で見る"),
        [
            Pictures(heading("maxpool"), np.stack(strip("max")), captions, columns=3),
            Pictures(heading("meanpool"), np.stack(strip("mean")), captions, columns=3),
            Text(
                "Max pooling makes light parts grow; the mean keeps the brightness.",
                "最大プーリングでは明るい部分が広がり、平均プーリングでは明るさが保たれます。",
            ),
            credit,
        ],
    )
