"""What a convolutional network looks for, and what its layers make of one picture."""

import numpy as np

from mieru.explain.activations import activations
from mieru.files import Run
from mieru.systems.report.drawings import Pictures
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Section

MOST_MAPS = 32  # of one layer


def kernels(learned: Run) -> Section:
    """The kernels of the first convolution as pictures."""
    name = next(n for n in learned.network.names if n.startswith("conv"))
    weight = np.asarray(learned.parameters[name]["weight"])  # (kh, kw, channels in, channels out)
    count, inputs = weight.shape[3], weight.shape[2]
    # Of several channels the mean stands for all: what counts here is where ink is wanted.
    pictures = weight.mean(axis=2).transpose(2, 0, 1)
    channels = Text("", "")
    if inputs > 1:
        channels = Text(
            f" Each is the mean over {inputs} channels.", f" {inputs} チャネルの平均です。"
        )
    return Section(
        Text("The kernels that it learned", "学習したカーネル"),
        [
            Text(
                f"The {count} kernels of the first layer. Nobody wrote them: edges, strokes and "
                "ends of strokes came out because they help to tell the digits apart. Ink on blue "
                f"raises the sum, ink on orange lowers it.{channels.en}",
                f"第 1 層の {count} 個のカーネルです。人が設計したものではありません。"
                "数字を見分けるのに役立つため、輪郭や線、線の端を見るカーネルが学習されました。"
                "青い部分にインクがあると和が大きくなり、オレンジ色の部分では小さくなります。"
                f"{channels.ja}",
            ),
            Pictures(
                Text("Kernels of the first convolution", "最初の畳み込みのカーネル"),
                pictures,
                columns=8,
                diverging=True,
            ),
        ],
    )


def feature_maps(learned: Run, picture: np.ndarray, layers: int = 4) -> Section:
    """One picture (height, width, channels) and the maps of the first layers with a plane."""
    found = [
        layer
        for layer in activations(
            learned.network, learned.parameters, picture[None], state=learned.state
        )
        if layer.output.ndim == 4 and min(layer.output.shape[1:3]) > 1 and "." not in layer.path
    ]
    # A convolution without its activation says the same as with it, only less clearly.
    followed = [
        layer
        for layer, after in zip(found, [*found[1:], None], strict=True)
        if not (
            layer.path.startswith("conv")
            and after is not None
            and after.output.shape == layer.output.shape
        )
    ]
    body: list[Block] = [
        Text(
            "The same kernel is laid on every place of the picture, so each map is a picture too: "
            "of where its feature is found. Pooling makes the maps smaller, and they mind less "
            "exactly where; the layers above put features together.",
            "同じカーネルを画像のあらゆる位置に当てるので、特徴マップも画像になり、"
            "どこにその特徴があるかを表します。プーリングでマップは小さくなり、"
            "細かい位置にこだわらなくなります。上の層は特徴を組み合わせていきます。",
        ),
        Pictures(word("input"), picture[None], columns=8, wide=False),
    ]
    for layer in followed[:layers]:
        maps = np.moveaxis(layer.output[0], -1, 0)
        shown = maps[:MOST_MAPS]
        height, width = maps.shape[1:]
        of = f" ({len(shown)} / {len(maps)})" if len(shown) < len(maps) else ""
        body.append(
            Pictures(
                Text(
                    f"{layer.path}: {len(maps)} maps of {height}×{width}{of}",
                    f"{layer.path}: {height}×{width} のマップ {len(maps)} 枚{of}",
                ),
                shown,
                columns=16,
                diverging=True,
            )
        )
    return Section(Text("What the layers see", "各層が見ているもの"), body)
