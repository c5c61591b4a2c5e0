"""scikit-learn's MLPClassifier and MLPRegressor: whole epochs of their ``fit``."""

import warnings
from collections.abc import Callable

from cases import Case
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

ACTIVATIONS = {"tanh": "tanh", "sigmoid": "logistic", "relu": "relu"}


def prepare(case: Case) -> Callable[[int], None]:
    warnings.simplefilter("ignore", ConvergenceWarning)
    x, t = case.data()
    kind = MLPClassifier if case.classes else MLPRegressor

    def steps(count: int) -> None:
        # Its smallest unit is an epoch: as many examples as the steps need, or epochs of them all.
        rows = min(count * case.batch, case.examples)
        model = kind(
            hidden_layer_sizes=case.sizes[1:-1],
            activation=ACTIVATIONS[case.activation],
            solver="sgd",
            alpha=0,
            batch_size=min(case.batch, rows),
            learning_rate_init=case.rate,
            momentum=0,
            max_iter=max(1, round(count * case.batch / rows)),
            tol=0.0,
            n_iter_no_change=10**9,
        )
        model.fit(x[:rows], t[:rows] if case.classes else t[:rows, 0])

    return steps
