"""``mieru playground LINK``: the run of a link, as numbers; without a link, the page itself."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from mieru.cli.answer import Answer
from mieru.cli.frame import Command, Described
from mieru.cli.metrics import metric_text
from mieru.cli.parameters import Kind, argument, json_flag, option
from mieru.words import say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    from mieru.playground.experiment import Experiment
    from mieru.playground.followed import Moment

MOST_EPOCHS, MOST_MOMENTS = 1_000_000, 1_000


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    link: str | None
    epochs: tuple[int, ...]
    json: bool


class Epochs(Kind):
    """Whole numbers with commas between them."""

    name = "epochs"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, ...]:
        """The numbers in rising order, each once, or a complaint."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = sorted({int(part) for part in str(value).split(",")})
        except ValueError:
            numbers = []
        few = 0 < len(numbers) <= MOST_MOMENTS
        if few and numbers[0] >= 0 and numbers[-1] <= MOST_EPOCHS:
            return tuple(numbers)
        raise click.BadParameter(
            say(
                en=f"{str(value)[:60]!r} is no list of epochs such as 0,1,10; each is from 0 to "
                f"{MOST_EPOCHS:,}, and there are {MOST_MOMENTS:,} at most",
                ja="エポックは 0,1,10 のようにコンマ区切りで指定してください "
                f"({str(value)[:60]!r} ではなく)。0 から {MOST_EPOCHS:,} まで、"
                f"{MOST_MOMENTS:,} 個以内です",
            ),
            ctx,
            param,
        )


def command() -> Command:
    """The command."""
    link = say(
        en="a link of the playground, of this one or of the original, or what stands after its #; "
        "in quotes. Without one the page opens in the browser",
        ja="プレイグラウンドのリンク (Mieru のものでも元のサイトのものでもよい) か、その # より後。"
        "引用符で囲んでください。省略するとブラウザでページを開きます",
    )
    epochs = say(
        en="after which epochs to tell the losses and the weights",
        ja="損失と重みを出力するエポック",
    )
    return Command(
        "playground",
        Described(
            about=say(
                en="Run the network of a playground link without a browser.",
                ja="プレイグラウンドのリンクの実験を、ブラウザなしで実行します。",
            ),
            details=say(
                en="A link of the original playground gives the numbers of the original: the same "
                "points, the same initial weights, the same losses.",
                ja="元のプレイグラウンドのリンクからは、元と同じデータ点・同じ初期重み・同じ損失が"
                "得られます。",
            ),
            examples=(
                "mieru playground",
                "mieru playground '#activation=tanh&networkShape=4,2&seed=0.50000'",
                "mieru playground '#/playground?data=spiral&network=8,8' --epochs 0,100 --json",
            ),
        ),
        [
            argument("link", link, optional=True),
            option("--epochs", epochs, Epochs(), metavar="N,N,…", default="0,1,10,100,500"),
            json_flag(),
        ],
        Asked,
        playground,
    )


def playground(asked: Asked) -> Answer | None:
    """Losses, weights and biases at the epochs asked for."""
    if asked.link is None:
        _open_the_page()
        return None
    from mieru.playground.followed import experiment_of, followed

    experiment = experiment_of(asked.link)
    moments = followed(experiment, asked.epochs)
    return Answer(_text(experiment, moments), _data(experiment, moments), asked.json)


def _open_the_page() -> None:
    import contextlib
    import sys

    from mieru.studio import serve

    # The link is what this command has to say.
    with contextlib.redirect_stdout(sys.__stdout__):
        serve()


def _data(experiment: "Experiment", moments: "dict[int, Moment]") -> dict[str, Any]:
    from mieru.playground.address import write

    return {
        "address": "#" + write(experiment),
        "loss": {str(epoch): [m.train_loss, m.test_loss] for epoch, m in moments.items()},
        "weights": {str(epoch): list(m.weights) for epoch, m in moments.items()},
        "biases": {str(epoch): list(m.biases) for epoch, m in moments.items()},
    }


def _text(experiment: "Experiment", moments: "dict[int, Moment]") -> str:
    from mieru.playground.address import write

    header = [term("epoch"), term("train_loss"), term("test_loss")]
    rows = [
        [str(epoch), metric_text("loss", m.train_loss), metric_text("loss", m.test_loss)]
        for epoch, m in moments.items()
    ]
    last = max(moments)
    numbers = say(
        en=f"Weights after epoch {last}: {_row(moments[last].weights)}\n"
        f"Biases: {_row(moments[last].biases)}",
        ja=f"エポック {last} 後の重み: {_row(moments[last].weights)}\n"
        f"バイアス: {_row(moments[last].biases)}",
    )
    losses = table([header, *rows], right={0, 1, 2})
    return "\n\n".join(["#" + write(experiment), losses, numbers, *_warnings(moments)])


def _warnings(moments: "dict[int, Moment]") -> list[str]:
    wild = [epoch for epoch, m in moments.items() if not all(map(math.isfinite, m.biases))]
    if not wild:
        return []
    return [
        say(
            en=f"At epoch {wild[0]} the weights are no longer numbers: they grew without bound. "
            "Lower the learning rate.",
            ja=f"エポック {wild[0]} では重みが発散して数ではなくなっています。"
            "学習率を下げてください。",
        )
    ]


def _row(values: tuple[float, ...]) -> str:
    shown = " ".join(f"{value:.4g}" for value in values[:60])
    return shown if len(values) <= 60 else f"{shown} … ({len(values)})"
