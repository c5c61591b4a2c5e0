"""``MieruClassifier``: a network that tells classes apart, as scikit-learn expects one."""

from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d

from mieru.estimators.base import Estimator
from mieru.estimators.examples import Array, Weighted
from mieru.nn import BinaryCrossEntropy, CrossEntropy, Loss, Parameters
from mieru.words import DataError


class MieruClassifier(ClassifierMixin, Estimator):  # type: ignore[misc]
    """A neural network for classes.

    Columns are brought to one scale. ``hidden`` is the units of each ReLU layer, or layers as
    text: ``"dense 64, tanh, dropout 0.2"``. It learns for at most ``epochs``, until the loss has
    not fallen for ``patience`` of them: the training loss, or with ``validation`` (a share of the
    rows) that of the rows kept back, after which the best epoch's weights are taken.
    ``batch_size`` None is 32, for many rows up to 128. ``optimizer`` is a name or a value such as
    ``mieru.Adam(0.01)``; ``l2`` is the strength of ½·l2·Σw². ``class_weight`` is a dict by class,
    or ``"balanced"``; ``warm_start`` goes on from what was learned at the next call of ``fit``.

    The loss is the mean of w·e over the rows, so that a row of weight 2 counts as two rows.

    Learned: ``classes_``, ``n_features_in_``, ``feature_names_in_``, ``n_iter_``, ``history_`` (a
    dict for each epoch) and ``run_``, Mieru's own recording.

    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> bool(MieruClassifier(random_state=0).fit(X, y).score(X, y) > 0.95)
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
        class_weight: Any = None,
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
        self.class_weight = class_weight
        self.warm_start = warm_start
        self.random_state = random_state

    _numeric_targets = False

    def partial_fit(  # type: ignore[override] # scikit-learn has the classes third
        self,
        X: Any,
        y: Any,
        classes: Any = None,
        sample_weight: Any = None,
    ) -> Self:
        """One more epoch, from these examples.

        ``classes`` are all there will be; the first call needs them unless ``y`` has them all.
        """
        if classes is not None:
            known = np.unique(classes)
            if hasattr(self, "_engine") and not np.array_equal(known, self.classes_):
                raise DataError(
                    en="classes are others than in the first call of partial_fit; give the same",
                    ja="classes が最初の partial_fit と異なります。同じものを指定してください",
                )
            self._given_classes = known
        try:
            return super().partial_fit(X, y, sample_weight)
        finally:
            self.__dict__.pop("_given_classes", None)

    def predict(self, X: Any) -> Array:
        """The likeliest class of each row of X (N, D), (N,)."""
        outputs = self._outputs(X)
        found = outputs[:, 0] > 0 if outputs.shape[1] == 1 else np.argmax(outputs, axis=1)
        return np.asarray(self.classes_[found.astype(np.intp)])

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class, (N, K), in the order of ``classes_``."""
        outputs = self._outputs(X)
        if outputs.shape[1] == 1:
            # Written by e⁻|u| so that neither of the two loses digits where the other is near 1.
            small = np.exp(-np.abs(outputs)) / (1 + np.exp(-np.abs(outputs)))
            yes = np.where(outputs > 0, 1 - small, small)
            no = np.where(outputs > 0, small, 1 - small)
            return np.concatenate([no, yes], axis=1)
        grown = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))

    def predict_log_proba(self, X: Any) -> Array:
        """The logarithm of :meth:`predict_proba`."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.predict_proba(X)))

    def decision_function(self, X: Any) -> Array:
        """The logits: (N, K), or (N,) for two classes, above 0 where the second is told."""
        outputs = self._outputs(X)
        return outputs[:, 0] if outputs.shape[1] == 1 else outputs

    def _targets(self, y: Any, first: bool) -> Array:
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        present = np.unique(y)
        if first:
            self.classes_ = getattr(self, "_given_classes", present)
        unknown = np.setdiff1d(present, self.classes_)
        if len(unknown):
            raise DataError(
                en=f"y holds the class {unknown[0]!r}, which is not among the known classes "
                f"{list(self.classes_)}; name all in the first call",
                ja=f"y に未知のクラス {unknown[0]!r} があります。既知のクラスは "
                f"{list(self.classes_)} です。最初の呼び出しですべて指定してください",
            )
        if len(self.classes_) < 2:
            raise DataError(
                en="a classifier needs at least 2 classes, but the data hold 1 class: "
                f"{self.classes_[0]!r}",
                ja="分類には 2 つ以上のクラスが必要ですが、データには 1 クラス "
                f"({self.classes_[0]!r}) しかありません",
            )
        return np.asarray(np.searchsorted(self.classes_, y), np.int32)

    def _row_weights(self, t: Array, sample_weight: Array | None) -> Array | None:
        if self.class_weight is None:
            return sample_weight
        by_class: Array = compute_sample_weight(self.class_weight, self.classes_[t])
        return by_class if sample_weight is None else by_class * sample_weight

    def _outputs_and_loss(self, examples: Weighted) -> tuple[int, Loss]:
        classes = len(self.classes_)
        return (1, BinaryCrossEntropy()) if classes == 2 else (classes, CrossEntropy())

    def _scaled_targets(self, t: Array) -> Array:
        return t

    def _unscaled(self, parameters: Parameters) -> Parameters:
        return parameters

    def _class_names(self) -> list[str]:
        return list(map(str, self.classes_))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags
