"""The options of ``mieru train`` that say how to learn, and the settings that they amount to."""

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from mieru.cli.frame import wrong_use
from mieru.cli.parameters import Number, OneOf, Whole, option
from mieru.words import say, term

if TYPE_CHECKING:
    from mieru.learn import Settings

# The names are written here, too, so that `--help` need not wait for JAX; a test compares them.
OPTIMIZERS = ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw")
SCHEDULES = ("step_decay", "exponential_decay", "cosine")
LOSSES = ("squared_error", "mean_squared_error", "huber", "cross_entropy", "binary_cross_entropy")
MOST_EPOCHS, MOST_EXAMPLES = 1_000_000, 2**31 - 1
MOST_LAYERS = 20_000
USUAL = {"epochs": 10, "batch_size": 32, "optimizer": "adam", "l1": 0, "l2": 0, "seed": 0}

_OF_OPTIMIZERS = {
    "momentum": (
        "how much of the last change is kept (momentum, nesterov)",
        "直前の更新をどれだけ引き継ぐか (momentum, nesterov)",
    ),
    "decay": ("of the running mean of g² (rmsprop)", "g² の移動平均の減衰率 (rmsprop)"),
    "decay1": ("of the running mean of g (adam, adamw)", "g の移動平均の減衰率 (adam, adamw)"),
    "decay2": ("of the running mean of g² (adam, adamw)", "g² の移動平均の減衰率 (adam, adamw)"),
    "epsilon": (
        "keeps the divisor from zero (adagrad, rmsprop, adam, adamw)",
        "0 による除算を防ぐ小さな数 (adagrad, rmsprop, adam, adamw)",
    ),
    "weight_decay": ("how fast weights shrink (adamw)", "重みを縮める速さ (adamw)"),
}
_OF_SCHEDULES = {
    "warmup": ("epochs in which the rate rises (cosine)", "学習率を上げていくエポック数 (cosine)"),
    "final": ("the rate at the end (cosine)", "最後の学習率 (cosine)"),
    "factor": (
        "what the rate is multiplied with (step_decay, exponential_decay)",
        "学習率に掛ける数 (step_decay, exponential_decay)",
    ),
    "every": ("after how many epochs each time (step_decay)", "何エポックごとか (step_decay)"),
}
_PLAIN = (
    "epochs",
    "batch_size",
    "l1",
    "l2",
    "clip",
    "max_norm",
    "label_smoothing",
    "augment",
    "frozen",
    "seed",
    "loss",
    "scale_targets",
)

Given = dict[str, Any]


def learning_options() -> list[click.Option]:
    """Each is None where it is not given, so that a recording's own settings can stand."""
    usual = {name: say(en=f" (default {v})", ja=f" (既定値 {v})") for name, v in USUAL.items()}
    seed = say(
        en="of the initial weights, the order of examples and the division of the data",
        ja="初期重み、データ点の順序、データの分割を決める乱数シード",
    )
    rate = say(
        en=f"{term('learning_rate')} (by default the optimizer's own)",
        ja=f"{term('learning_rate')} (省略すると最適化手法ごとの既定値)",
    )
    stop = say(
        en="stop when the validation loss has not fallen for this many epochs, and keep the best "
        "weights",
        ja="検証損失がこの回数のエポックの間下がらなければ終了し、最良の重みを残します",
    )
    return [
        option(
            "--epochs",
            say(en="how many epochs", ja="エポック数") + usual["epochs"],
            Whole(0, MOST_EPOCHS),
        ),
        option(
            "--batch-size",
            say(en="examples in a batch", ja="バッチサイズ") + usual["batch_size"],
            Whole(1, MOST_EXAMPLES),
        ),
        option(
            "--optimizer",
            f"{', '.join(OPTIMIZERS)}{usual['optimizer']}",
            OneOf(OPTIMIZERS),
            metavar="NAME",
        ),
        option("--rate", rate, Number()),
        *[
            option(_spelt(name), say(en=en, ja=ja), Number())
            for name, (en, ja) in _OF_OPTIMIZERS.items()
        ],
        option(
            "--schedule",
            say(
                en=f"how the rate changes: {', '.join(SCHEDULES)}",
                ja=f"学習率の変え方: {', '.join(SCHEDULES)}",
            ),
            OneOf(SCHEDULES),
            metavar="NAME",
        ),
        *[
            option(_spelt(name), say(en=en, ja=ja), Number())
            for name, (en, ja) in _OF_SCHEDULES.items()
        ],
        option(
            "--loss", f"{term('loss_function')}: {', '.join(LOSSES)}", OneOf(LOSSES), metavar="NAME"
        ),
        option("--l1", say(en="L1 strength", ja="L1 正則化の強さ") + usual["l1"], Number()),
        option("--l2", say(en="L2 strength", ja="L2 正則化の強さ") + usual["l2"], Number()),
        option(
            "--clip",
            say(en="largest norm of the gradient", ja="勾配のノルムの上限"),
            Number(above=True),
        ),
        option(
            "--max-norm",
            say(
                en="largest norm of the weights into each unit",
                ja="各ユニットに入る重みのノルムの上限",
            ),
            Number(above=True),
        ),
        option(
            "--label-smoothing",
            say(
                en="share of each target that goes to all classes alike (0 to below 1)",
                ja="目標値のうち、全クラスに等しく配る割合 (0 以上 1 未満)",
            ),
            Number(),
        ),
        option(
            "--augment",
            say(
                en='augmentations of training pictures, drawn anew each time: "shift 2, flip, '
                'rotate 10, zoom 0.1, cutout 8, mixup 0.2"; "none" for none',
                ja="訓練画像を毎回ランダムに変化させるデータ拡張: "
                '"shift 2, flip, rotate 10, zoom 0.1, cutout 8, mixup 0.2"。"none" なら無し',
            ),
            metavar="TEXT",
        ),
        option(
            "--frozen",
            say(
                en="so many of the first layers keep their weights (to go on from a recording)",
                ja="最初のこの数の層は重みを変えません (記録から続けるときに使います)",
            ),
            Whole(0, MOST_LAYERS),
            metavar="LAYERS",
        ),
        option(
            "--scale-targets",
            say(
                en="yes or no: learn values as (t − mean)/std, answer in their own unit (by "
                "default for tables, with networks that end in a dense layer)",
                ja="yes または no: 値を (t − 平均)/標準偏差 として学習し、元の単位で答えます "
                "(省略すると、表を dense で終わるネットワークで学習するときに行います)",
            ),
            OneOf(("yes", "no")),
            metavar="YES_OR_NO",
        ),
        option("--stop-after", stop, Whole(1, MOST_EPOCHS), metavar="PATIENCE"),
        option("--seed", seed + usual["seed"], Whole(0, 2**32 - 1)),
    ]


def learning_names() -> tuple[str, ...]:
    """The names of those options, as Python has them."""
    return (*_PLAIN, "optimizer", "rate", *_OF_OPTIMIZERS, "schedule", *_OF_SCHEDULES, "stop_after")


def settings_from(given: Given, base: "Settings") -> "Settings":
    """``base`` with what is given; raises SettingError or a complaint about options that clash."""
    from mieru.learn import EarlyStopping

    changes = {name: given[name] for name in _PLAIN if given[name] is not None}
    if given["scale_targets"] is not None:
        changes["scale_targets"] = given["scale_targets"] == "yes"
    if given["stop_after"] is not None:
        changes["stopping"] = EarlyStopping(given["stop_after"])
    epochs = given["epochs"] or base.epochs
    changes["optimizer"] = _optimizer(given, base, epochs)
    return base.changed(**changes)


def _optimizer(given: Given, base: "Settings", epochs: int) -> Any:
    from mieru.learn import OPTIMIZERS as KINDS

    name = given["optimizer"]
    optimizer = base.optimizer if name is None else KINDS[name]()
    numbers = _fields(given, _OF_OPTIMIZERS, optimizer, optimizer.kind)
    if given["rate"] is not None:
        numbers["rate"] = given["rate"]
    optimizer = dataclasses.replace(optimizer, **numbers)
    if given["schedule"] is None:
        _fields(given, _OF_SCHEDULES, None, "--schedule")
        return optimizer
    return dataclasses.replace(optimizer, rate=_schedule(given, optimizer.rate, epochs))


def _schedule(given: Given, rate: Any, epochs: int) -> Any:
    from mieru.learn import SCHEDULES as KINDS, Schedule

    kind = KINDS[given["schedule"]]
    numbers = _fields(given, _OF_SCHEDULES, kind, given["schedule"])
    if given["schedule"] == "cosine":
        numbers["epochs"] = float(epochs)
    return kind(initial=rate.initial if isinstance(rate, Schedule) else rate, **numbers)


def _fields(given: Given, names: Iterable[str], owner: Any, told: str) -> dict[str, float]:
    """What is given among ``names``; complains of what ``owner`` does not have."""
    known = {f.name for f in dataclasses.fields(owner)} if owner is not None else set()
    found = {name: given[name] for name in names if given[name] is not None}
    for name in found:
        if owner is None:
            raise wrong_use(
                en=f"{_spelt(name)} needs {told}", ja=f"{_spelt(name)} には {told} も必要です"
            )
        if name not in known:
            has = ", ".join(_spelt(n) for n in names if n in known) or "—"
            raise wrong_use(
                en=f"{told} has no {_spelt(name)}; it has: {has}",
                ja=f"{told} に {_spelt(name)} はありません。使えるもの: {has}",
            )
    return found


def _spelt(name: str) -> str:
    return f"--{name.replace('_', '-')}"
