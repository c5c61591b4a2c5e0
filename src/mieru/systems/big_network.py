r"""What a network costs: how many parameters it has and how many multiplications one example takes.

A dense layer from n inputs to m units has nm weights and m biases; a convolution of k×k from c
channels to d has k²cd weights and uses each of them at every place of its output. So the deep
network of the lecture, ten layers each joining a picture of 100×100 to another of 100×100, has

    (100 · 100) · (100 · 100) · 10 = 10⁹ weights.

All that is needed to know it are the shapes, so nothing is allocated: the memory that counting took
is measured and reported.
"""

import time
import tracemalloc
from dataclasses import dataclass

from mieru.nn import Dense, Flatten, Network, shape_text
from mieru.nn.summary import bytes_text, rows
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.report.drawings import Axis, Bars, Chart
from mieru.systems.report.text import Text, Words, word
from mieru.systems.report.values import Block, Cell, Formula, Result, Section, Table

FLOAT32 = 4  # bytes
# What Adam keeps for each parameter: itself, its gradient, and two running means.
ADAM_COPIES = 4


@dataclass(frozen=True)
class Settings:
    """Which network to count."""

    network: str = option(
        "",
        en="a network in one line, such as `784, dense 100, sigmoid, dense 10`; "
        "empty for the lecture's ten layers of 100×100",
        ja="数えるネットワーク (例: `784, dense 100, sigmoid, dense 10`)。"
        "空なら講義の 100×100 が 10 層のもの",
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Counts; nothing is random, so ``seed`` changes nothing."""
    network = Network.parse(settings.network) if settings.network else the_lecture_s()
    cost = measured(network)
    weights, memory = cost["parameters"], bytes_text(FLOAT32 * cost["parameters"])
    return Result(
        metrics=cost,
        names=_NAMES,
        headline=("parameters", "multiplications", "bytes_needed", "bytes_used"),
        summary=Text(
            f"{weights:,} parameters would take {memory}; counting them took "
            f"{bytes_text(cost['bytes_used'])}.",
            f"{weights:,} 個のパラメータには {memory} のメモリが必要ですが、"
            f"数えるために使ったのは {bytes_text(cost['bytes_used'])} だけです。",
        ),
        sections=[_by_layer(network, lecture=not settings.network), _memory(weights), _famous()],
    )


def the_lecture_s() -> Network:
    """Ten dense layers without biases, each from 100×100 numbers to 100×100."""
    return Network((100, 100), [Flatten(), *[Dense(100 * 100, bias=False)] * 10])


def measured(network: Network) -> dict[str, float]:
    """What the network costs, and what it cost to find out (memory as Python and NumPy took it)."""
    tracemalloc.start()
    try:
        began = time.perf_counter()
        counted = rows(network)
        parameters = network.parameter_count
        multiplications = network.multiplications
        seconds = time.perf_counter() - began
        used = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return {
        "parameters": parameters,
        "multiplications": multiplications,
        "layers": len(counted),
        "bytes_needed": FLOAT32 * parameters,
        "bytes_used": used,
        "counting_seconds": seconds,
    }


_NAMES = {
    "bytes_needed": Text("bytes they would take", "必要なバイト数"),
    "bytes_used": Text("bytes used to count", "数えるのに使ったバイト数"),
    "layers": Text("layers", "層の数"),
    "counting_seconds": Text("seconds to count", "数えるのにかかった秒数"),
}


def _by_layer(network: Network, *, lecture: bool) -> Section:
    counted = [row for row in rows(network) if row["parameters"] or row["multiplications"]]
    table = Table(
        [
            word("layer"),
            word("output"),
            word("parameters"),
            word("multiplications"),
            Text("share of the parameters", "パラメータの割合"),
        ],
        [
            [
                str(row["name"]),
                shape_text(row["shape"]),
                row["parameters"],
                row["multiplications"],
                f"{row['parameters'] / max(network.parameter_count, 1):.1%}",
            ]
            for row in counted
        ],
    )
    names = [str(row["name"]) for row in counted[:24]]
    sizes = [row["parameters"] for row in counted[:24]]
    chart = Chart(
        Text("Where the weights are", "重みはどの層にあるか"),
        [Bars(names, sizes, texts=[_short(n) for n in sizes], horizontal=True)],
        x=Axis(word("parameters")),
        wide=True,
        height=0.45 + 0.085 * len(names),
    )
    body: list[Block] = []
    if lecture:
        body += [
            Text(
                "Ten layers, each joining every number of a 100×100 picture to every number of the "
                "next: learning means finding the lowest place of an error over a space of 10⁹ "
                "dimensions.",
                "100×100 の画像のすべての値どうしをつなぐ層が 10 段あります。"
                "学習とは、10⁹ 次元の空間で誤差が最小になる場所を探すことです。",
            ),
            Formula(
                r"(100 \times 100) \times (100 \times 100) \times 10 = "
                + f"{network.parameter_count:,}".replace(",", r"{,}")
            ),
        ]
    return Section(word("parameters"), [*body, table, chart])


def _short(n: float) -> str:
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n:.0f}"


def _memory(parameters: float) -> Section:
    kept = [
        (Text("the parameters alone, in float32", "パラメータだけ (float32)"), 1),
        (Text("with their gradient (gradient descent)", "勾配も含めて (勾配降下法)"), 2),
        (
            Text("with Adam's two running means as well", "Adam の 2 つの移動平均も含めて"),
            ADAM_COPIES,
        ),
    ]
    lines = [(what, bytes_text(FLOAT32 * copies * parameters)) for what, copies in kept]
    return Section(
        Text("The memory that learning would take", "学習に必要なメモリ"),
        [
            Table([Text("what is kept", "保持するもの"), Text("memory", "メモリ")], lines),
            Text(
                "Each example also keeps every layer's output until the way back has passed.",
                "これに加えて、データ点ごとに各層の出力を、逆伝播が終わるまで保持します。",
            ),
        ],
    )


_VGG = [
    f"conv {units} 3x3 padding=same, relu" + (", maxpool 2x2" if last else "")
    for units, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
    for last in [False] * (count - 1) + [True]
]
FAMOUS = {
    "784-100-10": "784, dense 100, sigmoid, dense 10",
    "784-512-512-10": "784, dense 512, relu, dense 512, relu, dense 10",
    "LeNet-5 (1998)": "32x32x1, conv 6 5x5, tanh, meanpool 2x2, conv 16 5x5, tanh, meanpool 2x2, "
    "conv 120 5x5, tanh, flatten, dense 84, tanh, dense 10",
    "AlexNet (2012)": "227x227x3, conv 96 11x11 stride=4, relu, maxpool 3x3 stride=2, "
    "conv 256 5x5 padding=same groups=2, relu, maxpool 3x3 stride=2, "
    "conv 384 3x3 padding=same, relu, conv 384 3x3 padding=same groups=2, relu, "
    "conv 256 3x3 padding=same groups=2, relu, maxpool 3x3 stride=2, flatten, "
    "dense 4096, relu, dense 4096, relu, dense 1000",
    "VGG-16 (2014)": f"224x224x3, {', '.join(_VGG)}, flatten, "
    "dense 4096, relu, dense 4096, relu, dense 1000",
}


def _famous() -> Section:
    networks: dict[Words, Network] = {n: Network.parse(text) for n, text in FAMOUS.items()}
    networks[Text("the lecture's", "講義の例")] = the_lecture_s()
    lines: list[list[Cell]] = [
        [name, shape_text(n.input_shape), n.parameter_count, n.multiplications]
        for name, n in networks.items()
    ]
    counts = [n.parameter_count for n in networks.values()]
    return Section(
        Text("Beside networks that are known", "よく知られたネットワークと比べる"),
        [
            Table(
                [word("network"), word("input"), word("parameters"), word("multiplications")], lines
            ),
            Chart(
                Text("Parameters", "パラメータ数"),
                [Bars(list(networks), counts, texts=[_short(n) for n in counts], horizontal=True)],
                x=Axis(word("parameters"), log=True, limits=(1e4, 1e11)),
                wide=True,
                height=0.9,
            ),
            Text(
                "A convolution uses each weight at many places, so its multiplications outnumber "
                "its weights by far; a dense layer uses each once.",
                "畳み込みは 1 つの重みを画像の多くの場所で使うため、乗算回数は重みの数よりはるかに"
                "多くなります。全結合層では重み 1 つにつき乗算は 1 回です。",
            ),
        ],
    )
