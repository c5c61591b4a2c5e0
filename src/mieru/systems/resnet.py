r"""ResNet: layers that only learn what to add, so that there can be a thousand of them.

A plain network of 56 layers has a larger *training* error than one of 20 (He et al. 2015): the
gradient has to go through every layer, and what one spoils, none before it can mend. A residual
block computes y = x + f(x), so that

    ∂E/∂x = ∂E/∂y + (∂f/∂x)ᵀ ∂E/∂y:

whatever f does, ∂E/∂y comes through unharmed. With 152 layers ResNet won ILSVRC 2015 with a top-5
error of 3.57 %, below that of a person.

The small version is made for learning CIFAR-10 in little time on an ordinary processor: few filters
where the picture is large, and many where it is small. It takes D. Page's ResNet-9 (How to train
your ResNet, 2018) at half its width or less, with his order of pooling and normalization, and
learns with Nesterov momentum in one cycle of the rate. ``mieru run resnet --set examples=45000
epochs=7`` is the whole of it.

K. He, X. Zhang, S. Ren, J. Sun, Deep residual learning for image recognition, CVPR 2016; Identity
mappings in deep residual networks, ECCV 2016 (the network of 1001 layers).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.data import Examples
from mieru.learn import Cosine, Flip, Nesterov, Settings as LearningSettings, Shift
from mieru.nn import (
    BatchNorm,
    Conv,
    Dense,
    GlobalMeanPool,
    Layer,
    LeCun,
    MaxPool,
    Network,
    Residual,
)
from mieru.published import resnet_of_bottlenecks
from mieru.published.resnet import DEPTHS
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.costs import cost_metrics, cost_names, costs_section
from mieru.systems.parts.deep_stack import Learned, learn_deep, without_bypasses
from mieru.systems.parts.photo_answers import WEIGHTS_EN, WEIGHTS_JA, photo_section
from mieru.systems.parts.photograph import PICTURE_EN, PICTURE_JA
from mieru.systems.parts.small_pictures import (
    epochs_option,
    examples_option,
    learned_on_cifar,
    small_section,
)
from mieru.systems.report.drawings import Axis, Chart, Line
from mieru.systems.report.text import Text, Words, word
from mieru.systems.report.values import Code, Formula, Result, Section

ALL = tuple(f"resnet{depth}" for depth in DEPTHS)
_SHRUNK = 4  # the deep network sees pictures of 8×8, the means of 4×4 pixels
_RATE = 0.01
_FEW = 50  # points that are marked one by one


@dataclass(frozen=True)
class Settings:
    """Which depth judges photographs, how deep the deep one is, how long the small one learns."""

    depth: str = option(
        "50",
        en="layers of the network that judges photographs",
        ja="写真を判定するネットワークの層数",
        choices=tuple(str(depth) for depth in DEPTHS),
    )
    picture: str = option("", en=PICTURE_EN, ja=PICTURE_JA)
    weights: str = option("", en=WEIGHTS_EN, ja=WEIGHTS_JA)
    bottlenecks: int = option(
        111,
        en="bottlenecks in each of the deep network's three stages; 111 make 1001 layers",
        ja="深いネットワークの 3 つの段それぞれのブロック数。111 なら 1001 層です",
        least=2,
        most=200,
    )
    steps: int = option(
        20,
        en="steps that the deep network learns",
        ja="深いネットワークの学習ステップ数",
        least=2,
        most=10_000,
    )
    examples: int = examples_option()
    epochs: int = epochs_option()


def small() -> Network:
    """A small ResNet for pictures of 32×32, two of its eight convolutions in each of two blocks.

    Pooling before batch normalization leaves it a quarter of the numbers to normalize.
    """
    layers: list[Layer | str] = [*_convolved(16), *_convolved(64, pooled=True)]
    layers += [Residual([*_convolved(64), *_convolved(64)])]
    layers += [*_convolved(128, pooled=True), *_convolved(256, pooled=True)]
    layers += [Residual([*_convolved(256), *_convolved(256)])]
    return Network((32, 32, 3), [*layers, GlobalMeanPool(), Dense(10)])


def _convolved(channels: int, *, pooled: bool = False) -> list[Layer | str]:
    conv = Conv(channels, 3, padding="same", bias=False, initial=LeCun())
    return [conv, *([MaxPool(2)] if pooled else []), BatchNorm(), "relu"]


def learning(epochs: int) -> LearningSettings:
    """How the small one learns: the rate rises for a fifth of the time and falls along a cosine."""
    return LearningSettings(
        epochs=epochs,
        batch_size=64,
        optimizer=Nesterov(Cosine(0.12, epochs=epochs, warmup=epochs / 5)),
        l2=0.00025,
        label_smoothing=0.1,
        augment=(Shift(2), Flip()),
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Counts, asks about photographs, teaches the deep network a little and the small one more."""
    name = f"resnet{settings.depth}"
    with stage.part(Text("photographs", "写真の判定")):
        seen = photo_section((name,), settings.weights, settings.picture)
    found = learned_on_cifar(small(), settings.examples, learning(settings.epochs), seed, stage)
    depth = 9 * settings.bottlenecks + 2
    with stage.part(Text("the deep network", "深いネットワーク")):
        few = stage.loaded[-1].train.take(slice(16))
        deep = _deep(depth, few, settings.steps, seed, stage)
    residual, plain = deep["residual"], deep["plain"]
    return Result(
        metrics=cost_metrics(ALL)
        | {
            "deep_layers": depth,
            "deep_parameters": resnet_of_bottlenecks(depth).parameter_count,
            "deep_first_gradient": residual.first[0],
            "deep_loss_before": residual.losses[0],
            "deep_loss_lowest": float(np.nanmin(residual.losses)),
            "deep_blocks": len(residual.by_block),
            "deep_blocks_reached": residual.reached,
            "plain_blocks_reached": plain.reached,
        }
        | found.metrics,
        names=cost_names(ALL) | _NAMES,
        headline=("deep_layers", "deep_blocks_reached", "plain_blocks_reached", "test_accuracy"),
        summary=Text(
            f"Through {depth} layers with bypasses a gradient reaches {residual.reached} of "
            f"{len(residual.by_block)} blocks, the first layer among them; without bypasses it "
            f"is a number that float32 can hold in {plain.reached}.",
            f"{depth} 層でも、バイパスがあれば勾配は {len(residual.by_block)} ブロック中 "
            f"{residual.reached} ブロックに届きます。バイパスがないと、"
            f"float32 で表せる勾配が届くのは {plain.reached} ブロックです。",
        ),
        sections=[
            costs_section(
                (name,),
                Text(
                    "From 18 to 152 layers, and still fewer weights and multiplications than "
                    "VGG-16: the mean over the picture takes the place of dense layers, and from "
                    "50 layers on 1×1 convolutions narrow what the 3×3 ones see.",
                    "18 層から 152 層まであり、どれも VGG-16 より重みと掛け算が少なくて済みます。"
                    "全結合層の代わりに画像全体の平均を使い、50 層以上では 1×1 の畳み込みで"
                    "チャネルを絞ってから 3×3 の畳み込みに渡します。",
                ),
                (*(other for other in ALL if other != name), "vgg16"),
            ),
            _deep_section(depth, deep, settings),
            seen,
            small_section(
                found,
                Text(
                    "Few filters where the picture is large, many where it is small, and a bypass "
                    "around two convolutions at 16×16 and at 4×4. Training pictures are shifted by "
                    "up to 2 pixels and flipped; `examples=45000 epochs=7` takes all of them.",
                    "画像が大きい段ではフィルタを少なく、小さい段では多くし、16×16 と 4×4 で 2 つの"
                    "畳み込みをバイパスします。訓練画像は最大 2 画素ずらし、左右を反転します。"
                    "`examples=45000 epochs=7` で全画像を学習します。",
                ),
            ),
        ],
        recordings={"small-resnet": found.run},
    )


_NAMES = {
    "deep_layers": Text("layers of the deep network", "深いネットワークの層数"),
    "deep_parameters": Text("parameters of the deep network", "深いネットワークのパラメータ数"),
    "deep_first_gradient": Text("gradient at its first layer", "第 1 層の勾配の大きさ"),
    "deep_loss_before": Text("its loss before learning", "学習前の損失"),
    "deep_loss_lowest": Text("its lowest loss", "最小の損失"),
    "deep_blocks": Text("its blocks", "ブロックの数"),
    "deep_blocks_reached": Text("blocks with a gradient", "勾配の届いたブロック"),
    "plain_blocks_reached": Text("blocks with a gradient, no bypass", "同、バイパスなし"),
    "train_seconds": Text("seconds of learning", "学習の秒数"),
}


def _deep(depth: int, few: Examples, steps: int, seed: int, stage: Stage) -> dict[str, Learned]:
    """The deep network with and without bypasses, taught the same few pictures."""
    x = shrunk(few.x)
    network = resnet_of_bottlenecks(depth, side=x.shape[1])
    both = {"residual": network, "plain": without_bypasses(network)}
    what = Text(f"a network of {depth} layers learns", f"{depth} 層のネットワークの学習")
    return {
        name: learn_deep(both[name], x, few.t, steps=steps, rate=_RATE, seed=seed)
        for name in stage.progress(both, what)
    }


def shrunk(x: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pictures (N, 32, 32, 3) as means of 4×4 pixels, (N, 8, 8, 3) in 0…1."""
    n, side = len(x), x.shape[1] // _SHRUNK
    blocks = x.reshape(n, side, _SHRUNK, side, _SHRUNK, 3).astype(np.float32)
    means: NDArray[np.float32] = blocks.mean(axis=(2, 4)) / np.float32(255)
    return means


def _deep_section(depth: int, deep: dict[str, Learned], settings: Settings) -> Section:
    titles = {
        "residual": Text("with bypasses", "バイパスあり"),
        "plain": Text("without", "バイパスなし"),
    }
    across = Axis(Text("step", "ステップ"), whole=True)
    steps = np.arange(settings.steps)
    by_block = [
        _finite(np.arange(1, len(d.by_block) + 1), d.by_block, titles[name])
        for name, d in deep.items()
    ]
    return Section(
        Text(f"{depth} layers", f"{depth} 層"),
        [
            Formula(
                r"\frac{\partial E}{\partial x} = \frac{\partial E}{\partial y} + "
                r"\left(\frac{\partial f}{\partial x}\right)^{\!\top} "
                r"\frac{\partial E}{\partial y}"
            ),
            Text(
                "The network of He et al. (2016) and the same layers without their bypasses learn "
                "the same 16 pictures of CIFAR-10, shrunk to 8×8, from the same initial weights. "
                "Batch normalization keeps the numbers in range on the way forward; the chart "
                "tells what becomes of the gradient on the way back, with and without bypasses.",
                "He ら (2016) のネットワークと、そこからバイパスを除いたものに、同じ初期重みから、"
                "8×8 に縮めた CIFAR-10 の画像 16 枚を学習させます。"
                "順伝播の値はバッチ正規化によって適切な範囲に保たれます。"
                "逆伝播の勾配がどうなるかを、バイパスのある場合とない場合について図に示します。",
            ),
            Chart(
                Text("Gradient of each block, before learning", "ブロックごとの勾配 (学習前)"),
                by_block,
                Axis(Text("block, from input to output", "ブロック (入力側から出力側へ)")),
                Axis(Text("length of the gradient", "勾配の大きさ"), log=True),
                wide=True,
            ),
            Chart(
                word("loss"),
                [_finite(steps, d.losses, titles[name]) for name, d in deep.items()],
                across,
                Axis(word("loss"), log=True),
            ),
            Chart(
                Text("Gradient of the first layer", "第 1 層の勾配"),
                [_finite(steps, d.first, titles[name]) for name, d in deep.items()],
                across,
                Axis(Text("length of the gradient", "勾配の大きさ"), log=True),
            ),
            Code(_told(depth)),
        ],
    )


def _finite(x: NDArray[np.int_], y: NDArray[np.float64], title: Words) -> Line:
    """The curve where there are numbers: without bypasses a gradient may outgrow float32."""
    there = np.isfinite(y) & (y > 0)
    return Line(x[there], y[there], title, markers=len(x) < _FEW)


def _told(depth: int) -> str:
    lines = str(resnet_of_bottlenecks(depth)).splitlines()
    return "\n".join([*lines[:8], "…", *lines[-6:]])
