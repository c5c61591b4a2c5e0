"""``mieru predict RUN INPUT…``: rows of a CSV, or pictures, put to a trained network."""

import csv
import io
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mieru.cli.answer import Answer
from mieru.cli.frame import Command, Described
from mieru.cli.others import class_names, preparation_of
from mieru.cli.out import make_sure
from mieru.cli.parameters import Whole, argument, json_flag, option
from mieru.cli.pictures import Picture, pictures_in
from mieru.cli.rows import Rows, as_columns, as_csv, read_rows
from mieru.cli.told import texts
from mieru.words import say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    import numpy as np

    from mieru.files import Run

_USUAL_TOP = 3


@dataclass(frozen=True)
class Asked:
    """What stands on the command line."""

    run: str
    inputs: tuple[str, ...]
    top: int | None
    out: str | None
    json: bool


def command() -> Command:
    """The command."""
    inputs = say(
        en="CSV files with the columns that were learned from, or pictures, or folders of pictures",
        ja="学習に使った列を持つ CSV ファイル、画像、または画像のフォルダ",
    )
    return Command(
        "predict",
        Described(
            about=say(
                en="Ask a recording about new rows or pictures.",
                ja="新しい行や画像について、記録したネットワークに予測させます。",
            ),
            details=say(
                en="A CSV comes back as a CSV with the prediction in new columns, so that "
                "`mieru predict run.safetensors new.csv > answers.csv` keeps it. For a picture, "
                "the likeliest classes are listed with their probabilities.",
                ja="CSV は予測の列を加えた CSV になります "
                "(`mieru predict run.safetensors new.csv > answers.csv` で保存できます)。"
                "画像については、確率の高いクラスを順に表示します。",
            ),
            examples=(
                "mieru predict iris.safetensors new.csv --top 2 --out answers.csv",
                "mieru predict digits.safetensors three.png seven.png --top 2",
            ),
        ),
        [
            argument(
                "run",
                say(
                    en="a recording of `mieru train`, or a bundle of `mieru export`",
                    ja="`mieru train` の記録、または `mieru export` のバンドル",
                ),
            ),
            argument("inputs", inputs, metavar="INPUT", many=True),
            option(
                "--top",
                say(
                    en="how many classes to tell of each, the likeliest first (by default 3 of a "
                    "picture, 1 of a row)",
                    ja="表示するクラスの数。確率の高い順 (省略すると画像は 3、行は 1)",
                ),
                Whole(1, 1000),
            ),
            option(
                "--out",
                say(
                    en="file for the answers: .csv, or .json for what --json prints",
                    ja="答えを書き出すファイル: .csv、または --json の内容の .json",
                ),
                metavar="FILE",
            ),
            json_flag(),
        ],
        Asked,
        predict,
    )


def predict(asked: Asked) -> Answer:
    """Prepares the inputs as those of training were, and tells what the network says."""
    from mieru.carry import load_bundle
    from mieru.data.columns import Columns
    from mieru.data.preparation import AsIs
    from mieru.files import load

    run = load_bundle(asked.run).run if asked.run.endswith(".zip") else load(asked.run)
    preparation = preparation_of(run)
    if isinstance(preparation, AsIs):
        preparation = as_columns(preparation.shape, texts(run.data, "features"))
    if isinstance(preparation, Columns):
        answer = _of_rows(run, read_rows(asked.inputs, preparation), asked)
    else:
        answer = _of_pictures(run, pictures_in(asked.inputs, preparation), asked)
    return answer if asked.out is None else _written(answer, Path(asked.out))


def _written(answer: Answer, path: Path) -> Answer:
    """The answer in a file; what is left to say is where."""
    from mieru.files import write_atomically

    make_sure(path.parent)
    if path.suffix.lower() == ".json":
        text = answer.as_json()
    else:
        told = answer.data["predictions"]
        text = _listed(told) if told and "input" in told[0] else answer.text
    write_atomically(path, f"{text}\n".encode())
    said = say(
        en=f"{len(answer.data['predictions']):,} answers are in {path}",
        ja=f"{len(answer.data['predictions']):,} 個の答えを {path} に書き出しました",
    )
    return replace(answer, text=said)


def _listed(told: list[dict[str, Any]]) -> str:
    """Answers about pictures as a CSV: the picture, then classes with probabilities, or values."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    classes, values = len(told[0].get("top", ())), len(told[0].get("values", ()))
    names = [f"{what}_{i + 1}" for i in range(classes) for what in ("prediction", "probability")]
    writer.writerow(["input", *names, *(f"prediction_{i + 1}" for i in range(values))])
    for one in told:
        pairs = [(t["class"], f"{t['probability']:.4f}") for t in one.get("top", ())]
        cells = [cell for pair in pairs for cell in pair]
        writer.writerow([one["input"], *cells, *(f"{v:.7g}" for v in one.get("values", ()))])
    return text.getvalue().rstrip("\n")


def _of_rows(run: "Run", rows: Rows, asked: Asked) -> Answer:
    answers = run.predict(rows.x)
    if not run.loss.classifies:
        several = answers.shape[1] > 1
        names = [
            f"prediction_{i + 1}" if several else "prediction" for i in range(answers.shape[1])
        ]
        added = [[f"{value:.7g}" for value in row] for row in answers.tolist()]
        told: list[dict[str, Any]] = [{"values": row} for row in answers.tolist()]
    else:
        told = [_likeliest(run, row, asked.top or 1) for row in answers]
        places = ["", *(f"_{i + 2}" for i in range(len(told[0]["top"]) - 1))]
        names = [f"{what}{place}" for place in places for what in ("prediction", "probability")]
        added = [
            [cell for one in t["top"] for cell in (one["class"], f"{one['probability']:.4f}")]
            for t in told
        ]
    return Answer(as_csv(rows, names, added), {"predictions": told}, asked.json)


def _of_pictures(run: "Run", pictures: list[Picture], asked: Asked) -> Answer:
    told = []
    for picture in pictures:
        if picture.x is None:
            print(f"{picture.path}: {picture.problem}", file=sys.stderr)
    good = [(picture.path, picture.x) for picture in pictures if picture.x is not None]
    if good:
        answers = run.predict(_together([x for _, x in good]))
        told = [
            {"input": path, **_told(run, row, asked.top or _USUAL_TOP)}
            for (path, _), row in zip(good, answers, strict=True)
        ]
    rows = [[t["input"], *_cells(t)] for t in told]
    failed = [{"input": p.path, "problem": p.problem} for p in pictures if p.x is None]
    data = {"predictions": told, "failed": failed}
    return Answer(table(rows) if rows else "", data, asked.json, failed=bool(failed))


def _together(parts: "list[np.ndarray]") -> "np.ndarray":
    import numpy as np

    return np.concatenate(parts)


def _told(run: "Run", row: "np.ndarray", top: int) -> dict[str, Any]:
    if not run.loss.classifies:
        return {"values": row.tolist()}
    return _likeliest(run, row, top)


def _likeliest(run: "Run", row: "np.ndarray", top: int) -> dict[str, Any]:
    """The likeliest class, its probability, and the ``top`` ones in order."""
    shares = row.tolist()
    if len(shares) == 1:
        shares = [1 - shares[0], shares[0]]  # one probability is that of the second class
    names = class_names(run, len(shares))
    ranked = sorted(zip(names, shares, strict=True), key=lambda pair: -pair[1])[:top]
    return {
        "class": ranked[0][0],
        "probability": ranked[0][1],
        "top": [{"class": name, "probability": share} for name, share in ranked],
    }


def _cells(told: dict[str, Any]) -> list[str]:
    if "values" in told:
        values = "  ".join(f"{value:.6g}" for value in told["values"])
        return [f"{term('prediction')}: {values}"]
    return [f"{t['class']} {t['probability']:.1%}" for t in told["top"]]
