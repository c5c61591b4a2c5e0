r"""Convolution: a small filter scanned over a picture, and the feature map that it leaves.

At each place the pixels under the filter are multiplied by its numbers and added up,

    y[i, j] = Σₐ Σ_b k[a, b] · x[i·s + a·d − p, j·s + b·d − p],

with stride s, dilation d and p pixels of padding; the filter is not flipped. Along a side of n
pixels a filter of k gives ⌊(n + p₁ + p₂ − d(k − 1) − 1)/s⌋ + 1 outputs. Padding ``valid`` adds
nothing, ``same`` as much as keeps the size at stride 1, ``full`` d(k − 1) on each side, so that
every pixel meets every number of the filter. With g groups, an output channel sees only its share
of the input channels, and there are g times fewer weights.

The lecture's stripes: upright ones under an upright filter give 8, level ones 0. Its 5×5 example
under (2 0 −2, 0 2 0, −2 0 2) gives (26 6 −6, 0 −4 8, 24 −8 −4); the lecture's print has −14 in the
place of −8: 1·2 + 6·0 + 3·(−2) + 8·0 + 0·2 + 1·0 + 2·(−2) + 8·0 + 0·2 = −8.
"""

from dataclasses import dataclass

import numpy as np

from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.filters import FILTERS, Filter, read_filter
from mieru.systems.parts.photograph import PICTURE_EN, PICTURE_JA, photograph
from mieru.systems.parts.scan_geometry import (
    PADDINGS,
    groups_section,
    padding_section,
    stride_section,
)
from mieru.systems.parts.scanned import Array, convolved, grid, number
from mieru.systems.report import palette
from mieru.systems.report.drawings import Pictures
from mieru.systems.report.text import Text, heading, word
from mieru.systems.report.values import Block, Cell, Fold, Formula, Result, Section, Table

UPRIGHT = np.tile([1.0, 0.0], (4, 2))
LEVEL = UPRIGHT.T
STRIPES = np.tile([1.0, -1.0], (4, 2))
PICTURE = np.array(
    [[5, 1, 0, 1, 9], [1, 6, 1, 7, 0], [4, 1, 6, 3, 5], [1, 8, 0, 1, 0], [2, 2, 8, 0, 4]], float
)
_MOST_SCANS = 9  # places shown one by one


@dataclass(frozen=True)
class Settings:
    """The filter of the example, and how it walks."""

    filter: str = option(
        "2 0 -2, 0 2 0, -2 0 2",
        en="the example's filter, its rows apart by commas",
        ja="例題のフィルタ。行をカンマで区切ります",
    )
    padding: str = option(
        "valid",
        en="what is added around the example's picture",
        ja="例題の画像のまわりに足すもの",
        choices=PADDINGS,
    )
    stride: int = option(
        1, en="pixels from one place to the next", ja="ずらす画素数", least=1, most=4
    )
    dilation: int = option(
        1,
        en="pixels from one number of the filter to the next",
        ja="フィルタの数どうしの間隔 (画素)",
        least=1,
        most=4,
    )
    picture: str = option("", en=PICTURE_EN, ja=PICTURE_JA)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Scans; nothing is random, so ``seed`` changes nothing."""
    kernel = read_filter(settings.filter)
    walk = _Walk(settings.padding, settings.stride, settings.dilation)
    found = walk.over(PICTURE, kernel)
    with stage.part(Text("the photograph", "写真")):
        grey, credit = photograph(settings.picture)
        maps = [(f, _looked(grey, f)) for f in FILTERS]
    numbers = {f"y_{i + 1}_{j + 1}": float(v) for (i, j), v in np.ndenumerate(found)}
    upright, level = (float(convolved(x, STRIPES)[0, 0]) for x in (UPRIGHT, LEVEL))
    return Result(
        metrics={"vertical_stripes": upright, "horizontal_stripes": level, **numbers},
        names={
            "vertical_stripes": Text("vertical stripes", "縦じま"),
            "horizontal_stripes": Text("horizontal stripes", "横じま"),
        }
        | {name: Text(name.replace("_", " "), name.replace("_", " ")) for name in numbers},
        headline=("vertical_stripes", "horizontal_stripes"),
        summary=Text(
            f"A filter answers to its own pattern: {number(upright)} to vertical stripes, "
            f"{number(level)} to horizontal ones.",
            f"フィルタは自分と同じ模様に強く反応します。縦じまには {number(upright)}、"
            f"横じまには {number(level)} です。",
        ),
        sections=[
            _stripes(upright, level),
            _example(kernel, walk, found),
            padding_section(len(PICTURE), len(kernel)),
            stride_section(),
            groups_section(),
            _photograph(grey, maps, credit),
        ],
    )


@dataclass(frozen=True)
class _Walk:
    padding: str
    stride: int
    dilation: int

    def over(self, picture: Array, kernel: Array) -> Array:
        return convolved(
            picture, kernel, padding=self.padding, stride=self.stride, dilation=self.dilation
        )


def _stripes(upright: float, level: float) -> Section:
    return Section(
        Text("A filter finds a pattern", "フィルタは模様を見つける"),
        [
            Formula(r"y = aA + bB + cC + dD"),
            Text(
                "Each pixel is multiplied by the number of the filter that lies over it, and the "
                "products are added up. Where light lies on + and dark on −, the sum is large; "
                "where light lies on both alike, it cancels out.",
                "画素と、それに重なるフィルタの数を掛け、すべて足し合わせます。"
                "明るい画素が + に、暗い画素が − に重なれば和は大きくなり、"
                "+ と − の両方に同じだけ重なれば打ち消し合って 0 になります。",
            ),
            grid(Text("The filter", "フィルタ"), STRIPES),
            grid(Text(f"Vertical stripes give {upright:g}", f"縦じま → {upright:g}"), UPRIGHT),
            grid(Text(f"Horizontal stripes give {level:g}", f"横じま → {level:g}"), LEVEL),
        ],
    )


def _example(kernel: Array, walk: _Walk, found: Array) -> Section:
    usual = walk == _Walk("valid", 1, 1) and kernel.shape == (3, 3)
    body: list[Block] = [
        Formula(r"y_{ij} = \sum_a \sum_b k_{ab} \, x_{i s + a d - p,\; j s + b d - p}"),
        Text(
            "The filter goes over the picture place by place; its answers are the feature map. "
            "The numbers of the filter are the weights that learning finds.",
            "フィルタを画像の上で 1 か所ずつ動かし、答えを並べたものが特徴マップです。"
            "フィルタの数が、学習で求める重みになります。",
        ),
        grid(Text("The picture", "画像"), PICTURE),
        grid(Text("The filter", "フィルタ"), kernel),
        grid(heading("feature_map"), found),
    ]
    if usual:
        body += [_scan(kernel, found), Fold(Text("Every product", "すべての積"), [_sums(kernel)])]
    return Section(Text("The 5×5 example", "5×5 の例題"), body)


def _patches(kernel: Array) -> list[tuple[tuple[int, int], Array]]:
    height, width = kernel.shape
    places = np.ndindex(PICTURE.shape[0] - height + 1, PICTURE.shape[1] - width + 1)
    return [((i, j), PICTURE[i : i + height, j : j + width]) for i, j in places]


def _scan(kernel: Array, found: Array) -> Pictures:
    shaded = palette.shades(PICTURE, diverging=False)
    pale = np.full_like(shaded, 226)
    frames, captions = [], []
    for (i, j), patch in _patches(kernel)[:_MOST_SCANS]:
        frame = pale.copy()
        here = np.s_[i : i + patch.shape[0], j : j + patch.shape[1]]
        frame[here] = shaded[here]
        frames.append(frame)
        captions.append(f"{number(found[i, j])}")
    return Pictures(
        Text("The scan, and its answer at each place", "走査と、各位置での答え"),
        np.stack(frames),
        captions,
        columns=9,
    )


def _sums(kernel: Array) -> Table:
    lines: list[list[Cell]] = []
    for (i, j), patch in _patches(kernel):
        products = " + ".join(
            f"{number(x)}·{_signed(k)}"
            for x, k in zip(patch.ravel(), kernel.ravel(), strict=True)
            if k
        )
        lines.append([f"({i + 1}, {j + 1})", products, number(float(np.sum(patch * kernel)))])
    return Table([Text("place", "位置"), Text("products", "積の和"), word("output")], lines)


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _looked(grey: Array, f: Filter) -> Array:
    """The feature map to show: of edges, without the one that padding makes around the picture."""
    if not f.signed:
        return convolved(grey, f.kernel, padding="same")
    found = convolved(grey, f.kernel)
    most = np.quantile(np.abs(found), 0.98)
    return np.clip(found, -most, most)


def _photograph(grey: Array, maps: list[tuple[Filter, Array]], credit: Text) -> Section:
    def strip(title: Text, signed: bool) -> Pictures:
        some = [(f, y) for f, y in maps if f.signed == signed]
        pictures = [y for _, y in some] if signed else [grey, *(y for _, y in some)]
        names = [f.title for f, _ in some]
        return Pictures(
            title,
            np.stack(pictures),
            names if signed else [Text("the photograph", "元の写真"), *names],
            columns=3,
            diverging=signed,
        )

    return Section(
        Text("Many filters, many feature maps", "さまざまなフィルタと特徴マップ"),
        [
            strip(Text("Filters that smooth and sharpen", "ぼかす・際立たせるフィルタ"), False),
            strip(Text("Filters that find edges", "輪郭を見つけるフィルタ"), True),
            Text(
                "Blue is a positive answer, orange a negative one: the same edge from dark to "
                "light and from light to dark.",
                "青は正、オレンジ色は負の値です。同じ輪郭でも、暗→明か明→暗かで符号が変わります。",
            ),
            credit,
        ],
    )
