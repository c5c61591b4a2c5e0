"""A report as one HTML page that needs nothing else: no network, no script.

It speaks both languages (two radio buttons and a style sheet choose), suits light and dark screens,
paper and telephones. All words are escaped; what is set is only what this file sets.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from mieru.systems.catalogue import System
from mieru.systems.report import palette
from mieru.systems.report.drawings import Chart, Graph, Pictures
from mieru.systems.report.figures import chart_svg
from mieru.systems.report.graphs import graph_svg
from mieru.systems.report.mathml import mathml
from mieru.systems.report.pictures import pictures_html, spoken
from mieru.systems.report.text import Text, Words, as_text, word
from mieru.systems.report.values import (
    Block,
    Cell,
    Code,
    Drawing,
    Fold,
    Formula,
    Result,
    Section,
    Table,
)
from mieru.words import GLOSSARY, language

_RICH = re.compile(r"\$([^$]+)\$|`([^`]+)`")


@dataclass(frozen=True)
class Told:
    """Everything that a report tells of one run of a system."""

    system: System
    settings: dict[str, str]
    seed: int
    result: Result
    parts: dict[Text, float]
    openings: Sequence[tuple[str, Sequence[Text]]]
    sources: Sequence[tuple[str, str]]
    files: Sequence[str]
    versions: dict[str, str]
    began: float


def page(told: Told) -> str:
    """The whole page. Its first language is the reader's."""
    light, dark = palette.css_variables()
    css = files("mieru.systems.report").joinpath("style.css").read_text("utf-8")
    style = f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}{css}"
    title = escape(told.system.title)
    numbered = _Numbered()
    body = "".join(numbered.section(s) for s in told.result.sections)
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title} · Mieru</title><style>{style}</style></head><body>"
        f"{_choice()}<main>{_head(told)}{body}</main>{_foot(told)}</body></html>\n"
    )


def _choice() -> str:
    radios = "".join(
        f'<input class="choose" type="radio" name="language" id="choose-{code}" '
        f'aria-label="{name}"{" checked" if code == language() else ""}>'
        for code, name in (("en", "English"), ("ja", "日本語"))
    )
    return (
        f'{radios}<header><nav><label for="choose-en" lang="en">English</label>'
        '<label for="choose-ja" lang="ja">日本語</label></nav></header>'
    )


def _head(told: Told) -> str:
    system, result = told.system, told.result
    large = result.headline or tuple(result.metrics)
    metrics = "".join(
        f"<div><dt>{inline(_metric_name(name, result))}</dt>"
        f"<dd>{metric_text(name, result.metrics[name])}</dd></div>"
        for name in large
    )
    summary = f'<div class="summary">{inline(result.summary)}</div>' if result.summary else ""
    return (
        f"<h1>{spoken(system.en, system.ja)}</h1>"
        f'<p class="about">{spoken(system.about_en, system.about_ja)}</p>'
        f'{summary}<dl class="metrics">{metrics}</dl>'
    )


def _metric_name(name: str, result: Result) -> Words:
    if name in result.names:
        return result.names[name]
    return word(name) if name in GLOSSARY else name


def metric_text(name: str, value: float) -> str:
    """A metric for people: accuracies and shares in per cent, whole numbers whole, others to four
    digits."""
    if name.endswith(("accuracy", "_share")):
        return f"{value:.2%}"
    return number_text(value)


def number_text(value: float) -> str:
    """``79510`` as 79,510, ``0.012345`` as 0.01235, ``1.2e-9`` as 1.2e-9."""
    if value != value:
        return "—"
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{value:,.0f}".replace("-", "−")
    text = f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return text.replace("-", "−") if "e" not in text else text


class _Numbered:
    """Sections and their blocks as HTML; drawings are numbered, so that their parts have names."""

    def __init__(self) -> None:
        self._drawings = 0

    def section(self, section: Section) -> str:
        title = inline(section.title)
        return f"<section><h2>{title}</h2>{''.join(self._blocks(section.body))}</section>"

    def _blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        small: list[str] = []  # small drawings in a row stand side by side
        for block in blocks:
            if isinstance(block, Chart | Graph | Pictures):
                drawn = self._drawing(block)
                if not block.wide:
                    small.append(drawn)
                    continue
                yield from self._row(small)
                yield drawn
                continue
            yield from self._row(small)
            if isinstance(block, Fold):
                inside = "".join(self._blocks(block.body))
                yield f"<details><summary>{inline(block.title)}</summary>{inside}</details>"
            else:
                yield _plain_block(block)
        yield from self._row(small)

    def _row(self, small: list[str]) -> Iterator[str]:
        if small:
            yield f'<div class="row">{"".join(small)}</div>'
            small.clear()

    def _drawing(self, drawing: Drawing) -> str:
        self._drawings += 1
        mark = f"d{self._drawings}"
        if isinstance(drawing, Pictures):
            drawn = pictures_html(drawing)
        else:
            svg = (
                chart_svg(drawing, mark) if isinstance(drawing, Chart) else graph_svg(drawing, mark)
            )
            drawn = svg.replace("<svg ", f'<svg role="img" aria-labelledby="{mark}-title" ', 1)
            drawn = f'<div class="sheet">{drawn}</div>'
        third = isinstance(drawing, Chart) and drawing.third
        kind = "drawing wide" if drawing.wide else "drawing third" if third else "drawing"
        caption = f'<p class="caption">{inline(drawing.caption)}</p>' if drawing.caption else ""
        title = f'<h3 id="{mark}-title">{inline(drawing.title)}</h3>'
        return f'<div class="{kind}">{title}{drawn}{caption}</div>'


def _plain_block(block: Words | Formula | Table | Code) -> str:
    if isinstance(block, Formula):
        return f'<div class="formula">{mathml(block.latex, display=True)}</div>'
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Code):
        text = as_text(block.text)
        return f"<pre>{spoken(text.en, text.ja)}</pre>"
    return f"<p>{inline(block)}</p>"


def _table(table: Table) -> str:
    numeric = [
        all(isinstance(row[i], int | float) or row[i] is None for row in table.rows)
        for i in range(len(table.head))
    ]
    kinds = [' class="number"' if n else "" for n in numeric]
    head = "".join(
        f'<th scope="col"{k}>{inline(c)}</th>' for c, k in zip(table.head, kinds, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td{k}>{_cell(c)}</td>" for c, k in zip(row, kinds, strict=True))
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{inline(table.caption)}</caption>" if table.caption else ""
    return (
        f'<div class="sheet" tabindex="0"><table>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return mathml(cell.latex)
    if isinstance(cell, int | float):
        return number_text(cell)
    return inline(cell)


def inline(words: Words) -> str:
    """Words as HTML in both languages; formulas between dollar signs set, `code` marked."""
    text = as_text(words)
    if text.en == text.ja:
        return _rich(text.en)
    return f'<span lang="en">{_rich(text.en)}</span><span lang="ja">{_rich(text.ja)}</span>'


def _rich(text: str) -> str:
    parts, end = [], 0
    for match in _RICH.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(mathml(match[1]) if match[1] else f"<code>{escape(match[2])}</code>")
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _foot(told: Told) -> str:
    settings = Table(
        [Text("setting", "設定"), Text("value", "値")],
        [*((k, v or "—") for k, v in told.settings.items()), (word("seed"), str(told.seed))],
    )
    blocks: list[Words | Table] = [settings]
    blocks += [Text(f"Data: {n}, {s}", f"データ: {n} ({s})") for n, s in told.sources if s]
    blocks += [_opened(name, reasons) for name, reasons in told.openings]
    rows = [(what, round(seconds, 2)) for what, seconds in told.parts.items()]
    rows.append((Text("in all", "合計"), round(time.perf_counter() - told.began, 2)))
    blocks.append(Table([Text("part", "処理"), word("seconds")], rows))
    blocks += _other_metrics(told.result)
    listed = ", ".join(told.files)
    if listed:
        blocks.append(
            Text(f"Recordings beside this page: {listed}", f"同じ場所にある記録: {listed}")
        )
    blocks.append(" · ".join(f"{name} {v}" for name, v in told.versions.items()))
    title = inline(Text("How this was made", "この結果の条件"))
    return f"<footer><h2>{title}</h2>{''.join(_plain_block(b) for b in blocks)}</footer>"


def _other_metrics(result: Result) -> list[Table]:
    others = {
        n: v for n, v in result.metrics.items() if result.headline and n not in result.headline
    }
    if not others:
        return []
    rows = [(_metric_name(name, result), metric_text(name, v)) for name, v in others.items()]
    return [Table([word("metrics"), Text("value", "値")], rows)]


def _opened(name: str, reasons: Sequence[Text]) -> Text:
    times = len(reasons)
    why = list(dict.fromkeys(reasons))
    often = "once" if times == 1 else f"{times} times"
    return Text(
        f"The test part of {name} was opened {often}: {'; '.join(r.en for r in why)}.",
        f"{name} のテスト部分を {times} 回開きました: {'、'.join(r.ja for r in why)}。",
    )
