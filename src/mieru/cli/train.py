"""``mieru train``: any network on any data, into one recording."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.cli.answer import Answer
from mieru.cli.data_argument import (
    DATA_WORDS,
    KEY,
    Source,
    data_options,
    loaded,
    source_of,
)
from mieru.cli.frame import Command, Described, wrong_use
from mieru.cli.learning import learning_names, learning_options, settings_from
from mieru.cli.metrics import metrics_table
from mieru.cli.network_argument import read_start, suited
from mieru.cli.out import recording_path
from mieru.cli.parameters import argument, json_flag, option
from mieru.cli.rate import (
    advised,
    check_rate,
    find,
    rate_json,
    rate_option,
    rate_text,
    with_rate,
)
from mieru.words import DivergenceError, say, term

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run
    from mieru.learn import Listener, RateFound


@dataclass(frozen=True)
class Asked:
    """What stands on the command line; ``given`` holds the options that say how to learn."""

    network: str | None
    source: Source
    given: dict[str, Any]
    find_rate: bool
    out: str | None
    checkpoint: str | None
    resume: str | None
    tensorboard: str | None
    mlflow: str | None
    json: bool


def _asked(**words: Any) -> Asked:
    given = {name: words.pop(name) for name in learning_names()}
    data = {name: words.pop(name) for name in DATA_WORDS}
    source = source_of(**data, seed=given["seed"])
    return Asked(source=source, given=given, **words)


def command() -> Command:
    """The command."""
    out = say(
        en="file for the recording (by default runs/DATA-TIME/run.safetensors)",
        ja="記録を書き出すファイル (省略すると runs/データ-日時/run.safetensors)",
    )
    network = say(
        en='one line such as "784, dense 100, relu, dense 10" or "784-100-10 sigmoid", a .json '
        "file, or a recording (.safetensors) to go on from",
        ja='"784, dense 100, relu, dense 10" や "784-100-10 sigmoid" のような 1 行、'
        ".json ファイル、または続きから学習する記録 (.safetensors)",
    )
    checkpoint = say(
        en="keep everything in this file from time to time, so that --resume can go on",
        ja="途中経過をこのファイルに残し、--resume で再開できるようにします",
    )
    resume = say(
        en="go on from a checkpoint, with the same data and the checkpoint's settings",
        ja="チェックポイントから、同じデータと元の設定で再開します",
    )
    return Command(
        "train",
        Described(
            about=say(
                en="Train a network on named data, your own CSV or a folder of pictures by class.",
                ja="データセット、手元の CSV、クラス別の画像フォルダでネットワークを学習させます。",
            ),
            details=say(
                en="Ctrl-C ends it early and keeps the best weights so far.",
                ja="Ctrl-C で途中で終了し、それまでの最良の重みを残します。",
            ),
            examples=(
                'mieru train "784, dense 100, relu, dense 10" --data mnist --epochs 5',
                'mieru train "4-8-3 tanh" --data iris --stop-after 20 --out iris.safetensors',
                'mieru train "4-8-3 tanh" --data iris --find-rate',
                "mieru train iris.safetensors --epochs 10",
                "mieru train net.json --data my.csv --target price --checkpoint price.checkpoint",
                "mieru train --resume price.checkpoint --data my.csv --target price",
            ),
        ),
        [
            argument("network", network, optional=True),
            *data_options(),
            *learning_options(),
            rate_option(),
            option("--out", out, metavar="FILE"),
            option("--checkpoint", checkpoint, metavar="FILE"),
            option("--resume", resume, metavar="FILE"),
            option(
                "--tensorboard",
                say(en="folder for TensorBoard's events", ja="TensorBoard 用の出力フォルダ"),
                metavar="FOLDER",
            ),
            option(
                "--mlflow",
                say(en="address of the MLflow tracking server", ja="MLflow サーバーのアドレス"),
                metavar="URI",
            ),
            json_flag(),
        ],
        _asked,
        train,
    )


@dataclass(frozen=True, eq=False)
class Job:
    """What is to be done: data in hand, the call that learns, and a rate where one was found."""

    source: Source
    data: "DataSet"
    learn: "Callable[[tuple[Listener, ...]], Run]"
    rate: "RateFound | None" = None


def train(asked: Asked) -> Answer:
    """Learns, saves, and tells where."""
    job = _fresh(asked) if asked.resume is None else _resumed(asked, asked.resume)
    out = recording_path(asked.out, job.data.name)
    listeners = _listeners(asked, out)
    try:
        run = job.learn(listeners)
    except DivergenceError as error:
        _save(job, error.run, out)
        print(
            say(
                en=f"the recording up to there, with the last finite weights: {out}",
                ja=f"そこまでの記録 (有限だった最後の重み): {out}",
            ),
            file=sys.stderr,
        )
        raise
    _save(job, run, out)
    return _answer(run, job, out, asked.json)


def _fresh(asked: Asked) -> Job:
    from mieru.learn import Settings, fit

    if asked.network is None:
        raise wrong_use(
            en="NETWORK is missing; write for example: "
            'mieru train "784, dense 100, relu, dense 10" --data mnist',
            ja="NETWORK がありません。例: "
            'mieru train "784, dense 100, relu, dense 10" --data mnist',
        )
    if asked.find_rate:
        check_rate(asked.given)
    start = read_start(asked.network)
    base = Settings.from_json(start.run.settings) if start.run else Settings()
    settings = settings_from(asked.given, base)
    source = asked.source.or_that_of(start.run)
    data = loaded(source)
    start, said = suited(start, data, settings.loss)
    if said:
        print(said, file=sys.stderr)
    rate = None
    if asked.find_rate:
        check_rate(asked.given)
        rate = find(start, data, settings)
        print(rate_text(rate), file=sys.stderr)
        settings = with_rate(settings, advised(rate))
    parameters = start.run.parameters if start.run else None
    return Job(
        source,
        data,
        lambda listeners: fit(
            start.network,
            data,
            settings,
            parameters=parameters,
            state=start.run.state if start.run else None,
            listeners=listeners,
            checkpoint=asked.checkpoint,
        ),
        rate,
    )


def _resumed(asked: Asked, checkpoint: str) -> Job:
    from mieru.learn import read_checkpoint, resume

    clashing = [f"--{n.replace('_', '-')}" for n, v in asked.given.items() if v is not None]
    clashing += ["--find-rate"] if asked.find_rate else []
    clashing += ["NETWORK"] if asked.network is not None else []
    clashing += ["--checkpoint"] if asked.checkpoint is not None else []
    if clashing:
        names = ", ".join(clashing)
        raise wrong_use(
            en="--resume goes on with the checkpoint's own network and settings; leave out "
            f"{names}",
            ja="--resume はチェックポイントのネットワークと設定で再開します。"
            f"{names} は指定できません",
        )
    found = read_checkpoint(checkpoint)
    name = found.data.get("name")
    source = asked.source
    if source.name is None and isinstance(name, str):
        source = replace(source, name=name)
    source = replace(source.or_that_of(None), seed=found.settings.seed)
    data = loaded(source)
    return Job(source, data, lambda listeners: resume(checkpoint, data, listeners=listeners))


def _listeners(asked: Asked, out: Path) -> "tuple[Listener, ...]":
    from mieru.learn import LiveFile, Progress

    listeners: list[Listener] = [Progress(), LiveFile(out)]
    if asked.tensorboard is not None:
        from mieru.learn.tensorboard import TensorBoard

        listeners.append(TensorBoard(asked.tensorboard))
    if asked.mlflow is not None:
        from mieru.learn.mlflow import MLflow

        listeners.append(MLflow(asked.mlflow))
    return tuple(listeners)


def _save(job: Job, run: "Run", out: Path) -> None:
    from mieru.files import save

    save(out, replace(run, data=run.data | {KEY: job.source.to_json()}))


def _answer(run: "Run", job: Job, path: Path, asks_json: bool) -> Answer:
    kept = next((row for row in run.history if row["epoch"] == run.kept_epoch), {})
    metrics = {n: v for n, v in kept.items() if n.endswith(("loss", "accuracy"))}
    name = run.data.get("name")
    epoch = say(en=f"weights of epoch {run.kept_epoch}", ja=f"エポック {run.kept_epoch} の重み")
    lines = [
        f"{run.network.text}  ({name}, {epoch}, {run.seconds:.1f} {say(en='s', ja='秒')})",
        _rate_line(job.rate),
        metrics_table(metrics),
        f"{term('recording')}: {path}",
        say(
            en=f"`mieru show {path}` looks into it, `mieru evaluate {path}` opens the test part",
            ja=f"`mieru show {path}` で中身を見られます。"
            f"`mieru evaluate {path}` でテスト部分を開いて評価します",
        ),
    ]
    data = {
        "name": name,
        "network": run.network.text,
        "settings": run.settings,
        "seed": run.settings["seed"],
        "metrics": metrics,
        "seconds": run.seconds,
        "files": [str(path)],
        "epoch": run.kept_epoch,
        "ended": run.ended,
        **({"rate_found": rate_json(job.rate)} if job.rate else {}),
    }
    return Answer("\n".join(line for line in lines if line), data, asks_json)


def _rate_line(found: "RateFound | None") -> str:
    if found is None:
        return ""
    return say(
        en=f"rate found and set: {advised(found):g}",
        ja=f"見つけて設定した学習率: {advised(found):g}",
    )
