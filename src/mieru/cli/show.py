"""``mieru show FILE``: what is in a recording or a checkpoint."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mieru.cli.answer import Answer
from mieru.cli.chart import chart, sparkline, thinned
from mieru.cli.frame import Command, Described
from mieru.cli.metrics import metric_text, metrics_table
from mieru.cli.opened import Opened, opened
from mieru.cli.parameters import argument, json_flag
from mieru.cli.told import texts
from mieru.words import GLOSSARY, say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    from mieru.explain.weights import WeightStatistics

_CURVES = ("train_loss", "validation_loss", "train_accuracy", "validation_accuracy")
_MOST_ROWS = 12


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    file: str
    json: bool


def command() -> Command:
    """The command."""
    return Command(
        "show",
        Described(
            about=say(
                en="Show a recording or a checkpoint: summary, settings, history, weights.",
                ja="記録またはチェックポイントの概要・設定・履歴・重みを表示します。",
            ),
            examples=("mieru show digits.safetensors", "mieru show digits.safetensors --json"),
        ),
        [
            argument(
                "file",
                say(
                    en="a .safetensors file of `mieru train` or `mieru run`, or a checkpoint",
                    ja="`mieru train` や `mieru run` の .safetensors ファイル、"
                    "またはチェックポイント",
                ),
            ),
            json_flag(),
        ],
        Asked,
        show,
    )


def show(asked: Asked) -> Answer:
    """Everything in the file, as sections."""
    from mieru.explain.weights import weight_statistics

    found = opened(asked.file)
    weights = weight_statistics(found.parameters)
    sections = [
        _headline(found),
        _section(term("forward_pass"), str(found.network)),
        _section(say(en="summary", ja="概要"), found.network.summary()),
        _section(term("settings"), _settings(found.settings)),
        _section(term("history"), _history(found.history)),
        _section(term("metrics"), metrics_table(found.metrics or {})),
        _section(say(en="weights", ja="重み"), _weights(weights)),
    ]
    text = "\n\n".join(section for section in sections if section)
    return Answer(text, _data(found, weights), asked.json)


def _section(title: str, body: str) -> str:
    return f"== {title}\n{body}" if body else ""


def _headline(found: Opened) -> str:
    kind = say(en="checkpoint", ja="チェックポイント") if found.is_checkpoint else term("recording")
    lines = [f"{found.path} ({kind})"]
    lines += [f"  {name}: {value}" for name, value in _facts(found) if value]
    return "\n".join(lines)


def _facts(found: Opened) -> list[tuple[str, str]]:
    ways = {
        "finished": say(en="finished", ja="完了"),
        "stopped": say(en="stopped early", ja="早期終了"),
        "interrupted": say(en="interrupted", ja="中断"),
        "diverged": say(en="diverged", ja="発散"),
    }
    from mieru.evaluate.openings import OPENINGS

    openings = texts(found.data, OPENINGS)
    classes = texts(found.data, "classes")
    versions = ", ".join(f"{name} {number}" for name, number in found.versions.items())
    kept = say(en=f"weights of epoch {found.epoch}", ja=f"エポック {found.epoch} の重み")
    ended = f"{ways[found.ended]}, {kept}" if found.ended in ways else kept
    return [
        (say(en="made", ja="作成"), found.when),
        (term("data"), str(found.data.get("name") or "")),
        (term("class"), ", ".join(classes[:10]) + (", …" if classes[10:] else "")),
        (say(en="targets", ja="目標値"), _scale(found.data)),
        (term("loss_function"), found.loss),
        (say(en="learning", ja="学習"), f"{ended}, {found.seconds:.1f} {say(en='s', ja='秒')}"),
        (say(en="test part opened", ja="テスト部分を開いた日時"), ", ".join(openings)),
        (say(en="versions", ja="バージョン"), versions),
    ]


def _scale(data: dict[str, Any]) -> str:
    from mieru.learn.target_scale import told_scale

    scale = told_scale(data)
    if not scale:
        return ""
    mean, std = (", ".join(f"{n:.6g}" for n in numbers) for numbers in (scale.mean, scale.std))
    return say(
        en=f"scaled for learning and in the losses (mean {mean}, standard deviation {std})",
        ja=f"標準化して学習 (損失も標準化した値のもの。平均 {mean}、標準偏差 {std})",
    )


def _settings(settings: dict[str, Any]) -> str:
    rows = []
    for name, value in settings.items():
        if value is None:
            continue
        shown = _setting(value)
        told = term(name) if name in GLOSSARY else ""
        rows.append([f"  {name}", told if told != name else "", shown])
    return table(rows) if rows else ""


def _setting(value: Any) -> str:
    if isinstance(value, dict):
        inner = [f"{k}={_setting(v)}" for k, v in value.items() if k != "kind" and v is not None]
        return str(value.get("kind", "")) + (f"({', '.join(inner)})" if inner else "")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _history(history: list[dict[str, Any]]) -> str:
    curves = {n: [_number(row.get(n)) for row in history] for n in _CURVES}
    curves = {name: values for name, values in curves.items() if any(v is not None for v in values)}
    if not curves:
        return ""
    losses = {term(n): values for n, values in curves.items() if n.endswith("loss")}
    lines = [[f"  {term(n)}", sparkline(values), _ends(n, values)] for n, values in curves.items()]
    rows = [[term("epoch"), *map(term, curves)]]
    for row in thinned_rows(history):
        cells = ["" if (v := _number(row.get(n))) is None else metric_text(n, v) for n in curves]
        rows.append([str(row.get("epoch", "")), *cells])
    numbers = table(rows, right=range(len(rows[0])))
    parts = [table(lines)]
    if len(history) > 2:
        parts.append(chart(losses))
    return "\n\n".join([*parts, numbers])


def thinned_rows(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A dozen rows of a long history, with the first and the last."""
    kept = thinned([float(i) for i in range(len(history))], _MOST_ROWS)
    return [history[int(i)] for i in kept if i is not None]


def _ends(name: str, values: list[float | None]) -> str:
    known = [v for v in values if v is not None]
    first, last = metric_text(name, known[0]), metric_text(name, known[-1])
    return f"{first} → {last}"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _weights(weights: "list[WeightStatistics]") -> str:
    if not weights:
        return ""
    head = [
        term("parameters"),
        term("shape"),
        say(en="mean", ja="平均"),
        say(en="std", ja="標準偏差"),
        say(en="smallest", ja="最小"),
        say(en="largest", ja="最大"),
        say(en="zeros", ja="0 の割合"),
    ]
    rows = [
        [
            w.name,
            "x".join(map(str, w.shape)),
            *(f"{n:.4g}" for n in (w.mean, w.standard_deviation, w.smallest, w.largest)),
            f"{w.share_of_zeros:.1%}",
        ]
        for w in weights
    ]
    return table([head, *rows], right=range(1, 7))


def _data(found: Opened, weights: "list[WeightStatistics]") -> dict[str, Any]:
    from dataclasses import asdict

    from mieru.nn.summary import rows

    return {
        "file": found.path,
        "kind": "checkpoint" if found.is_checkpoint else "run",
        "network": found.network.text,
        "layers": rows(found.network),
        "parameters": found.network.parameter_count,
        "multiplications": found.network.multiplications,
        "loss": found.loss,
        "settings": found.settings,
        "history": found.history,
        "epoch": found.epoch,
        "ended": found.ended,
        "seconds": found.seconds,
        "data": {k: v for k, v in found.data.items() if k != "preparation"},
        "metrics": found.metrics,
        "versions": found.versions,
        "when": found.when,
        "weights": [asdict(w) for w in weights],
    }
