"""``mieru export RUN --to KIND``: a recording taken elsewhere, with its model card."""

from dataclasses import dataclass
from pathlib import Path

from mieru.cli.answer import Answer
from mieru.cli.frame import Command, Described
from mieru.cli.out import make_sure
from mieru.cli.parameters import OneOf, argument, flag, json_flag, option
from mieru.words import say, term
from mieru.words.columns import table


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    run: str
    to: str | None
    out: str | None
    prepared: bool
    logits: bool
    json: bool


def command() -> Command:
    """The command."""
    from mieru.carry.exports import ALIASES, KINDS

    kinds = "\n".join(
        f"  {kind.name.ljust(8)} {say(en=kind.en, ja=kind.ja)}" for kind in KINDS.values()
    )
    return Command(
        "export",
        Described(
            about=say(
                en="Take a recording elsewhere: ONNX, PyTorch, Keras, NumPy, a bundle.",
                ja="記録を ONNX、PyTorch、Keras、NumPy、バンドルに書き出します。",
            ),
            details=say(
                en="What it takes is raw input wherever the recording knows how to prepare it: the "
                "columns of a table, or pixels. A model card (what it learned from, how, and how "
                "well) is written beside it.",
                ja="記録に前処理の情報があれば、表の列や画素をそのまま入力にできます。"
                "何から、どう学習し、どの程度の成績かをまとめたモデルカードも添えます。",
            ),
            examples=(
                "mieru export iris.safetensors --to onnx",
                "mieru export iris.safetensors --to pytorch --out flowers.py",
                "mieru export iris.safetensors --to bundle",
            ),
            more=lambda _: ["", say(en="Forms:", ja="形式:"), *kinds.splitlines()],
        ),
        [
            argument(
                "run",
                say(en="a recording of `mieru train`", ja="`mieru train` の記録"),
            ),
            option(
                "--to",
                say(en=", ".join(KINDS), ja="、".join(KINDS)),
                OneOf([*KINDS, *ALIASES]),
                metavar="FORM",
            ),
            option(
                "--out",
                say(
                    en="file to write (by default beside the recording, under its name)",
                    ja="書き出すファイル (省略すると記録と同じ場所・同じ名前)",
                ),
                metavar="FILE",
            ),
            flag(
                "--prepared",
                say(
                    en="of ONNX: take numbers that are prepared already, not raw input",
                    ja="ONNX: 前処理済みの数値を入力とします",
                ),
            ),
            flag(
                "--logits",
                say(
                    en="of ONNX: give logits, without softmax or sigmoid",
                    ja="ONNX: softmax や sigmoid を掛けず、ロジットを出力します",
                ),
            ),
            json_flag(),
        ],
        Asked,
        export,
    )


def export(asked: Asked) -> Answer:
    """Writes the files and names them."""
    from mieru.carry import export as exported
    from mieru.files import load

    run = load(asked.run)
    out = Path(asked.out) if asked.out else _beside(asked.run)
    if out.is_dir():
        out /= _beside(asked.run).name
    make_sure(out.parent)
    to = asked.to if asked.to or out.suffix else "onnx"
    files = exported(run, out, to, prepared=asked.prepared, logits=asked.logits)
    rows = [[f"  {path}", f"{path.stat().st_size:,} B"] for path in files]
    title = f"{run.network.text}  ({term('parameters')}: {run.network.parameter_count:,})"
    text = f"{title}\n{table(rows, right={1})}"
    return Answer(text, {"run": asked.run, "files": [str(path) for path in files]}, asked.json)


def _beside(run: str) -> Path:
    path = Path(run)
    return path.with_suffix("") if path.suffix == ".safetensors" else path
