r"""Mini-batch learning: a step from a few examples instead of from all.

The error is a mean over the examples, E(W) = (1/N) Σₙ e(xₙ; W), and so is its gradient. A
mini-batch B drawn at random gives an estimate of it,

    E_t(W) = (1/|B|) Σ_{m∈B} e(xₘ; W),   W ← W − η ∂E_t/∂W,

right on average and off by σ/√|B| · √((N − |B|)/(N − 1)) (drawing without putting back). In the
time of one exact step there are N/|B| rough ones, and their noise shakes the weights out of poor
places (Robbins and Monro 1951; Bottou 1998). Each epoch takes the examples in a new order.

Because the gradient is a mean, devices can share it: each takes a shard of the batch, and the mean
of their gradients, weighted by the sizes of the shards, is the gradient of the batch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mieru.data import DataSet
from mieru.files import Run
from mieru.learn import Compiled, Event, GradientDescent, fit
from mieru.nn import Dense, Flatten, Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.batch_gradients import (
    DRAWS,
    LOSS,
    Noise,
    Shared,
    even_bounds,
    gradient_of_each,
    noise,
    noise_sizes,
    share,
    uneven_bounds,
)
from mieru.systems.report.drawings import Axis, Chart, Line, Points
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Cell, Formula, Result, Section, Table


@dataclass(frozen=True)
class Settings:
    """What one may turn."""

    epochs: int = option(
        30, en="epochs for each batch size", ja="バッチサイズごとのエポック数", least=2, most=10_000
    )
    rate: float = option(
        0.3,
        en="learning rate η, the same for all",
        ja="学習率 η (すべて共通)",
        least=1e-6,
        most=100,
    )
    devices: int = option(
        4, en="shards that share one gradient", ja="勾配を分担する装置の数", least=2, most=32
    )


@dataclass(frozen=True, eq=False)
class Learned:
    """Learning with one batch size."""

    batch: int
    steps: int  # in all epochs
    run: Run
    compiling: float  # seconds of the run that the first, compiling step took

    @property
    def losses(self) -> list[float]:
        """The mean training loss of each epoch."""
        return [row["train_loss"] for row in self.run.history]

    @property
    def seconds(self) -> NDArray[np.float64]:
        """When each epoch ended: the time of learning, without the compiler's, in equal parts."""
        epochs = len(self.run.history)
        each = (self.run.seconds - self.compiling) / epochs
        return np.arange(1, epochs + 1, dtype=np.float64) * each


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Four batch sizes on the digits, the noise of their gradients, and a shared gradient."""
    data = stage.data("digits", seed=seed)
    network = Network(data.input_shape, [Flatten(), Dense(32), "sigmoid", Dense(data.outputs)])
    with stage.part(Text("learning", "学習")):
        sizes = (1, 10, 100, len(data.train))
        learned = [learn(network, data, size, settings, seed, stage) for size in sizes]
    with stage.part(Text("gradients", "勾配")):
        parameters = network.initial_parameters(seed)
        each = gradient_of_each(network, parameters, data.train)
        noises = [noise(each, size, seed) for size in noise_sizes(len(each))]
        shared = [
            share(network, parameters, data.train, bounds)
            for bounds in (
                even_bounds(len(data.train), settings.devices),
                uneven_bounds(len(data.train), settings.devices),
            )
        ]
    metrics = {f"train_loss_batch_{one.batch}": one.losses[-1] for one in learned[:-1]}
    metrics["train_loss_batch_all"] = learned[-1].losses[-1]
    metrics |= {
        "shared_gradient_difference": max(s.weighted for s in shared),
        "unweighted_difference": shared[1].unweighted,
    }
    return Result(
        metrics=metrics,
        names=NAMES,
        summary=Text(
            f"After {settings.epochs} epochs the training loss is {learned[1].losses[-1]:.3f} with "
            f"batches of 10 and {learned[-1].losses[-1]:.3f} with all {len(data.train)} examples "
            f"in each step. The gradient shared by {settings.devices} devices is that of one, to "
            f"{metrics['shared_gradient_difference']:.0e}.",
            f"{settings.epochs} エポック後の訓練損失は、バッチサイズ 10 で "
            f"{learned[1].losses[-1]:.3f}、毎回 {len(data.train)} 個すべてを使うと "
            f"{learned[-1].losses[-1]:.3f} です。{settings.devices} 台で分担した勾配は、"
            f"1 台で求めた勾配と {metrics['shared_gradient_difference']:.0e} 以内の差で一致します。"
            "",
        ),
        sections=[
            _learning_section(learned, settings),
            _noise_section(noises),
            _sharing_section(shared, settings),
        ],
        recordings={f"batch-{one.batch}": one.run for one in learned},
    )


NAMES = {
    f"train_loss_batch_{size}": Text(
        f"training loss, batch size {size}", f"訓練損失 (バッチサイズ {size})"
    )
    for size in (1, 10, 100)
} | {
    "train_loss_batch_all": Text("training loss, all examples at once", "訓練損失 (全データ)"),
    "shared_gradient_difference": Text(
        "shared gradient against one device, relative", "分担した勾配と 1 台の勾配の相対差"
    ),
    "unweighted_difference": Text(
        "the same, unequal shards not weighted", "同じく、不均等な分担を重みなしで平均した場合"
    ),
}


def learn(
    network: Network, data: DataSet, size: int, settings: Settings, seed: int, stage: Stage
) -> Learned:
    """Plain gradient descent with batches of ``size``."""
    compiling = [0.0]

    def listen(event: Event) -> None:
        if isinstance(event, Compiled):
            compiling[0] = event.seconds

    run = fit(
        network,
        data,
        loss=LOSS,
        epochs=settings.epochs,
        batch_size=size,
        optimizer=GradientDescent(settings.rate),
        seed=seed,
        listeners=(*stage.listeners, listen),
    )
    steps = settings.epochs * -(-len(data.train) // size)
    return Learned(size, steps, run, compiling[0])


def _label(learned: Learned, last: bool) -> Text:
    if last:
        return Text(f"all {learned.batch}", f"全 {learned.batch} 個")
    return Text(f"batch size {learned.batch}", f"バッチサイズ {learned.batch}")


def _learning_section(learned: list[Learned], settings: Settings) -> Section:
    labels = [_label(one, one is learned[-1]) for one in learned]
    epochs = np.arange(1, settings.epochs + 1)
    by_epoch = Chart(
        Text("Training loss by epoch", "エポックと訓練損失"),
        [Line(epochs, one.losses, label) for one, label in zip(learned, labels, strict=True)],
        x=Axis(word("epoch"), whole=True),
        y=Axis(word("train_loss"), log=True),
    )
    by_second = Chart(
        Text("Training loss by second", "秒と訓練損失"),
        [Line(one.seconds, one.losses, label) for one, label in zip(learned, labels, strict=True)],
        x=Axis(word("seconds"), log=True),
        y=Axis(word("train_loss"), log=True),
    )
    rows: list[list[Cell]] = [
        [
            label,
            one.steps,
            one.losses[-1],
            f"{one.run.history[-1]['validation_accuracy']:.1%}",
            round(float(one.seconds[-1]), 3),
        ]
        for one, label in zip(learned, labels, strict=True)
    ]
    head = [
        word("batch_size"),
        Text("steps", "ステップ数"),
        word("train_loss"),
        word("validation_accuracy"),
        word("seconds"),
    ]
    return Section(
        Text("From one example to all of them", "1 個ずつから、全部まとめてまで"),
        [
            Formula(
                r"E_t(W) = \frac{1}{|B_t|} \sum_{m \in B_t} e(\mathbf{x}_m; W), \qquad "
                r"W_{t+1} = W_t - \eta\, \frac{\partial E_t(W_t)}{\partial W}"
            ),
            Text(
                "The same network, initial weights and learning rate "
                f"($\\eta = {settings.rate:g}$); each epoch shows every example once, in a new "
                "order. A smaller batch makes more steps of an epoch; a larger one makes each "
                "step cheaper per example.",
                f"ネットワークも初期重みも学習率 ($\\eta = {settings.rate:g}$) も同じです。"
                "どのエポックでも全データを 1 回ずつ、毎回新しい順序で使います。"
                "バッチが小さいほど 1 エポックの更新回数が多く、大きいほどデータ 1 "
                "個あたりの計算は安く済みます。",
            ),
            by_epoch,
            by_second,
            Table(
                head,
                rows,
                Text("The compiler's time is left out.", "コンパイル時間は除いてあります。"),
            ),
        ],
    )


def _noise_section(noises: list[Noise]) -> Section:
    sizes = [n.size for n in noises]
    chart = Chart(
        Text("How far a batch's gradient is off", "バッチの勾配のずれ"),
        [
            Points(sizes, [n.measured for n in noises], Text("measured", "測定値"), size=6),
            Line(
                sizes,
                [n.expected for n in noises],
                Text("σ/√B · √((N − B)/(N − 1))", "σ/√B · √((N − B)/(N − 1))"),
                colour=1,
            ),
        ],
        x=Axis(Text("batch size B", "バッチサイズ B"), log=True),
        y=Axis(Text("distance / length of the gradient", "ずれ / 勾配の長さ"), log=True),
        wide=True,
        caption=Text(
            f"{DRAWS} batches of each size, drawn at the initial weights.",
            f"初期重みで、各サイズのバッチを {DRAWS} 回ずつ抜き出して測りました。",
        ),
    )
    return Section(
        Text("The noise of the gradient", "勾配のノイズ"),
        [
            Text(
                "On average a batch's gradient is the whole one. Ten times the examples make it "
                "only about three times as exact, which is why small batches are a bargain. The "
                "noise is welcome too: it shakes the weights out of saddle points and poor minima.",
                "バッチの勾配は、平均すれば全データの勾配と一致します。データを 10 倍にしても精度は"
                "約 3 倍にしかならないので、小さなバッチは割に合います。ノイズには、"
                "鞍点や浅い極小から重みをはじき出すという働きもあります。",
            ),
            chart,
        ],
    )


def _sharing_section(shared: list[Shared], settings: Settings) -> Section:
    rows: list[list[Cell]] = [
        [" + ".join(map(str, s.sizes)), s.weighted, s.unweighted] for s in shared
    ]
    return Section(
        Text("Many devices, one gradient", "多くの装置で 1 つの勾配を"),
        [
            Formula(
                r"\frac{\partial E}{\partial W} = \sum_{k=1}^{K} \frac{|B_k|}{|B|}\, "
                r"\frac{\partial E_{B_k}}{\partial W}"
            ),
            Text(
                f"The training examples are dealt to {settings.devices} devices. Each goes forward "
                "and back with its shard; the mean of their gradients, weighted by the sizes of "
                "the shards, differs from the gradient of one device only by rounding in float32. "
                "Where shards are unequal, a plain mean is another gradient.",
                f"訓練データを {settings.devices} 台の装置に配り、それぞれが受け持ち分の順伝播と"
                "逆伝播を行います。データ数で重みを付けた勾配の平均は、1 台で求めた勾配と float32 "
                "の丸め誤差しか違いません。受け持ちが不均等なとき、単純な平均は別の勾配に"
                "なってしまいます。",
            ),
            Table(
                [
                    Text("examples by device", "装置ごとのデータ数"),
                    Text("weighted mean, relative difference", "重み付き平均の相対差"),
                    Text("plain mean, relative difference", "単純平均の相対差"),
                ],
                rows,
            ),
        ],
    )
