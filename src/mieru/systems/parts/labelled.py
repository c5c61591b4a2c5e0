"""Published networks judged on photographs whose class is known: top-1 to top-5 error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.published import PUBLISHED, load, weights_file
from mieru.systems.frame import Stage
from mieru.systems.parts.shared_classes import SHARED, Labelled, answers, labelled_photographs
from mieru.systems.report.drawings import Axis, Bars, Chart, Line
from mieru.systems.report.text import Text, Words
from mieru.systems.report.values import Block, Cell, Section, Table

TOP = 5


@dataclass(frozen=True, eq=False)
class Judged:
    """A published network on labelled photographs: its errors for 1 to 5 guesses (5,), and whether
    the true class was among them for each photograph (N,)."""

    name: str
    photographs: Labelled
    errors: NDArray[np.float64]
    among_five: NDArray[np.bool_]

    @property
    def title(self) -> str:
        """What the network is called."""
        return PUBLISHED[self.name].title


def judged_networks(per_category: int, stage: Stage) -> list[Judged]:
    """Every published network with weights in the data folder, on Caltech101's photographs.

    [] where there are no weights or no photographs.
    """
    photographs = labelled_photographs(per_category)
    names = [name for name in PUBLISHED if weights_file(PUBLISHED[name])]
    if photographs is None:
        return []
    what = Text("classifying photographs", "写真の分類")
    return [_judged(name, photographs) for name in stage.progress(names, what)]


def _judged(name: str, photographs: Labelled) -> Judged:
    scores = answers(load(name, folded=True), photographs.files)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
    among = (best == photographs.t[:, None]).any(axis=1)
    return Judged(name, photographs, top_errors(scores, photographs.t)[:TOP], among)


def top_errors(scores: NDArray[np.floating], t: NDArray[np.int32]) -> NDArray[np.float64]:
    """The top-1, top-2, … top-K errors (K,) of scores (N, K) against classes t (N,).

    Of equal scores the lower class number counts as the better guess.
    """
    ranked = np.argsort(-scores, axis=1, kind="stable")
    place = np.argmax(ranked == t[:, None], axis=1)
    return np.array([np.mean(place >= k) for k in range(1, scores.shape[1] + 1)])


def labelled_section(networks: list[Judged]) -> Section:
    """The errors of each network, and the categories it misses."""
    title = Text("Published networks on labelled photographs", "ラベル付き写真での公開ネットワーク")
    if not networks:
        return Section(
            title,
            [
                Text(
                    "Neither is here: put Caltech101 (`101_ObjectCategories`) and weights "
                    "(`weights`, see `mieru import`) into the data folder.",
                    "写真または重みがありません。データフォルダに Caltech101 "
                    "(`101_ObjectCategories`) と重み (`weights`、`mieru import` を参照) を"
                    "置いてください。",
                )
            ],
        )
    photographs = networks[0].photographs
    categories = sorted(set(photographs.categories), key=str.lower)
    count = len(photographs.files)
    head: list[Words] = [Text("network", "ネットワーク"), *(f"top-{k}" for k in range(1, TOP + 1))]
    rows: list[list[Cell]] = [
        [each.title, *(f"{100 * error:.1f} %" for error in each.errors)] for each in networks
    ]
    body: list[Block] = [
        Text(
            f"{len(SHARED)} categories of Caltech101 are one class of ImageNet each; "
            f"{len(categories)} of them are in the data folder. None of their photographs was "
            f"learned from: the errors on {count} of them, for 1 to {TOP} guesses among 1,000 "
            "classes.",
            f"Caltech101 の {len(SHARED)} カテゴリは、それぞれ ImageNet の "
            "1 つのクラスに対応します。"
            f"データフォルダにあるのはそのうち {len(categories)} カテゴリです。学習に使われていない"
            f"写真 {count} 枚について、1,000 クラスから {TOP} つまで答えたときの誤り率を示します。",
        ),
        Table(head, rows),
        Chart(
            Text("Top-k error", "top-k 誤り率"),
            [
                Line(range(1, TOP + 1), 100 * each.errors, each.title, markers=True)
                for each in networks
            ],
            x=Axis("k", whole=True),
            y=Axis(Text("error (%)", "誤り率 (%)")),
            wide=True,
            height=0.8,
        ),
    ]
    body += [_by_category(each, categories) for each in networks]
    return Section(title, body)


def _by_category(judged: Judged, categories: list[str]) -> Chart:
    of = np.array(judged.photographs.categories)
    shares = [100 * float(judged.among_five[of == c].mean()) for c in categories]
    return Chart(
        Text(f"{judged.title}: right among five", f"{judged.title}: 5 つの答えに正解を含む割合"),
        [
            Bars(
                [c.replace("_", " ") for c in categories],
                shares,
                texts=[f"{share:.0f}" for share in shares],
                horizontal=True,
            )
        ],
        x=Axis(Text("photographs (%)", "写真の割合 (%)"), limits=(0, 110)),
        wide=True,
        height=0.25 + 0.055 * len(categories),
    )
