"""What the neocognitron's report shows: its levels, how they learned, what they see, and shifts."""

import numpy as np

from mieru.systems.parts.read_out import ReadOut
from mieru.systems.parts.self_organized import Organized, Pictures, favourites, sights
from mieru.systems.report.drawings import Axis, Chart, Heat, Line, Pictures as Images
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Cell, Drawing, Formula, Section, Table

_SHOWN = (16, 24, 16)  # planes of each level in the report
_COLUMNS = (8, 8, 8)
_CELLS = 60  # C-cells whose answers to a moved digit are drawn


def name_of(level: int) -> Text:
    """What a level is called; 0 are the pixels."""
    return Text(f"level {level}", f"第 {level} 段") if level else Text("pixels", "画素")


def network_section(found: Organized, size: tuple[int, ...]) -> Section:
    """The levels and their formulas."""
    lines: list[list[Cell]] = []
    side, below = size[0], 1
    for number, level in enumerate(found.levels, start=1):
        across, _ = sights(found.levels)[number - 1]
        learned = level.sight**2 * below * level.planes + level.planes
        after = -(-side // level.stride)
        lines.append(
            [
                str(number),
                level.planes,
                f"{side}×{side}",
                f"{after}×{after}",
                f"{min(across, size[0])}×{min(across, size[0])}",
                learned,
            ]
        )
        side, below = after, level.planes
    return Section(
        Text("S-cells and C-cells", "S 細胞と C 細胞"),
        [
            Text(
                "An S-cell weighs what it sees with its excitatory weights a and is held back by "
                "how much there is to see, v. It answers where the pattern is like the one it has "
                "learned, whether faint or strong. Above the threshold r/(1+r) of likeness (the "
                "cosine) it speaks, below it is silent: r is its selectivity.",
                "S 細胞は、見ているものに興奮性の重み a を掛けて足し合わせ、見えている量 v の分だけ"
                "抑制を受けます。そのため濃淡によらず、覚えた模様に似ているときに反応します。"
                "似ている度合い (コサイン) がしきい値 r/(1+r) を超えると反応し、"
                "下回ると何も答えません。r を選択性と呼びます。",
            ),
            Formula(
                r"u_S = r\, \varphi\!\left[ \frac{1 + \sum a x}{1 + \frac{2r}{1+r}\, b v} - 1 "
                r"\right], \qquad v = \sqrt{\sum c x^2}, \qquad \varphi[z] = \max(z, 0)"
            ),
            Text(
                "A C-cell gathers the S-cells of one plane around a place and blurs where exactly "
                "they were. It is held back by the mean over the planes.",
                "C 細胞は、同じ面の S 細胞を周囲から集め、正確な位置をぼかします。"
                "全部の面の平均の分だけ抑制を受けます。",
            ),
            Formula(
                r"s_k = \sum d\, u_k, \qquad u_C = \psi\!\left[ \frac{1 + s_k}{1 + \bar{s}} - 1 "
                r"\right], \qquad \psi[z] = \frac{\varphi[z]}{\alpha + \varphi[z]}"
            ),
            Table(
                [
                    Text("level", "段"),
                    Text("planes", "面"),
                    Text("S-cells a plane", "S 細胞"),
                    Text("C-cells a plane", "C 細胞"),
                    Text("pixels seen", "見える範囲"),
                    Text("weights learned", "学習する重み"),
                ],
                lines,
            ),
        ],
    )


def learning_section(found: Organized) -> Section:
    """How the planes were taken up, picture after picture."""
    lines = [
        Line(
            np.arange(1, len(in_use) + 1),
            100 * in_use / level.planes,
            name_of(number),
            width=2.2,
        )
        for number, (level, in_use) in enumerate(
            zip(found.levels, found.in_use, strict=True), start=1
        )
    ]
    return Section(
        Text("Learning by competition, without labels", "競争による学習 (ラベルなし)"),
        [
            Formula(r"\Delta a = q\, c\, x, \qquad \Delta b = \frac{q}{2}\, v"),
            Text(
                "Where a cell is the strongest of all planes in its neighbourhood, it takes up "
                "what it sees, and the whole plane with it. No error is computed and nothing is "
                "carried back. Where every learned cell is silent, one that has learned nothing "
                "wins: so new planes are taken up as new patterns come along, and the selectivity "
                "decides how different they must be.",
                "ある場所で、近くのすべての面の中で最も強く反応した細胞が、そこに見えているものを取り込み、"
                "同じ面の細胞全体がそれを共有します。誤差の計算も逆伝播もありません。"
                "学習済みの細胞がどれも反応しない場所では、まだ何も学習していない細胞が勝ちます。"
                "こうして新しい模様が現れるたびに新しい面が使われていきます。"
                "どのくらい違えば新しい模様とみなすかは、選択性で決まります。",
            ),
            Chart(
                Text("Planes in use", "使われている面"),
                lines,
                x=Axis(Text("pictures seen", "見た画像の枚数"), log=True),
                y=Axis(Text("planes in use (%)", "使われている面 (%)"), limits=(0, 104)),
                wide=True,
                height=0.85,
            ),
        ],
    )


def features_section(found: Organized, x: Pictures) -> Section:
    """What the S-cells of each level answer to most."""
    drawings: list[Drawing] = []
    for number, (count, columns) in enumerate(zip(_SHOWN, _COLUMNS, strict=True), start=1):
        pictures = favourites(found, x, number, count)
        side = pictures.shape[1]
        drawings.append(
            Images(
                Text(
                    f"Level {number}: {len(pictures)} of {found.levels[number - 1].planes} planes, "
                    f"{side}×{side} pixels",
                    f"第 {number} 段: {found.levels[number - 1].planes} 面のうち "
                    f"{len(pictures)} 面、{side}×{side} 画素",
                ),
                pictures,
                columns=columns,
            )
        )
    return Section(
        Text("What the cells have come to look for", "細胞が見つけるようになったもの"),
        [
            Text(
                "For each plane, the part of a digit that its S-cells answer to most. From level "
                "to level the cells see more: strokes and ends, then bends and joints, then whole "
                "digits.",
                "面ごとに、S 細胞が最も強く反応した部分を示します。段が進むほど見える範囲が広がり、"
                "線や端点から、曲がりや交わり、そして数字全体へと変わっていきます。",
            ),
            *drawings,
        ],
    )


def shift_section(
    found: Organized, outs: list[ReadOut], moved: Pictures, shifts: tuple[int, ...]
) -> Section:
    """A digit that moves, shown in the last C-cells, and measured on the test part."""
    top = found.features(moved, len(found.levels)).reshape(len(moved), -1)
    strongest = np.sort(np.argsort(-top.max(axis=0), kind="stable")[:_CELLS])
    pixels = [Text(f"{s} px", f"{s} 画素") for s in shifts]

    moves = Text("moved by (pixels)", "ずらした画素数")
    across = Axis(moves, whole=True)

    def curves(by: str) -> list[Line]:
        return [
            Line(
                shifts,
                100 * np.array(getattr(out, by)),
                name_of(out.level),
                markers=True,
            )
            for out in outs
        ]

    rows: list[list[Cell]] = [
        [name_of(o.level), f"{o.accuracy:.2%}", *(f"{a:.1%}" for a in o.by_shift[1:])] for o in outs
    ]
    head = [Text("read out from", "読み出し元"), word("test_accuracy"), *pixels[1:]]
    body: list[Block] = [
        Images(
            Text("A digit that moves to the right", "右へずらした数字"), moved, pixels, columns=5
        ),
        Chart(
            Text(
                f"Its answers in {_CELLS} C-cells of the last level",
                f"最後の段の C 細胞 {_CELLS} 個の反応",
            ),
            [Heat(top[:, strongest], rows=[str(s) for s in shifts])],
            y=Axis(moves),
            wide=True,
            height=0.6,
        ),
        Chart(
            Text("How alike the answers stay", "反応の似ている度合い"),
            curves("likeness"),
            across,
            Axis(Text("cosine (%)", "コサイン (%)")),
        ),
        Chart(
            Text("Accuracy of the read-out", "読み出しの正解率"),
            curves("by_shift"),
            across,
            Axis(Text("test accuracy (%)", "テスト正解率 (%)")),
        ),
        Table(head, rows),
        Text(
            "Each read-out is one linear layer, learned on digits in their place only. The higher "
            "the level, the less a move changes what it shows; in return it keeps less detail. A "
            "network of today, learned end to end with labels, reads digits better; these features "
            "never saw one.",
            "読み出しはどれも線形の 1 層で、ずらしていない数字だけで学習しました。"
            "段が高いほど、細部は失われる代わりに、ずらしても反応が変わりにくくなります。"
            "現代のネットワークはラベルを使って全体を学習するので正解率はさらに高くなりますが、"
            "この特徴はラベルを一度も見ずに得られたものです。",
        ),
    ]
    return Section(Text("Unaffected by shift in position?", "位置ずれに強いか"), body)
