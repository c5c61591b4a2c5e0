r"""ResNet, shuffled: blocks taken out or exchanged after learning, and what is still known.

A residual block adds to what comes by, y = x + f(x). Without it the next one still finds x, nearly
what it has learned to expect; a stack of blocks acts like many shallow networks at once. A plain
network has one way through, and each layer expects exactly what the layer before it made. So blocks
of a ResNet can be removed or exchanged after learning and the error grows slowly; of a VGG, one
layer is enough to know nothing any more.

A. Veit, M. Wilber, S. Belongie, Residual networks behave like ensembles of relatively shallow
networks, NIPS 2016.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mieru.data import Examples
from mieru.files import Run
from mieru.nn import (
    BatchNorm,
    Conv,
    Dense,
    GlobalMeanPool,
    Layer,
    MaxPool,
    Network,
    Parallel,
    Residual,
    predict,
)
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.small_pictures import (
    epochs_option,
    examples_option,
    learned_on_cifar,
    recipe,
)
from mieru.systems.report.drawings import Axis, Chart, Level, Line
from mieru.systems.report.text import Text, Words, word
from mieru.systems.report.values import Cell, Code, Result, Section, Table

WIDTHS = (16, 32)
Tree = dict[str, Any]
Pair = tuple[Tree, Tree]


@dataclass(frozen=True)
class Settings:
    """How many blocks, how long they learn, and how often each disturbance is tried."""

    blocks: int = option(
        6,
        en="blocks in each of the two stages",
        ja="2 つの段それぞれのブロック数",
        least=2,
        most=30,
    )
    examples: int = examples_option()
    epochs: int = epochs_option(5)
    draws: int = option(
        3, en="random draws of each number of blocks", ja="各個数で試す乱数の回数", least=1, most=50
    )
    pictures: int = option(
        1000, en="test pictures for each", ja="毎回使うテスト画像の枚数", least=100, most=10_000
    )


def networks(blocks: int) -> dict[str, Network]:
    """A ResNet and a plain network of the same layers, for pictures of 32×32.

    The first stage sees 16×16 pixels, the second 8×8; within a stage all blocks are alike.
    """
    return {name: _network(blocks, name == "resnet") for name in ("resnet", "plain")}


def _network(blocks: int, bypass: bool) -> Network:
    layers: list[Layer | str] = []
    for width in WIDTHS:
        layers += [*_convolution(width), "relu", MaxPool(2)]
        for _ in range(blocks):
            chain: list[Layer | str] = [*_convolution(width), "relu", *_convolution(width)]
            layers += [Residual(chain) if bypass else Parallel([chain], join="add"), "relu"]
    return Network((32, 32, 3), [*layers, GlobalMeanPool(), Dense(10)])


def _convolution(width: int) -> list[Layer | str]:
    return [Conv(width, 3, padding="same", bias=False), BatchNorm()]


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Teaches both, then disturbs both alike."""
    runs, whole = {}, {}
    learning = recipe(settings.epochs)
    for name, network in networks(settings.blocks).items():
        found = learned_on_cifar(network, settings.examples, learning, seed, stage)
        runs[name], whole[name] = found.run, found.judged.accuracy
        some = found.test.take(slice(settings.pictures))
    counts = list(range(settings.blocks * len(WIDTHS) // 2 + 1))
    with stage.part(Text("removing and exchanging", "取り除く・入れ替える")):
        errors = {
            (name, how): [
                _mean_error(run, some, count, how, settings.draws, seed)
                for count in stage.progress(counts, Text("disturbed blocks", "乱したブロック"))
            ]
            for name, run in runs.items()
            for how in ("removed", "exchanged")
        }
    one = {name: errors[name, "removed"][1] for name in runs}
    return Result(
        metrics={
            "resnet_accuracy": whole["resnet"],
            "plain_accuracy": whole["plain"],
        }
        | {f"{name}_one_removed_accuracy": 1 - one[name] for name in runs}
        | {
            f"{name}_two_exchanged_accuracy": 1 - errors[name, "exchanged"][min(2, counts[-1])]
            for name in runs
        },
        names=_NAMES,
        headline=(
            *("resnet_accuracy", "plain_accuracy"),
            *("resnet_one_removed_accuracy", "plain_one_removed_accuracy"),
        ),
        summary=Text(
            f"With one block taken out after learning, the ResNet errs on {one['resnet']:.0%} of "
            f"the pictures and the plain network on {one['plain']:.0%} "
            f"(whole: {1 - whole['resnet']:.0%} and {1 - whole['plain']:.0%}).",
            f"学習後にブロックを 1 つ取り除くと、誤り率は ResNet で {one['resnet']:.0%}、"
            f"バイパスのないネットワークで {one['plain']:.0%} になります "
            f"(元は {1 - whole['resnet']:.0%} と {1 - whole['plain']:.0%})。",
        ),
        sections=[_networks_section(runs, whole), *_errors_sections(errors, counts, settings)],
        recordings={f"shuffled-{name}": run for name, run in runs.items()},
    )


_NAMES = {
    "resnet_accuracy": Text("test accuracy of the ResNet", "ResNet のテスト正解率"),
    "plain_accuracy": Text("test accuracy of the plain network", "バイパスなしのテスト正解率"),
    "resnet_one_removed_accuracy": Text("ResNet without one block", "1 つ除いた ResNet の正解率"),
    "plain_one_removed_accuracy": Text(
        "plain network without one block", "1 つ除いたバイパスなしの正解率"
    ),
    "resnet_two_exchanged_accuracy": Text(
        "ResNet with two blocks exchanged", "2 つ入れ替えた ResNet の正解率"
    ),
    "plain_two_exchanged_accuracy": Text(
        "plain network with two blocks exchanged", "2 つ入れ替えたバイパスなしの正解率"
    ),
}


def blocks_of(network: Network) -> list[list[str]]:
    """The names of the blocks, stage by stage."""
    stages: list[list[str]] = []
    for name, layer in zip(network.names, network.layers, strict=True):
        if isinstance(layer, MaxPool):
            stages.append([])
        elif layer.chains:
            stages[-1].append(name)
    return stages


def without(run: Run, names: list[str]) -> Pair:
    """(parameters, state) with which the blocks called ``names`` hand on what they are given.

    A residual block adds nothing where its last scale and shift are 0. A plain block hands on its
    input, which is not negative after a ReLU, where both its convolutions are that of one point.
    """
    parameters, state = dict(run.parameters), dict(run.state)
    for name in names:
        if name.startswith("residual"):
            parameters[name] = _adding_nothing(parameters[name])
        else:
            parameters[name], state[name] = _handing_on(parameters[name], state[name])
    return parameters, state


def _adding_nothing(block: Tree) -> Tree:
    last = {part: np.zeros_like(values) for part, values in block["layers"]["batchnorm2"].items()}
    return {"layers": {**block["layers"], "batchnorm2": last}}


def _handing_on(block: Tree, running: Tree) -> Pair:
    layers, state = dict(block["branch1"]), {}
    for number in (1, 2):
        weight = np.zeros_like(layers[f"conv{number}"]["weight"])
        weight[1, 1] = np.eye(weight.shape[2])
        norm = layers[f"batchnorm{number}"]
        layers[f"conv{number}"] = {"weight": weight}
        # γ·(u − 0)/√(v + ε) + 0 is u for γ = 1 and v = 1 − ε
        layers[f"batchnorm{number}"] = {
            "scale": np.ones_like(norm["scale"]),
            "shift": np.zeros_like(norm["shift"]),
        }
        state[f"batchnorm{number}"] = {
            "mean": np.zeros_like(norm["shift"]),
            "variance": np.full_like(norm["scale"], 1 - BatchNorm().epsilon),
        }
    return {"branch1": layers}, {"branch1": state}


def exchanged(run: Run, pairs: list[tuple[str, str]]) -> Pair:
    """(parameters, state) with the blocks of each pair in each other's place."""
    parameters, state = dict(run.parameters), dict(run.state)
    for one, other in pairs:
        for tree in (parameters, state):
            tree[one], tree[other] = tree[other], tree[one]
    return parameters, state


def _mean_error(run: Run, test: Examples, count: int, how: str, draws: int, seed: int) -> float:
    """The mean error over random choices of ``count`` blocks to remove or to exchange."""
    errors = []
    for draw in range(draws if count else 1):
        random = np.random.default_rng([seed, draw, count])
        changed = _disturb(how)(run, count, random)
        answers = predict(run.network, changed[0], test.x, state=changed[1])
        errors.append(float(np.mean(answers.argmax(axis=1) != test.t)))
    return float(np.mean(errors))


def _disturb(how: str) -> Callable[[Run, int, np.random.Generator], Pair]:
    return _remove if how == "removed" else _exchange


def _remove(run: Run, count: int, random: np.random.Generator) -> Pair:
    names = [name for stage in blocks_of(run.network) for name in stage]
    return without(run, random.choice(names, count, replace=False).tolist())


def _exchange(run: Run, count: int, random: np.random.Generator) -> Pair:
    """About ``count`` blocks change places with another of their stage, in pairs."""
    stages = [random.permutation(stage).tolist() for stage in blocks_of(run.network)]
    pairs = [pair for s in stages for pair in zip(s[::2], s[1::2], strict=False)]
    chosen = random.permutation(len(pairs))[: -(-count // 2)]
    return exchanged(run, [pairs[i] for i in chosen])


def _networks_section(runs: dict[str, Run], whole: dict[str, float]) -> Section:
    rows: list[list[Cell]] = [
        [
            _TITLES[name],
            f"{run.network.parameter_count:,}",
            f"{whole[name]:.1%}",
            f"{run.seconds:.0f}",
        ]
        for name, run in runs.items()
    ]
    head = [
        Text("network", "ネットワーク"),
        word("parameters"),
        word("test_accuracy"),
        Text("seconds of learning", "学習の秒数"),
    ]
    return Section(
        Text("Two networks of the same layers", "同じ層からなる 2 つのネットワーク"),
        [
            Text(
                "Both have the same convolutions in the same order and as many weights; one has a "
                "bypass around each two of them.",
                "どちらも同じ畳み込みを同じ順に並べたもので、重みの数も同じです。"
                "片方にだけ、畳み込み 2 つごとにバイパスがあります。",
            ),
            Table(head, rows),
            Code(str(runs["resnet"].network)),
        ],
    )


_TITLES: dict[str, Words] = {"resnet": "ResNet", "plain": Text("plain (VGG)", "バイパスなし (VGG)")}


def _draws_en(draws: int) -> str:
    return f"Means over {draws} random draws" if draws > 1 else "One random draw"


def _errors_sections(
    errors: dict[tuple[str, str], list[float]], counts: list[int], settings: Settings
) -> list[Section]:
    whole = {"removed": "removed", "exchanged": "exchanged"}
    titles = {
        "removed": Text("Blocks removed", "ブロックを取り除く"),
        "exchanged": Text("Blocks exchanged", "ブロックを入れ替える"),
    }
    body = [
        Chart(
            titles[how],
            [
                *(
                    Line(counts, 100 * np.array(errors[name, how]), _TITLES[name], markers=True)
                    for name in ("resnet", "plain")
                ),
                Level(90, Text("guessing", "当てずっぽう")),
            ],
            Axis(Text("blocks", "ブロックの数"), whole=True),
            Axis(Text("error (%)", "誤り率 (%)"), limits=(0, 100)),
        )
        for how in whole
    ]
    told = Text(
        f"{_draws_en(settings.draws)}, on {settings.pictures:,} test pictures. A "
        "block that is removed hands on what it is given; blocks are exchanged with others of "
        "their stage, two by two. The weights are those learned with all in their places.",
        f"ランダムに {settings.draws} 回選んだ平均です (テスト画像 {settings.pictures:,} 枚)。"
        "取り除いたブロックは、受け取ったものをそのまま次に渡します。"
        "入れ替えは同じ段の中で 2 つずつ行います。"
        "重みは、すべてのブロックが元の位置にあるときに学習したままです。",
    )
    return [Section(Text("After learning", "学習のあとで"), [told, *body])]
