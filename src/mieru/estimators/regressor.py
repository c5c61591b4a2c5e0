"""``MieruRegressor``: a network that predicts values, as scikit-learn expects one."""

from typing import Any

import numpy as np
from sklearn.base import RegressorMixin

from mieru.estimators.base import Estimator
from mieru.estimators.examples import Array, Scaling, Weighted, scaling_of
from mieru.nn import Loss, Parameters, SquaredError


class MieruRegressor(RegressorMixin, Estimator):  # type: ignore[misc]
    """A neural network for one value or several.

    Parameters are those of :class:`MieruClassifier`, without ``class_weight``. Targets are brought
    to mean 0 and deviation 1 for learning, so that salaries learn as well as shares do;
    predictions, and the recording ``run_``, are in their own unit again. The loss is ½Σ(y − t)² of
    the scaled targets, its mean weighted by the rows' weights.

    >>> from sklearn.datasets import load_diabetes
    >>> X, y = load_diabetes(return_X_y=True)
    >>> model = MieruRegressor((20,), epochs=50, random_state=0).fit(X, y)
    >>> bool(model.score(X, y) > 0.4)
    True
    """

    def __init__(  # noqa: PLR0913 (scikit-learn wants every parameter by its name)
        self,
        hidden: Any = (100,),
        *,
        epochs: int = 200,
        batch_size: int | None = None,
        optimizer: Any = "adam",
        l2: float = 1e-4,
        validation: float = 0.0,
        patience: int = 10,
        warm_start: bool = False,
        random_state: Any = None,
    ) -> None:
        self.hidden = hidden
        self.epochs = epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.l2 = l2
        self.validation = validation
        self.patience = patience
        self.warm_start = warm_start
        self.random_state = random_state

    _numeric_targets = True
    _target_scaling: Scaling
    _one_value: bool

    def predict(self, X: Any) -> Array:
        """Values for X (N, D): (N,), or (N, K) where the targets had K columns."""
        outputs = self._outputs(X)
        values = self._target_scaling.undo(outputs)
        return values[:, 0] if self._one_value else values

    def _targets(self, y: Any, first: bool) -> Array:
        if first:
            self._one_value = y.ndim == 1
        return np.asarray(y, np.float64).reshape(len(y), -1)

    def _row_weights(self, t: Array, sample_weight: Array | None) -> Array | None:
        return sample_weight

    def _outputs_and_loss(self, examples: Weighted) -> tuple[int, Loss]:
        self._target_scaling = scaling_of(examples.t, examples.weights)
        return examples.t.shape[1], SquaredError()

    def _scaled_targets(self, t: Array) -> Array:
        return self._target_scaling.apply(t)

    def _unscaled(self, parameters: Parameters) -> Parameters:
        """y = s·(z·W + b) + m is z·(s·W) + (s·b + m): the scale goes into the last layer."""
        name = self._engine.network.names[-1]
        scale, mean = self._target_scaling.scale, self._target_scaling.mean
        last = {
            "weight": np.asarray(parameters[name]["weight"]) * scale,
            "bias": np.asarray(parameters[name]["bias"]) * scale + mean,
        }
        return parameters | {name: last}

    def _class_names(self) -> None:
        return None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        tags.target_tags.multi_output = True
        tags.regressor_tags.poor_score = False
        return tags
