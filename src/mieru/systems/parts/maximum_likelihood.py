"""What logistic and softmax regression share: a linear network fitted two ways, and the comparison.

Maximum likelihood means: choose the weights under which the labels that were seen are most
probable, that is, minimise the cross-entropy Σₙ eₙ = −Σₙ log P(tₙ | xₙ). On data that a line can
separate no finite weights are the most probable ones, so ½λΣw² is added, as scikit-learn does with
C = 1/λ; then there is exactly one lowest point, and whoever finds it finds the same.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mieru.data import DataSet, Examples
from mieru.files import Run
from mieru.learn import Nesterov, fit
from mieru.nn import BinaryCrossEntropy, CrossEntropy, Dense, Flatten, Network, Zeros
from mieru.systems.frame import Stage
from mieru.systems.report.drawings import Axis, Chart, Heat
from mieru.systems.report.text import Text, Words

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Fitted:
    """The same model fitted by ``fit`` and by scikit-learn's LogisticRegression."""

    run: Run
    theirs: Any

    @property
    def weights(self) -> Array:
        """W (features, outputs)."""
        return np.asarray(self.run.parameters["dense1"]["weight"], dtype=np.float64)

    @property
    def bias(self) -> Array:
        """b (outputs,)."""
        return np.asarray(self.run.parameters["dense1"]["bias"], dtype=np.float64)

    def probabilities(self, examples: Examples) -> Array:
        """P(class | x) by the network, (N, classes)."""
        p = self.run.predict(examples.x).astype(np.float64)
        return np.concatenate([1 - p, p], axis=1) if p.shape[1] == 1 else p

    def their_probabilities(self, examples: Examples) -> Array:
        """P(class | x) by scikit-learn, (N, classes)."""
        found: Array = self.theirs.predict_proba(flat(examples.x))
        return found


def fit_both(
    data: DataSet, *, penalty: float, epochs: int, seed: int, stage: Stage, binary: bool = False
) -> Fitted:
    """Fits the training part; ``penalty`` is λ. ``binary``: one output and σ, else softmax.

    All examples in each step, by Nesterov's method with its constants for a bowl whose curvature
    lies between µ and L: η = 1/L, momentum (√κ − 1)/(√κ + 1), κ = L/µ.
    """
    train, n = data.train, len(data.train)
    outputs = 1 if binary else data.outputs
    # Two softmax outputs share between them what one logistic output does alone: w = w₁ − w₀ has
    # Σw² = 2(Σw₀² + Σw₁²) at the lowest point, so they need twice the strength.
    l2 = penalty * (2 if outputs == 2 else 1) / n
    most = steepest(train.x) * (0.25 if binary else 0.5) + l2
    root = np.sqrt(most / l2)
    run = fit(
        Network(data.input_shape, [Flatten(), Dense(outputs, initial=Zeros())]),
        data,
        loss=BinaryCrossEntropy() if binary else CrossEntropy(),
        epochs=epochs,
        batch_size=n,
        optimizer=Nesterov(float(1 / most), float((root - 1) / (root + 1))),
        l2=l2,
        seed=seed,
        listeners=stage.listeners,
    )
    return Fitted(run, scikit_learn(train, penalty))


def scikit_learn(train: Examples, penalty: float) -> Any:
    """scikit-learn's LogisticRegression on the same examples, in double precision."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    model = LogisticRegression(C=1 / penalty, max_iter=10_000, tol=1e-8)
    # Matrices this small are multiplied 100 times slower where threads wait for each other.
    with threadpool_limits(1):
        return model.fit(flat(train.x), train.t)


def flat(x: Any) -> Array:
    """Each example as one row (N, features), in double precision."""
    return np.asarray(x, dtype=np.float64).reshape(len(x), -1)


def steepest(x: Any) -> float:
    """The largest eigenvalue of XᵀX/N, X with a column of ones: how sharply the inputs bend E."""
    rows = np.column_stack([flat(x), np.ones(len(x))])
    return float(np.linalg.eigvalsh(rows.T @ rows / len(rows))[-1])


def accuracy(probabilities: Array, t: Any) -> float:
    """The share of examples whose most probable class is the right one."""
    return float(np.mean(probabilities.argmax(axis=1) == t))


def log_loss(probabilities: Array, t: Any) -> float:
    """−(1/N) Σ log P(tₙ | xₙ)."""
    at_target = probabilities[np.arange(len(t)), np.asarray(t)]
    return float(-np.mean(np.log(np.maximum(at_target, np.finfo(np.float64).tiny))))


def confusion(probabilities: Array, t: Any) -> NDArray[np.int64]:
    """How many examples of each class (row) were taken for each class (column)."""
    classes = probabilities.shape[1]
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (np.asarray(t), probabilities.argmax(axis=1)), 1)
    return counts


def confusion_chart(title: Words, counts: NDArray[np.int64], classes: tuple[str, ...]) -> Chart:
    """The confusion matrix as a picture with its numbers."""
    size = len(classes)
    return Chart(
        title,
        [
            Heat(
                counts,
                rows=classes,
                columns=classes,
                texts=[[str(n) if n else "" for n in row] for row in counts],
            )
        ],
        x=Axis(Text("predicted class", "予測したクラス")),
        y=Axis(Text("true class", "正解のクラス")),
        wide=size > 4,
        height=1.3 if size > 4 else 1.0,
    )
