r"""Factorized convolution: one large kernel as several small ones, at less cost.

Two 3×3 kernels after one another see as much as one of 5×5, with 2·(3·3)/(5·5) = 72 % of the
weights; a 3×1 and a 1×3 see as much as a 3×3, with (3 + 3)/9 ≈ 67 %; a depthwise kernel and a 1×1
after it do with far less (VGG 2014, Inception 2015, MobileNet 2017). The counts below are those of
:func:`mieru.nn.summary.rows`, without biases and with as many channels out as in.

What is given up: without an activation between them, a column kernel p and a row kernel q make the
3×3 kernel p·qᵀ, a matrix of rank 1. A kernel of rank 1, such as an edge detector, is the product of
its factors exactly; any other is met only as nearly as its first singular value allows.
"""

from dataclasses import dataclass

import numpy as np

from mieru.files import Run
from mieru.learn import fit
from mieru.nn import Network
from mieru.nn.summary import rows
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.photograph import PICTURE_EN, PICTURE_JA, photograph
from mieru.systems.parts.scanned import Array, convolved, grid
from mieru.systems.report.drawings import Axis, Bars, Chart, Pictures
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Cell, Formula, Result, Section, Table

_WHY = Text("accuracy of each form", "それぞれの形の正解率")
SOBEL = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
LECTURE_S = np.array([[2.0, 0.0, -2.0], [0.0, 2.0, 0.0], [-2.0, 0.0, 2.0]])


@dataclass(frozen=True)
class Form:
    """A kernel written as several: what stands for it, as layers for ``c`` channels."""

    name: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    title: Text


def _same(*kernels: str) -> tuple[str, ...]:
    return tuple(f"conv {{c}} {kernel} padding=same bias=no" for kernel in kernels)


FORMS = (
    Form("two_3x3", _same("5x5"), _same("3x3", "3x3"), Text("5×5 → 3×3, 3×3", "5×5 → 3×3, 3×3")),
    Form("3x1_1x3", _same("3x3"), _same("3x1", "1x3"), Text("3×3 → 3×1, 1×3", "3×3 → 3×1, 1×3")),
    Form(
        "three_3x3",
        _same("7x7"),
        _same("3x3", "3x3", "3x3"),
        Text("7×7 → 3×3, 3×3, 3×3", "7×7 → 3×3, 3×3, 3×3"),
    ),
    Form("7x1_1x7", _same("7x7"), _same("7x1", "1x7"), Text("7×7 → 7×1, 1×7", "7×7 → 7×1, 1×7")),
    Form(
        "depthwise",
        _same("3x3"),
        ("conv {c} 3x3 padding=same groups={c} bias=no", "conv {c} 1x1 bias=no"),
        Text("3×3 → depthwise 3×3, 1×1", "3×3 → depthwise 3×3, 1×1"),
    ),
)
# The networks that learn: the same view of 5×5 pixels by one layer or by two.
_BEFORE, _AFTER = "8x8x1, conv 16 3x3 padding=same, relu", "maxpool 2x2, flatten, dense 10"
LEARNERS = {
    "5x5": "conv 16 5x5 padding=same, relu",
    "two_3x3": "conv 16 3x3 padding=same, relu, conv 16 3x3 padding=same, relu",
    "5x1_1x5": "conv 16 5x1 padding=same, relu, conv 16 1x5 padding=same, relu",
}


@dataclass(frozen=True)
class Settings:
    """The size at which costs are counted, and how long the comparison learns."""

    channels: int = option(
        64, en="channels in and out", ja="入力と出力のチャネル数", least=1, most=4096
    )
    side: int = option(
        28, en="rows and columns of the picture", ja="画像の縦横の画素数", least=1, most=1024
    )
    epochs: int = option(
        15, en="epochs of the comparison", ja="比較のエポック数", least=1, most=200
    )
    picture: str = option("", en=PICTURE_EN, ja=PICTURE_JA)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Counts, factors, then lets three forms learn the same digits."""
    costs = {form.name: cost(form, settings.channels, settings.side) for form in FORMS}
    grey, credit = photograph(settings.picture)
    with stage.part(Text("three forms learning", "3 つの形の学習")):
        runs, accuracies = _compared(settings.epochs, seed, stage)
    shares = {f"{name}_weight_share": after / before for name, (before, after, _) in costs.items()}
    rank_1 = {f"rank_1_error_{name}": nearest(k)[1] for name, k in _KERNELS.items()}
    return Result(
        metrics=shares | rank_1 | accuracies,
        names={
            f"{form.name}_weight_share": Text(
                f"weights, {form.title.en}", f"重みの比、{form.title.ja}"
            )
            for form in FORMS
        }
        | {
            "rank_1_error_sobel": Text("error of the edge filter's factors", "輪郭の分解の誤差"),
            "rank_1_error_lecture": Text("error of the 5×5 example's filter", "例題の分解の誤差"),
        }
        | {
            f"{name}_test_accuracy": Text(f"test accuracy, {shown}", f"テスト正解率、{shown}")
            for name, shown in _SHOWN.items()
        },
        headline=("two_3x3_weight_share", "3x1_1x3_weight_share", "depthwise_weight_share"),
        summary=Text(
            f"Two 3×3 kernels in place of one 5×5 need {shares['two_3x3_weight_share']:.0%} of the "
            f"weights, 3×1 and 1×3 in place of 3×3 {shares['3x1_1x3_weight_share']:.0%}.",
            f"5×5 を 3×3 の 2 段に置き換えると重みは {shares['two_3x3_weight_share']:.0%} に、"
            f"3×3 を 3×1 と 1×3 に置き換えると {shares['3x1_1x3_weight_share']:.0%} になります。",
        ),
        sections=[
            _costs(costs, settings),
            _factors(grey, credit),
            _learning(accuracies, runs),
        ],
        recordings=runs,
    )


_KERNELS = {"sobel": SOBEL, "lecture": LECTURE_S}
_SHOWN = {"5x5": "5×5", "two_3x3": "3×3, 3×3", "5x1_1x5": "5×1, 1×5"}


def cost(form: Form, channels: int, side: int) -> tuple[int, int, float]:
    """Weights of the whole kernel, of its parts, and the share of multiplications of the parts."""

    def counted(layers: tuple[str, ...]) -> tuple[int, int]:
        text = ", ".join(layer.format(c=channels) for layer in layers)
        lines = rows(Network.parse(f"{side}x{side}x{channels}, {text}"))
        return sum(r["parameters"] for r in lines), sum(r["multiplications"] for r in lines)

    (before, whole), (after, parts) = counted(form.whole), counted(form.parts)
    return before, after, parts / whole


def nearest(kernel: Array) -> tuple[Array, float]:
    """The kernel of rank 1 nearest to ``kernel``, and ‖difference‖/‖kernel‖ (Eckart and Young)."""
    column, sizes, row = np.linalg.svd(kernel)
    found: Array = sizes[0] * np.outer(column[:, 0], row[0])
    return found, float(np.linalg.norm(kernel - found) / np.linalg.norm(kernel))


def factors(kernel: Array) -> tuple[Array, Array]:
    """The column (kh, 1) and the row (1, kw) whose product is nearest to ``kernel``."""
    column, sizes, row = np.linalg.svd(kernel)
    root = np.sqrt(sizes[0])
    return root * column[:, :1], root * row[:1]


def _compared(epochs: int, seed: int, stage: Stage) -> tuple[dict[str, Run], dict[str, float]]:
    data = stage.data("digits", seed=seed)
    runs = {
        name: fit(
            Network.parse(f"{_BEFORE}, {layers}, {_AFTER}"),
            data,
            epochs=epochs,
            seed=seed,
            listeners=stage.listeners,
        )
        for name, layers in LEARNERS.items()
    }
    test = stage.open(data, _WHY)
    answers = {name: np.argmax(learned.predict(test.x), axis=1) for name, learned in runs.items()}
    return runs, {f"{n}_test_accuracy": float(np.mean(a == test.t)) for n, a in answers.items()}


def _costs(costs: dict[str, tuple[int, int, float]], settings: Settings) -> Section:
    lines: list[list[Cell]] = []
    for form in FORMS:
        before, after, share = costs[form.name]
        lines.append([form.title, before, after, f"{after / before:.1%}", f"{share:.1%}"])
    shares = [100 * costs[form.name][1] / costs[form.name][0] for form in FORMS]
    channels, side = settings.channels, settings.side
    return Section(
        Text("What it saves", "どれだけ節約できるか"),
        [
            Formula(
                r"\frac{2 \times (3 \times 3)}{5 \times 5} = 72\,\% \qquad\qquad "
                r"\frac{3 \times 1 + 1 \times 3}{3 \times 3} \approx 67\,\%"
            ),
            Text(
                "Each row sees the same pixels before and after. The ratio does not depend on the "
                "size of the picture, and only for the depthwise form on the channels.",
                "どの行も、置き換えの前後で見える画素の範囲は同じです。比は画像の大きさによらず、"
                "チャネル数によって変わるのは depthwise だけです。",
            ),
            Table(
                [
                    Text("kernel", "カーネル"),
                    Text("weights before", "元の重み"),
                    Text("after", "置き換え後"),
                    Text("share", "重みの比"),
                    Text("multiplications", "乗算の比"),
                ],
                lines,
                Text(
                    f"{channels} channels in and out, {side}×{side} pixels",
                    f"入出力 {channels} チャネル、{side}×{side} 画素",
                ),
            ),
            Chart(
                Text("Weights left (%)", "残る重みの割合 (%)"),
                [
                    Bars(
                        [form.title for form in FORMS],
                        shares,
                        texts=[f"{share:.0f} %" for share in shares],
                        horizontal=True,
                    )
                ],
                x=Axis(Text("share of the weights (%)", "重みの割合 (%)"), limits=(0, 100)),
                wide=True,
                height=0.8,
            ),
        ],
    )


def _factors(grey: Array, credit: Text) -> Section:
    body: list[Block] = [
        Formula(
            r"\begin{pmatrix} 1 \\ 2 \\ 1 \end{pmatrix} "
            r"\begin{pmatrix} -1 & 0 & 1 \end{pmatrix} = "
            r"\begin{pmatrix} -1 & 0 & 1 \\ -2 & 0 & 2 \\ -1 & 0 & 1 \end{pmatrix}"
        ),
        Text(
            "A column and a row after one another are one kernel of rank 1. The edge filter is of "
            "rank 1, so its two factors give the same picture; the filter of the 5×5 example is "
            f"not, and the nearest product misses {nearest(LECTURE_S)[1]:.0%} of it. With an "
            "activation between them, and many channels, learning finds its way around that.",
            "列と行を続けて掛けると、階数 1 のカーネルになります。輪郭のフィルタは階数 1 なので、"
            "2 つに分けても同じ画像が得られます。5×5 の例題のフィルタは階数 1 ではなく、"
            f"最も近い積でも {nearest(LECTURE_S)[1]:.0%} の誤差が残ります。"
            "ただし間に活性化関数を挟み、チャネルを増やせば、学習によって補えます。",
        ),
        grid(Text("The example's filter", "例題のフィルタ"), LECTURE_S),
        grid(Text("The nearest of rank 1", "最も近い階数 1"), np.round(nearest(LECTURE_S)[0], 2)),
        grid(Text("What is missed", "残る差"), np.round(LECTURE_S - nearest(LECTURE_S)[0], 2)),
    ]
    column, row = factors(SOBEL)
    steps = [convolved(grey, column), convolved(convolved(grey, column), row)]
    least = [a[: steps[1].shape[0], : steps[1].shape[1]] for a in (convolved(grey, SOBEL), *steps)]
    pictures = Pictures(
        Text("The edge filter, whole and in two steps", "輪郭のフィルタ: まとめて、2 段で"),
        np.stack([np.clip(a / np.quantile(np.abs(a), 0.98), -1, 1) for a in least]),
        [
            Text("3×3 at once", "3×3 をまとめて"),
            Text("after 3×1", "3×1 のあと"),
            Text("after 3×1 and 1×3", "3×1 と 1×3 のあと"),
        ],
        columns=3,
        diverging=True,
    )
    return Section(
        Text("Which kernels can be factored", "分解できるカーネル"), [*body, pictures, credit]
    )


def _learning(accuracies: dict[str, float], runs: dict[str, Run]) -> Section:
    lines: list[list[Cell]] = [
        [
            _SHOWN[name],
            learned.network.parameter_count,
            learned.network.multiplications,
            f"{accuracies[f'{name}_test_accuracy']:.2%}",
        ]
        for name, learned in runs.items()
    ]
    return Section(
        Text("Does it learn as well?", "同じように学習できるか"),
        [
            Text(
                "Sixteen channels to sixteen, the same view of 5×5 by one layer or by two, inside "
                f"the same network (`{_BEFORE}, …, {_AFTER}`), on the handwritten digits. Two "
                "layers have one more activation than one, which makes up for what is given up.",
                "16 チャネルから 16 チャネルへの同じ 5×5 の範囲を、1 層または 2 層で見ます。"
                f"前後は同じネットワーク (`{_BEFORE}, …, {_AFTER}`) で、手書き数字を分類します。"
                "2 層にすると活性化関数が 1 つ増え、失われた自由度を補います。",
            ),
            Table(
                [
                    Text("kernels", "カーネル"),
                    word("parameters"),
                    word("multiplications"),
                    word("test_accuracy"),
                ],
                lines,
            ),
        ],
    )
