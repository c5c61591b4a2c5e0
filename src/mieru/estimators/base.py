"""What both estimators share: fit, partial_fit, and a way out to Mieru's own recording."""

import math
from abc import abstractmethod
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from mieru.data import split
from mieru.data.columns import Columns, Number
from mieru.estimators.engine import Engine
from mieru.estimators.examples import FARTHEST, Array, Scaling, Weighted, scaling_of
from mieru.estimators.large import Large
from mieru.estimators.settings import network_of, patience_of, seed_of, settings_of, validation_of
from mieru.estimators.small import Small, shape_of
from mieru.files import Run, versions
from mieru.learn import Settings
from mieru.nn import Loss, Parameters
from mieru.words import DataError

# Parameters × examples × epochs up to which native code is done before the other is compiled.
MOST_WORK = 4e9
# What counts as a better loss.
TOLERANCE = 1e-4


class Estimator(BaseEstimator):  # type: ignore[misc]
    """See the two that derive from it."""

    _engine: Engine
    _scaling: Scaling
    history_: list[dict[str, float]]
    n_iter_: int

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learns from X (N, D) and y; ``sample_weight`` (N,) are what each row counts for.

        Returns the estimator itself. Raises ValueError for data or parameters that cannot be.
        """
        going_on = bool(self.warm_start) and hasattr(self, "_engine")
        examples = self._checked(X, y, sample_weight, first=not going_on)
        settings = settings_of(self, len(examples.x), seed_of(self.random_state))
        patience, share = patience_of(self), validation_of(self)
        train, validation = _divided(examples, share, settings.seed)
        if not going_on:
            self._begin(train, settings)
        train = self._scaled(train)
        self._learn(train, self._scaled(validation) if validation else None, settings, patience)
        return self

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """One more epoch, from these examples; the optimizer goes on where it was.

        The first call decides the scale of the columns (and of a regression's targets) and the
        order of the classes. Returns the estimator itself.
        """
        first = not hasattr(self, "_engine")
        examples = self._checked(X, y, sample_weight, first=first)
        if first:
            self._seed = seed_of(self.random_state)
        settings = settings_of(self, len(examples.x), getattr(self, "_seed", 0))
        if first:
            self._begin(examples, settings.changed(epochs=1))
            self.history_, self.n_iter_ = [], 0
        self._one_epoch(self._scaled(examples), settings)
        return self

    @property
    def run_(self) -> Run:
        """What was learned as Mieru's recording, for ``mieru.save`` and everything else.

        It takes columns brought to scale; ``mieru predict`` does that with the table's own.
        """
        check_is_fitted(self)
        parameters, state = self._engine.learned()
        names = getattr(self, "feature_names_in_", None)
        if names is None:
            names = [f"x{i}" for i in range(self.n_features_in_)]
        columns = zip(names, self._scaling.mean, self._scaling.scale, strict=True)
        preparation = Columns(
            tuple(Number(str(n), float(mean), float(s), float(mean)) for n, mean, s in columns),
            tuple(map(str, names)),
        )
        return Run(
            network=self._engine.network,
            loss=self._engine.loss,
            parameters=_float32(self._unscaled(parameters)),
            state=_float32(state),
            settings=self._settings.to_json(),
            history=[dict(row) for row in self.history_],
            kept_epoch=self._kept_epoch,
            ended="finished" if self.n_iter_ >= self._settings.epochs else "stopped",
            seconds=0.0,
            data={
                "name": type(self).__name__,
                "classes": self._class_names(),
                "features": list(map(str, names)),
                "preparation": preparation.to_json(),
            },
            versions=versions(),
        )

    @abstractmethod
    def _targets(self, y: Any, first: bool) -> Array:
        """y checked; class numbers, or float64 values. May remember classes where ``first``."""

    @abstractmethod
    def _row_weights(self, t: Array, sample_weight: Array | None) -> Array | None:
        """What each row counts for, classes included."""

    @abstractmethod
    def _outputs_and_loss(self, examples: Weighted) -> tuple[int, Loss]:
        """How many outputs the network needs, and its loss."""

    @abstractmethod
    def _scaled_targets(self, t: Array) -> Array:
        """Targets as they are learned."""

    @abstractmethod
    def _unscaled(self, parameters: Parameters) -> Parameters:
        """Parameters of a network that answers in the targets' own unit."""

    @abstractmethod
    def _class_names(self) -> list[str] | None: ...

    def _checked(self, x: Any, y: Any, sample_weight: Any, first: bool) -> Weighted:
        x, y = validate_data(
            self,
            x,
            y,
            reset=first,
            dtype=[np.float64, np.float32],
            multi_output=True,
            y_numeric=self._numeric_targets,
        )
        weights = _checked_weights(sample_weight, x)
        kept = None if weights is None else weights > 0
        if kept is not None and weights is not None:
            x, y, weights = x[kept], y[kept], weights[kept]
        t = self._targets(y, first)
        weights = self._row_weights(t, weights)
        if weights is not None:
            counts = weights > 0  # a class may have the weight 0
            _refuse_none(counts)
            x, t, weights = x[counts], t[counts], weights[counts]
            weights = weights / weights.mean()
        return Weighted(x, t, weights)

    def _begin(self, train: Weighted, settings: Settings) -> None:
        self._scaling = scaling_of(train.x, train.weights, FARTHEST)
        outputs, loss = self._outputs_and_loss(train)
        network = network_of(self.hidden, train.x.shape[1], outputs)
        parameters = network.initial_parameters(settings.seed)
        work = network.parameter_count * len(train.x) * settings.epochs
        is_small = work <= MOST_WORK and shape_of(network, loss) is not None
        self._engine = (Small if is_small else Large)(network, loss, parameters)
        self._loss_so_far = math.inf

    def _scaled(self, examples: Weighted) -> Weighted:
        wanted = np.float64 if isinstance(self._engine, Small) else np.float32
        x = self._scaling.apply(examples.x).astype(wanted, copy=False)
        return Weighted(x, self._scaled_targets(examples.t), examples.weights)

    def _learn(
        self, train: Weighted, validation: Weighted | None, settings: Settings, patience: int
    ) -> None:
        """Epoch by epoch until the loss that is watched has not fallen for ``patience`` epochs."""
        self.history_, self.n_iter_ = [], 0
        best, best_epoch, kept = math.inf, 0, None
        while self.n_iter_ < settings.epochs and self.n_iter_ - best_epoch < patience:
            row = self._one_epoch(train, settings)
            watched = row["train_loss"]
            if validation is not None:
                watched = row["validation_loss"] = self._engine.judge(validation)
            if watched < best - TOLERANCE:
                best, best_epoch = watched, self.n_iter_
                kept = self._engine.learned() if validation is not None else None
        if kept is not None:
            self._engine.go_back(kept)
            self._kept_epoch = best_epoch

    def _one_epoch(self, train: Weighted, settings: Settings) -> dict[str, float]:
        row = {
            "epoch": self.n_iter_ + 1,
            "train_loss": self._engine.epoch(train, settings, self.n_iter_),
        }
        self.history_.append(row)
        self.n_iter_ += 1
        self._settings, self._kept_epoch = settings, self.n_iter_
        return row

    def _outputs(self, x: Any) -> Array:
        """Logits or values of the network, (N, K)."""
        check_is_fitted(self)
        x = validate_data(self, x, reset=False, dtype=[np.float64, np.float32])
        return self._engine.outputs(self._scaling.apply(x))

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_engine")


def _divided(examples: Weighted, share: float, seed: int) -> tuple[Weighted, Weighted | None]:
    """Training and validation examples, the latter None where nothing is kept back."""
    if share == 0:
        return examples, None
    parts = split(examples.t, validation=share, test=0, seed=seed)
    return examples.take(parts.train), examples.take(parts.validation)


def _checked_weights(given: Any, x: Array) -> Array | None:
    from sklearn.utils.validation import _check_sample_weight

    if given is None:
        return None
    weights: Array = _check_sample_weight(given, x, dtype=np.float64, ensure_non_negative=True)
    _refuse_none(weights > 0)
    return weights


def _refuse_none(counts: Array) -> None:
    if not counts.any():
        raise DataError(
            en="every weight is zero, so there is nothing to learn from; give some row a positive "
            "sample weight",
            ja="重みがすべて 0 なので、学習するデータがありません。"
            "正の sample_weight を持つ行が必要です",
        )


def _float32(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name: _float32(branch) for name, branch in tree.items()}
    return np.asarray(tree, np.float32)
