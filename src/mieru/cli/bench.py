"""``mieru bench``: how fast three networks of reference learn on this machine."""

import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from mieru.cli.answer import Answer
from mieru.cli.frame import Command, Described
from mieru.cli.parameters import Number, json_flag, option
from mieru.words import say, term
from mieru.words.columns import table

_ROUNDS = 5


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    seconds: float
    json: bool


@dataclass(frozen=True)
class Reference:
    """A network, the batch it learns in, and on how many examples."""

    network: str
    batch_size: int
    examples: int


REFERENCES = (
    Reference("2, dense 4, tanh, dense 2, tanh, dense 1", 10, 500),
    Reference("784, dense 100, sigmoid, dense 10", 100, 6_000),
    Reference("784, dense 512, relu, dense 512, relu, dense 10", 128, 6_000),
)


def command() -> Command:
    """The command."""
    return Command(
        "bench",
        Described(
            about=say(
                en="Measure how fast three networks of reference learn on this machine.",
                ja="このマシンで 3 つの基準ネットワークが学習する速さを測ります。",
            ),
            details=say(
                en="Plain gradient descent on random examples; the median of five rounds. Close "
                "other programs first. In a checkout of Mieru, `./run bench` compares with other "
                "libraries.",
                ja="ランダムなデータ点での単純な勾配降下法で、5 回の中央値です。"
                "他のプログラムを終了してから実行してください。"
                "Mieru のソースでは `./run bench` で他のライブラリと比べられます。",
            ),
            examples=("mieru bench", "mieru bench --seconds 5 --json"),
        ),
        [
            option(
                "--seconds",
                say(en="how long to measure each network", ja="ネットワークごとの計測時間 (秒)"),
                Number(above=True),
                default=1.0,
            ),
            json_flag(),
        ],
        Asked,
        bench,
    )


def bench(asked: Asked) -> Answer:
    """Microseconds a step, steps and examples a second, and the seconds before the first step."""
    from mieru.files import versions
    from mieru.learn.cache import use_compilation_cache

    use_compilation_cache()
    found = [measured(reference, asked.seconds) for reference in REFERENCES]
    head = [
        term("network"),
        term("batch_size"),
        say(en="µs/step", ja="µs/ステップ"),
        say(en="steps/s", ja="ステップ/秒"),
        say(en="examples/s", ja="点/秒"),
        say(en="first step (s)", ja="最初の 1 ステップ (秒)"),
    ]
    rows = [
        [
            str(row["network"]),
            str(row["batch_size"]),
            f"{row['microseconds_by_step']:,.1f}",
            f"{row['steps_by_second']:,.0f}",
            f"{row['examples_by_second']:,.0f}",
            f"{row['first_step_seconds']:.2f}",
        ]
        for row in found
    ]
    used = versions()
    told = ", ".join(f"{name} {number}" for name, number in used.items())
    text = "\n".join([table([head, *rows], right=range(1, len(head))), "", told])
    return Answer(text, {"networks": found, "versions": used}, asked.json)


def measured(reference: Reference, seconds: float) -> dict[str, Any]:
    """Learns for about ``seconds`` in rounds of equal numbers of steps."""
    began = time.perf_counter()
    learner = _learner(reference)
    learner.advance(1)
    first = time.perf_counter() - began
    steps, took = 1, 0.0
    while took < seconds / _ROUNDS:
        steps = max(2 * steps, int(steps * seconds / _ROUNDS / took) if took else 1)
        took = _timed(learner, steps)
    by_step = median([took, *(_timed(learner, steps) for _ in range(_ROUNDS - 1))]) / steps
    return {
        "network": learner.network.text,
        "batch_size": reference.batch_size,
        "microseconds_by_step": by_step * 1e6,
        "steps_by_second": 1 / by_step,
        "examples_by_second": reference.batch_size / by_step,
        "first_step_seconds": first,
    }


def _timed(learner: Any, steps: int) -> float:
    began = time.perf_counter()
    last = int(learner.carry.step) + steps
    while int(learner.carry.step) < last:
        learner.advance(last - int(learner.carry.step))
    return time.perf_counter() - began


def _learner(reference: Reference) -> Any:
    import numpy as np

    from mieru.data import Examples
    from mieru.learn import GradientDescent, Learner, Settings, usual_loss
    from mieru.nn import Network

    network = Network.parse(reference.network)
    random = np.random.default_rng(0)
    classes = max(2, network.output_shape[0])
    x = random.standard_normal((reference.examples, *network.input_shape), np.float32)
    examples = Examples(x, random.integers(classes, size=reference.examples, dtype=np.int32))
    loss = usual_loss(network, examples)
    settings = Settings(batch_size=reference.batch_size, optimizer=GradientDescent(0.01), loss=loss)
    return Learner(network, loss, examples, None, settings)
