r"""The multilayer perceptron on MNIST: handwritten digits, from the pixels to the class.

Every layer is a matrix product and a function. For a mini-batch X (N, 784) with a hidden layer,

    U₁ = X W₁ + b₁,  Z₁ = f(U₁),  U₂ = Z₁ W₂ + b₂,  E = (1/N) Σ −log softmax(u₂)ₜ,
    δ₂ = (softmax(U₂) − T)/N,        ∂E/∂W₂ = Z₁ᵀ δ₂,  ∂E/∂b₂ = Σ δ₂,
    δ₁ = (δ₂ W₂ᵀ) ⊙ f′(U₁),          ∂E/∂W₁ = Xᵀ δ₁,   ∂E/∂b₁ = Σ δ₁,
    W ← W − η (∂E/∂W + λW).

That is all of the ``textbook`` recipe: 784-100-10, sigmoid, mini-batches of 100, L2, plain gradient
descent (as in Raschka and Mirjalili, Python Machine Learning, chapter 12, which takes 200 epochs).
The ``modern`` recipe keeps the matrices and changes what was learned since: ReLU with He's initial
weights (2015), dropout (2014), AdamW (2019), and a rate that rises for an epoch and then falls
along a cosine (2017).

5,000 of the 60,000 training digits are kept for validation. The 10,000 test digits stay sealed
until the weights are final, and are used once.
"""

from dataclasses import dataclass

from mieru.data import DataSet
from mieru.files import Run
from mieru.learn import AdamW, Cosine, GradientDescent, Settings as LearningSettings, fit
from mieru.nn import CrossEntropy, Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.digits import Judged, judged, mistakes, per_class, weights
from mieru.systems.parts.learning_curves import learning_curves
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Code, Result, Section, Table


@dataclass(frozen=True)
class Settings:
    """Which recipe, and how long."""

    recipe: str = option(
        "modern",
        en="modern, or textbook (784-100-10, sigmoid, plain gradient descent)",
        ja="modern (現代的な方法) または textbook (784-100-10, シグモイド, 単純な勾配降下法)",
        choices=("modern", "textbook"),
    )
    epochs: int = option(
        0,
        en="epochs; 0 for the recipe's own",
        ja="エポック数。0 なら recipe の既定値",
        least=0,
        most=1000,
    )


@dataclass(frozen=True)
class Recipe:
    """A network and how it learns."""

    network: Network
    learning: LearningSettings


def recipe(name: str, epochs: int = 0) -> Recipe:
    """The recipe called ``name``, for as many epochs (0: its own number)."""
    if name == "textbook":
        return Recipe(
            Network.parse("28x28x1, flatten, dense 100, sigmoid, dense 10"),
            LearningSettings(
                epochs=epochs or 50, batch_size=100, optimizer=GradientDescent(1.0), l2=3e-5
            ),
        )
    epochs = epochs or 10
    return Recipe(
        Network.parse(
            "28x28x1, flatten, dense 512 initial=he, relu, dropout 0.25, "
            "dense 512 initial=he, relu, dropout 0.25, dense 10"
        ),
        LearningSettings(
            epochs=epochs,
            batch_size=256,
            optimizer=AdamW(
                Cosine(0.004, epochs=epochs, warmup=min(1.0, epochs / 2)), weight_decay=0.3
            ),
        ),
    )


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Learns, then opens the test part once."""
    chosen = recipe(settings.recipe, settings.epochs)
    with stage.part(Text("reading MNIST", "MNIST の読み込み")):
        data = stage.data("mnist", seed=seed)
    with stage.part(Text("learning, compiling included", "学習 (コンパイルを含む)")):
        learned = fit(
            chosen.network,
            data,
            chosen.learning.changed(loss=CrossEntropy(), seed=seed),
            listeners=stage.listeners,
        )
    with stage.part(Text("testing", "テスト")):
        test = stage.open(data, Text("accuracy of the final weights", "最終的な重みの正解率"))
        found = judged(learned, test)
    metrics = _metrics(learned, found)
    return Result(
        metrics=metrics,
        headline=("test_accuracy", "test_loss", "validation_accuracy", "parameters"),
        names={"train_seconds": Text("seconds of learning", "学習の秒数")},
        summary=Text(
            f"{found.accuracy:.2%} of the {len(test):,} test digits are read right, after "
            f"{learned.seconds:.1f} s of learning.",
            f"{learned.seconds:.1f} 秒の学習で、テスト用の数字 {len(test):,} 個の "
            f"{found.accuracy:.2%} を正しく読めました。",
        ),
        sections=[
            _network(learned, data),
            learning_curves(learned),
            per_class(found),
            mistakes(found, test),
            weights(learned),
        ],
        recordings={"mlp": learned},
    )


def _metrics(learned: Run, found: Judged) -> dict[str, float]:
    last = learned.history[-1] if learned.history else {}
    return {
        "test_accuracy": found.accuracy,
        "test_loss": found.loss,
        "validation_accuracy": last.get("validation_accuracy", float("nan")),
        "train_accuracy": last.get("train_accuracy", float("nan")),
        "parameters": learned.network.parameter_count,
        "train_seconds": learned.seconds,
    }


def _network(learned: Run, data: DataSet) -> Section:
    parts = [(word("train_data"), len(data.train))]
    if data.validation is not None:
        parts.append((word("validation_data"), len(data.validation)))
    if data.test is not None:
        parts.append((word("test_data"), len(data.test)))
    body: list[Block] = [
        Text(
            "A picture of 28×28 pixels is laid out as 784 numbers; each dense layer is a matrix "
            "product and a bias.",
            "28×28 画素の画像を 784 個の数として並べ、全結合層ごとに行列との積を取り、"
            "バイアスを加えます。",
        ),
        Code(str(learned.network)),
        Table([word("data"), Text("pictures", "枚数")], parts),
    ]
    return Section(word("network"), body)
