"""The model card of a recording: what it learned from, how, and how well, as Markdown.

It says what the recording knows and nothing else; what was not measured is said to be so.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from mieru.carry.told import preparation_of, texts
from mieru.data import Columns, Photograph, Pixels
from mieru.files import Run
from mieru.learn.target_scale import TargetScale, told_scale
from mieru.words import GLOSSARY, say, term

_LONGEST_LIST = 40
_ENDED = {
    "finished": ("finished", "完了"),
    "stopped": ("stopped early", "早期終了"),
    "interrupted": ("interrupted", "中断"),
    "diverged": ("diverged", "発散"),
}


def card(run: Run, name: str, use: str = "") -> str:
    """The card in the reader's language. ``name`` is its title, ``use`` an example of its use."""
    parts = [
        f"# {name}",
        _summary(run),
        _section(say(en="Data", ja="データ"), _data(run)),
        _section(say(en="Input", ja="入力"), _input(run)),
        _section(say(en="How it learned", ja="学習の設定"), _settings(run)),
        _section(say(en="How well it does", ja="成績"), _metrics(run)),
        _section(say(en="Use", ja="使い方"), use),
        _section(say(en="Before you rely on it", ja="使う前に"), _limits(run)),
        _section(say(en="Versions", ja="バージョン"), _table(run.versions.items())),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _table(rows: Iterable[tuple[str, object]]) -> str:
    lines = [
        f"| {_cell(name)} | {_cell(value)} |" for name, value in rows if value not in ("", None)
    ]
    return "\n".join(["| | |", "|---|---|", *lines]) if lines else ""


def _cell(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("|", "\\|")
    return " ".join(text.split())


def _summary(run: Run) -> str:
    data = run.data.get("name") or say(en="arrays", ja="配列")
    task = term("classification" if run.loss.classifies else "regression")
    network = run.network
    return _table(
        [
            (say(en="task", ja="課題"), task),
            (term("data"), data),
            (term("network"), f"`{network.text[:2000]}`"),
            (term("parameters"), f"{network.parameter_count:,}"),
            (term("multiplications"), f"{network.multiplications:,}"),
            (say(en="made", ja="作成"), run.when),
            (say(en="written by", ja="作成したソフト"), "Mieru"),
        ]
    )


def _data(run: Run) -> str:
    return _table(_data_rows(run))


def _data_rows(run: Run) -> Iterator[tuple[str, object]]:
    data, loaded = run.data, run.data.get("loaded")
    yield say(en="name", ja="名前"), data.get("name")
    yield say(en="source", ja="出典"), data.get("source")
    counts = data.get("examples")
    if isinstance(counts, dict):
        yield (
            say(en="split", ja="分割"),
            ", ".join(
                f"{term(part)} {count:,}"
                for part, count in counts.items()
                if part in GLOSSARY and isinstance(count, int)
            ),
        )
    loaded = loaded if isinstance(loaded, dict) else {}
    yield say(en="seed of the split", ja="分割の乱数シード"), loaded.get("seed")
    yield say(en="target", ja="目標値"), loaded.get("target")
    if scale := told_scale(data):
        yield say(en="scale of the target", ja="目標値の標準化"), _scale(scale)
    yield term("class"), _listed(texts(data, "classes"))
    for number, note in enumerate(_notes(data)):
        yield say(en="notes", ja="注意") if not number else " ", note


def _scale(scale: TargetScale) -> str:
    mean, std = (", ".join(f"{n:.6g}" for n in ns) for ns in (scale.mean, scale.std))
    return say(
        en=f"learned with mean {mean} and standard deviation {std} taken out, losses too; answers "
        "are in the target's own unit",
        ja=f"平均 {mean}、標準偏差 {std} で標準化して学習しました "
        "(損失も標準化した値についてのもの)。答えは元の単位です",
    )


def _notes(data: dict[str, Any]) -> list[str]:
    told = data.get("notes")
    pairs = told if isinstance(told, list | tuple) else []
    return [
        say(en=str(pair[0]), ja=str(pair[1]))
        for pair in pairs
        if isinstance(pair, list | tuple) and len(pair) == 2
    ]


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _LONGEST_LIST
    shown = ", ".join(names[:_LONGEST_LIST])
    return shown + (f", … (+{more})" if more > 0 else "")


def _input(run: Run) -> str:
    preparation = preparation_of(run)
    if isinstance(preparation, Columns):
        rows = []
        for column in preparation.columns:
            if hasattr(column, "values"):
                told = say(en="category", ja="カテゴリ") + ": " + _listed(column.values)
            elif hasattr(column, "order"):
                told = say(en="date, as days since 1970", ja="日付 (1970 年からの日数)")
            else:
                told = say(
                    en=f"number, mean {column.mean:.6g}, standard deviation {column.std:.6g}",
                    ja=f"数値 (平均 {column.mean:.6g}, 標準偏差 {column.std:.6g})",
                )
            filled = f"{column.fill:.6g}" if isinstance(column.fill, float) else column.fill
            missing = say(en=f"; missing: {filled}", ja=f"、欠損値: {filled}")
            rows.append((column.name, told + missing))
        return _table(rows)
    shape = "×".join(map(str, run.network.input_shape))
    if isinstance(preparation, Pixels):
        return say(
            en=f"Pictures of {shape} pixels (height × width × channels), resized to cover and cut "
            "to the centre.",
            ja=f"{shape} 画素の画像 (高さ × 幅 × チャネル)。覆うように縮小・拡大し、"
            "中央を切り出します。",
        )
    if isinstance(preparation, Photograph):
        mean, scale = (
            ", ".join(f"{n:.6g}" for n in ns) for ns in (preparation.mean, preparation.scale)
        )
        order = preparation.order.upper()
        return say(
            en=f"Photographs: the shorter side is brought to {preparation.resized} pixels and the "
            f"centre cut out, {shape} (height × width × channels); then (pixel − mean) / scale "
            f"with the mean {mean} and the scale {scale} ({order}, pixels 0 to 255).",
            ja=f"写真。短い辺を {preparation.resized} 画素にして中央の {shape} (高さ × 幅 × "
            f"チャネル) を切り出し、(画素 − 平均) / スケール とします。平均 {mean}、"
            f"スケール {scale} ({order} の順、画素は 0〜255)。",
        )
    return say(
        en=f"Numbers of the shape {shape}, as they are.", ja=f"形状 {shape} の数 (前処理なし)。"
    )


def _settings(run: Run) -> str:
    rows = [
        (term(name) if name in GLOSSARY else name, _setting(value))
        for name, value in run.settings.items()
        if value is not None
    ]
    en, ja = _ENDED.get(run.ended, (run.ended, run.ended))
    ended = say(
        en=f"{en}; the weights are those of epoch {run.kept_epoch}",
        ja=f"{ja}。重みはエポック {run.kept_epoch} のもの",
    )
    seconds = say(en=f"{run.seconds:.1f} s", ja=f"{run.seconds:.1f} 秒")
    return _table(
        [
            *rows,
            (say(en="ended", ja="終わり方"), ended),
            (say(en="took", ja="所要時間"), seconds),
        ]
    )


def _setting(value: Any) -> str:
    if isinstance(value, dict):
        inner = [f"{k}={_setting(v)}" for k, v in value.items() if k != "kind" and v is not None]
        return str(value.get("kind", "")) + (f"({', '.join(inner)})" if inner else "")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _metrics(run: Run) -> str:
    kept = next((row for row in run.history if row.get("epoch") == run.kept_epoch), {})
    learned = {n: v for n, v in kept.items() if n.endswith(("loss", "accuracy"))}
    rows = [
        (term(name) if name in GLOSSARY else name, _figure(name, value))
        for name, value in (learned | run.metrics).items()
        if isinstance(value, int | float)
    ]
    return _table(rows) + "\n\n" + _openings(run)


def _figure(name: str, value: float) -> str:
    return f"{value:.2%}" if name.endswith("accuracy") else f"{value:.6g}"


def _openings(run: Run) -> str:
    opened = texts(run.data, "openings")
    if not opened:
        return say(
            en="The sealed test part has not been opened: nothing here was measured on examples "
            "that neither learning nor choosing has seen.",
            ja="封印されたテスト部分はまだ開かれていません。学習にも選択にも使っていないデータでの"
            "評価は、ここにはありません。",
        )
    return say(
        en=f"The sealed test part was opened {len(opened)} time(s): {', '.join(opened)}.",
        ja=f"封印されたテスト部分を {len(opened)} 回開きました: {', '.join(opened)}",
    )


def _limits(run: Run) -> str:
    lines = [
        say(
            en="It was judged on the data named above; on data of another origin it may do worse.",
            ja="成績は上記のデータでのものです。出どころの異なるデータでは下がることがあります。",
        )
    ]
    if run.loss.classifies:
        lines.append(
            say(
                en="It always answers with one of its classes, whatever it is shown.",
                ja="何を見せても、必ず学習したクラスのどれかを答えます。",
            )
        )
    if run.ended == "diverged":
        lines.append(
            say(
                en="Learning diverged; these are the last weights that were finite.",
                ja="学習が発散したため、有限だった最後の重みです。",
            )
        )
    return "\n".join(f"- {line}" for line in lines)
