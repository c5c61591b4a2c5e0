"""A recording as source text that takes raw input: its preparation written out before its network.

Where the numbers are too many to be read in a text they stand in an ``.npz`` file beside it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mieru.carry.told import preparation_of, texts
from mieru.data import Columns, Photograph, Pixels, Preparation
from mieru.data.cells import MISSING
from mieru.data.columns import Category, Date, Number
from mieru.data.dates import SECONDS, WEEK, YEAR
from mieru.files import Run
from mieru.files.code import MOST_PARAMETERS, Model, Raw, written
from mieru.nn import Shape
from mieru.words import say

# Numbers that a reader would scroll past stand beside the text.
MOST_IN_TEXT = 5_000
assert MOST_IN_TEXT <= MOST_PARAMETERS


def source_text(run: Run, kind: str, name: str) -> tuple[str, dict[str, np.ndarray]]:
    """The text for ``kind`` (mieru, numpy, torch, keras), and the arrays of ``name`` beside it.

    Without arrays there is no such file. Raises SettingError for a layer that it cannot write.
    """
    many = run.network.parameter_count > MOST_IN_TEXT
    model = Model(
        network=run.network,
        parameters=run.parameters,
        loss=run.loss,
        state=run.state,
        classes=texts(run.data, "classes"),
        raw=raw_of(preparation_of(run), run.network.input_shape),
        weights=name if many else "",
    )
    return written(kind, model)


def raw_of(preparation: Preparation, shape: Shape) -> Raw | None:
    """The preparation as source text; None where x goes into the network as it comes."""
    end = "" if preparation.input_shape == shape else f".reshape(-1, {', '.join(map(str, shape))})"
    if isinstance(preparation, Pixels):
        return _pixels(preparation, end)
    if isinstance(preparation, Photograph):
        return _photograph(preparation, end)
    if not isinstance(preparation, Columns):
        return None
    used = [column for column in preparation.columns if column.features]
    numbers = [column for column in used if isinstance(column, Number)]
    return _numbers(numbers, end) if len(numbers) == len(used) else _mixed(used, end)


def _numbers(columns: Sequence[Number], end: str) -> Raw:
    about = (
        f"(N, {len(columns)}): the columns of COLUMNS, nan where a value is missing",
        f"(N, {len(columns)}): COLUMNS の順の列。欠損値は nan",
    )
    lines = [
        f"COLUMNS = {_list([c.name for c in columns])}",
        f"MEAN = np.array({_list([c.mean for c in columns])})",
        f"STD = np.array({_list([c.std for c in columns])})",
        f"FILL = np.array({_list([c.fill for c in columns])})",
        "",
        "",
        "def features(x):",
        f'    """{_about(about)}"""',
        "    x = np.asarray(x, float)",
        f"    return ((np.where(np.isnan(x), FILL, x) - MEAN) / STD){end}",
    ]
    return Raw("\n".join(lines), about, repr([[round(c.fill, 6) for c in columns]]))


def _mixed(columns: Sequence[Any], end: str) -> Raw:
    about = (
        'rows such as {"column": value}; None, nan or "" where a value is missing',
        '{"列名": 値} の形の行のリスト。欠損値は None, nan, "" のいずれか',
    )
    entries = [_entry(column) for column in columns]
    lines = [
        say(
            en="# name → (mean, std, fill) of a number, (values, fill) of a category; a date, such "
            "as 2024-05-03, counts days",
            ja="# 列名 → 数値は (平均, 標準偏差, 補う値)、カテゴリは (値の一覧, 補う値)。"
            "日付 (2024-05-03 の形) は日数で数える",
        ),
        "COLUMNS = {",
        *(f"    {entry}," for entry in entries),
        "}",
        f"MISSING = {_list(sorted(MISSING))}",
        "",
        "",
        "def features(rows):",
        f'    """{_about(about)}"""',
        "    gone = lambda v: v is None or v != v or str(v).strip().lower() in MISSING",
        "    parts = []",
        "    for name, told in COLUMNS.items():",
        "        values = [told[-1] if gone(row[name]) else row[name] for row in rows]",
        *(_DATES if any(isinstance(c, Date) for c in columns) else ()),
        "        if len(told) == 3:",
        "            parts.append((np.array(values, float)[:, None] - told[0]) / told[1])",
        "        else:",
        "            texts = [str(value).strip() for value in values]",
        "            parts.append(np.array([[t == v for v in told[0]] for t in texts], float))",
        f"    return np.concatenate(parts, axis=1){end}",
    ]
    return Raw("\n".join(lines), about, repr([{c.name: _example(c) for c in columns}]))


# Of a date the file keeps a fourth word, and what fills it in is a number of days.
_DATES = f"""
        if len(told) == 4:
            moment = lambda v: np.datetime64(str(v).replace("/", "-"), "s")
            day = lambda v: moment(v).astype(float) / {SECONDS:.0f}
            days = np.array([told[2] if gone(row[name]) else day(row[name]) for row in rows])
            angles = [2 * np.pi * days / period for period in ({YEAR}, {WEEK})]
            waves = [wave(angle) for angle in angles for wave in (np.sin, np.cos)]
            parts.append(np.stack([(days - told[0]) / told[1], *waves], axis=1))
            continue""".splitlines()[1:]


def _example(column: Any) -> Any:
    if isinstance(column, Date):
        return "1970-01-01"
    return round(column.fill, 6) if isinstance(column, Number) else column.fill


def _entry(column: Any) -> str:
    if isinstance(column, Category):
        return f"{column.name!r}: ({list(column.values)!r}, {column.fill!r})"
    more = ', "date"' if isinstance(column, Date) else ""
    return f"{column.name!r}: ({column.mean!r}, {column.std!r}, {column.fill!r}{more})"


def _pixels(pixels: Pixels, end: str) -> Raw:
    shape = ", ".join(map(str, pixels.shape))
    about = (f"pictures (N, {shape}): uint8 pixels, or 0..1", f"画像 (N, {shape}): uint8 か 0..1")
    lines = [
        "def features(x):",
        f'    """{_about(about)}"""',
        "    x = np.asarray(x)",
        "    x = x / 255 if x.dtype == np.uint8 else x.astype(float)",
    ]
    if pixels.background == "dark":
        told = say(
            en="light strokes on a dark ground, as in training",
            ja="学習時と同じく、暗い背景に明るい線とする",
        )
        lines += [
            f"    # {told}",
            "    edges = [x[:, 0], x[:, -1], x[:, :, 0], x[:, :, -1]]",
            "    border = np.concatenate([edge.reshape(len(x), -1) for edge in edges], axis=1)",
            "    light = np.median(border, axis=1) > 127 / 255",
            "    x = np.where(light[:, None, None, None], 1 - x, x)",
        ]
    lines.append(f"    return x{end}")
    return Raw("\n".join(lines), about, f"np.zeros((1, {shape}), np.uint8)")


def _photograph(photograph: Photograph, end: str) -> Raw:
    shape = ", ".join(map(str, photograph.input_shape))
    cut = photograph.resized
    about = (
        f"photographs (N, {shape}): uint8 or 0..1, RGB, the centre of {cut} on the shorter side",
        f"写真 (N, {shape}): uint8 か 0..1 の RGB。短い辺を {cut} 画素にした中央部分",
    )
    channels = "x[..., ::-1]" if photograph.order == "bgr" else "x"
    lines = [
        f"MEAN = np.array({list(photograph.mean)})",
        f"SCALE = np.array({list(photograph.scale)})",
        "",
        "",
        "def features(x):",
        f'    """{_about(about)}"""',
        "    x = np.asarray(x)",
        "    x = x.astype(float) if x.dtype == np.uint8 else 255.0 * x",
        f"    return (({channels} - MEAN) / SCALE){end}",
    ]
    return Raw("\n".join(lines), about, f"np.zeros((1, {shape}), np.uint8)")


def _about(about: tuple[str, str]) -> str:
    return say(en=f"The network's inputs for x, {about[0]}.", ja=f"ネットワークの入力。{about[1]}")


def _list(values: Sequence[Any]) -> str:
    """A list that is broken into lines where it is long."""
    text = repr(list(values))
    if len(text) <= 88:
        return text
    return "[\n" + "".join(f"    {value!r},\n" for value in values) + "]"


def weights_path(path: Path) -> Path:
    """The file of weights beside the source text ``path``."""
    return path.with_suffix(".npz")
