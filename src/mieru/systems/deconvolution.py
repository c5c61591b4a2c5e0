r"""Deconvolution: the transposed convolution, and what it shows of a trained filter.

A convolution is linear: y = Cx for a large sparse matrix C. The transposed convolution is x = Cᵀy.
It does not undo the convolution; it is its adjoint,

    ⟨Cx, y⟩ = ⟨x, Cᵀy⟩ for all x and y,

and it is the way back of δ in backpropagation. It makes small pictures large, which generators and
segmentation use, and it carries an activation back to the pixels that raised it: the deconvnet of
Zeiler and Fergus, which showed in 2013 what the filters of AlexNet look for.

M. D. Zeiler, R. Fergus, Visualizing and understanding convolutional networks, ECCV 2014.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from mieru.files import Run
from mieru.nn import Context, Conv, ConvTranspose, Network
from mieru.systems.frame import Stage
from mieru.systems.parts.deconvnet import View, feature_maps, views
from mieru.systems.parts.scanned import grid
from mieru.systems.parts.small_pictures import (
    Learned,
    epochs_option,
    examples_option,
    learned_on_cifar,
    recipe,
)
from mieru.systems.report.drawings import Pictures
from mieru.systems.report.text import Text
from mieru.systems.report.values import Block, Cell, Formula, Result, Section, Table

# kernel, stride, padding, dilation, groups
GEOMETRIES = (
    (3, 1, "valid", 1, 1),
    (3, 2, "same", 1, 1),
    (5, 1, "full", 1, 1),
    (4, 2, "valid", 1, 2),
    (3, 1, "same", 2, 1),
    (5, 3, "same", 1, 4),
)
_SIDE, _CHANNELS = 12, 4  # which every stride divides
_SEEN = 500  # test pictures whose strongest activations are looked for
_UNITS, _EACH = 8, 4
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """How long the network learns whose filters are shown."""

    examples: int = examples_option()
    epochs: int = epochs_option()


def network() -> Network:
    """Three convolutions with ReLU and pooling, for pictures of 32×32."""
    return Network.parse(
        "32x32x3, conv 32 5x5 padding=same, relu, maxpool 2x2, "
        "conv 48 3x3 padding=same, relu, maxpool 2x2, conv 64 3x3 padding=same, relu, "
        "maxpool 2x2, flatten, dropout 0.3, dense 10"
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Measures the adjoint property, then looks into a network that has learned."""
    errors = [adjoint_error(*geometry, seed=seed) for geometry in GEOMETRIES]
    found = learned_on_cifar(network(), settings.examples, recipe(settings.epochs), seed, stage)
    with stage.part(Text("carrying activations back", "活性化を画素へ戻す")):
        layers = [_layer_section(found, place) for place in _relus(found.run.network)]
    return Result(
        metrics={"adjoint_error": max(errors)} | found.metrics,
        names={
            "adjoint_error": Text("largest error of the adjoint property", "随伴性の最大誤差"),
            "train_seconds": Text("seconds of learning", "学習の秒数"),
        },
        headline=("adjoint_error", "test_accuracy"),
        summary=Text(
            "The transposed convolution is the convolution's adjoint (to "
            f"{max(errors):.0e} in float32), and carries an activation back to the pixels that "
            "raised it.",
            f"転置畳み込みは畳み込みの随伴です (float32 での誤差 {max(errors):.0e})。"
            "活性化を、それを引き起こした画素まで戻せます。",
        ),
        sections=[_adjoint(errors), _larger(), _deconvnet(), *layers],
        recordings={"seen-into": found.run},
    )


def adjoint_error(
    kernel: int, stride: int, padding: str, dilation: int, groups: int, *, seed: int
) -> float:
    """|⟨Cx, y⟩ − ⟨x, Cᵀy⟩| by ‖Cx‖·‖y‖, for random x, y and weights in float32."""
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    conv = Conv(8, kernel, bias=False, **options)  # type: ignore[arg-type]
    shape = (_SIDE, _SIDE, _CHANNELS)
    random = np.random.default_rng(seed)
    x = _normal(random, (1, *shape))
    weight = _normal(random, conv.parameter_shapes(shape)["weight"])
    cx = conv.forward({"weight": weight}, x, Context()).output
    y = _normal(random, cx.shape)
    back = ConvTranspose(_CHANNELS, kernel, bias=False, **options)  # type: ignore[arg-type]
    cty = back.forward({"weight": weight}, y, Context()).output
    norm = jnp.linalg.norm(cx) * jnp.linalg.norm(y)
    return float(abs(jnp.sum(cx * y) - jnp.sum(x * cty)) / norm)


def _normal(random: np.random.Generator, shape: tuple[int, ...]) -> jax.Array:
    return jnp.asarray(random.normal(size=shape), jnp.float32)


def _adjoint(errors: list[float]) -> Section:
    rows: list[list[Cell]] = [
        [f"{k}×{k}", stride, padding, dilation, groups, f"{error:.1e}"]
        for (k, stride, padding, dilation, groups), error in zip(GEOMETRIES, errors, strict=True)
    ]
    head = [
        Text("kernel", "カーネル"),
        Text("stride", "ストライド"),
        Text("padding", "パディング"),
        Text("dilation", "ダイレーション"),
        Text("groups", "グループ"),
        Text("error", "誤差"),
    ]
    return Section(
        Text("The adjoint", "随伴"),
        [
            Formula(r"\langle C x,\; y \rangle = \langle x,\; C^{\top} y \rangle"),
            Text(
                "Random pictures, random weights: both sides agree to the rounding of float32, "
                "whatever the geometry. (The error is given by the product of the lengths of the "
                "two vectors.)",
                "画像も重みもランダムです。どの設定でも、両辺は float32 の丸め誤差の範囲で"
                "一致します "
                "(誤差は 2 つのベクトルの長さの積に対する比です)。",
            ),
            Table(head, rows),
        ],
    )


def _larger() -> Section:
    picture = np.array([[1.0, 2.0], [3.0, 0.0]])
    kernel = np.array([[1.0, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 1.0]])
    return Section(
        Text("A small picture becomes a large one", "小さな画像を大きくする"),
        [
            Text(
                "Each number lays down the whole kernel, times itself, one stride further than the "
                "number before; where kernels lie over each other, they add up.",
                "1 つの数ごとに、カーネル全体をその数倍して置いていきます。"
                "隣の数の分はストライドだけ"
                "ずらして置き、重なったところは足し合わせます。",
            ),
            grid(Text("The picture", "画像"), picture),
            grid(Text("The kernel", "カーネル"), kernel),
            grid(Text("Stride 2", "ストライド 2"), laid_down(picture, kernel, 2)),
        ],
    )


def laid_down(picture: Numbers, kernel: Numbers, stride: int) -> NDArray[np.float64]:
    """The transposed convolution (stride·(H−1)+kh, …) of a picture (H, W), by the layer."""
    layer = ConvTranspose(1, (kernel.shape[0], kernel.shape[1]), stride=stride, bias=False)
    weight = jnp.asarray(kernel, jnp.float32)[:, :, None, None]
    x = jnp.asarray(picture, jnp.float32)[None, :, :, None]
    large = layer.forward({"weight": weight}, x, Context()).output
    return np.asarray(large[0, :, :, 0], np.float64)


def _deconvnet() -> Section:
    return Section(
        Text("What raised a filter", "フィルタは何に反応したか"),
        [
            Text(
                "A picture goes forward through convolution, ReLU and pooling. Of one channel of a "
                "layer only the strongest number is kept, and goes back: through the transposed "
                "convolutions, to where pooling found its largest numbers, and past each ReLU only "
                "where it is positive. What arrives at the pixels is the pattern that raised the "
                "channel.",
                "画像を、畳み込み、ReLU、プーリングの順に通します。ある層の 1 つのチャネルについて"
                "最も強い値だけを残し、来た道を戻します。畳み込みは転置畳み込みで、"
                "プーリングは最大値のあった位置へ、ReLU は正の信号だけを通します。"
                "画素まで戻ったものが、そのチャネルを反応させた模様です。",
            ),
            Formula(
                r"\hat{x} = C_1^{\top} R\, P_1^{\top} C_2^{\top} R\, P_2^{\top} \cdots \hat{z}"
            ),
        ],
    )


def _relus(network: Network) -> list[int]:
    pictures = zip(network.layers, network.shapes, strict=True)
    kinds = [layer.stem == "relu" and len(shape) == 3 for layer, shape in pictures]
    return [place for place, kind in enumerate(kinds) if kind]


def _layer_section(found: Learned, place: int) -> Section:
    run, x = found.run, found.test.x[:_SEEN]
    name = run.network.names[place - 1]
    shown: list[Numbers] = []
    captions: list[str] = []
    maps = feature_maps(run.network, run.parameters, run.state, x, place)
    strongest = maps.max(axis=(1, 2))
    for channel in _lively(strongest):
        pictures = np.argsort(-strongest[:, channel], kind="stable")[:_EACH]
        for view in _views(run, x, place, channel, pictures.tolist()):
            shown += [x[view.picture] / np.float32(255), scaled(view.signal)]
            captions += [f"{channel + 1}: {view.strength:.2f}", ""]
    body: list[Block] = [
        Pictures(
            Text(
                "Channels, each with the test pictures that raise it most and what is carried back",
                "チャネルごとに、最も強く反応したテスト画像と、画素まで戻したもの",
            ),
            np.stack(shown),
            captions,
            columns=2 * _EACH,
        )
    ]
    return Section(Text(f"The filters of {name}", f"{name} のフィルタ"), body)


def _views(run: Run, x: Numbers, place: int, channel: int, pictures: list[int]) -> list[View]:
    return views(run.network, run.parameters, run.state, x, place, channel, pictures)


def _lively(strongest: Numbers) -> list[int]:
    """The channels that tell pictures apart best: of the largest spread over the pictures."""
    order = np.argsort(-strongest.std(axis=0), kind="stable")
    return sorted(order[:_UNITS].tolist())


def scaled(signal: Numbers) -> Numbers:
    """A signal as colours in 0…1: grey where nothing arrives, its largest number 0 or 1."""
    largest = float(np.abs(signal).max()) or 1.0
    picture: Numbers = (0.5 + 0.5 * signal / largest).astype(np.float32)
    return picture
