"""Everything that decides how a network learns, besides the network and the data: one value."""

import dataclasses
import difflib
from dataclasses import dataclass
from typing import Any

from mieru.learn.augmentation import Augmentation, augmentation_text
from mieru.learn.augmentation.text import as_augmentations
from mieru.learn.numbers import BELOW_ONE, POSITIVE, number, whole
from mieru.learn.optimizers import OPTIMIZERS, Adam, Optimizer
from mieru.learn.schedules import SCHEDULES, Schedule
from mieru.nn import Loss, loss_named
from mieru.nn.checks import shown
from mieru.nn.json_form import MOST_LAYERS, loss_from_json, value_to_json
from mieru.words import SettingError

LARGEST_SEED = 2**32 - 1
# A recording has a line for each epoch in the file's header, which may hold so many.
MOST_EPOCHS = 1_000_000
_MOST_EXAMPLES = 2**31 - 1


@dataclass(frozen=True)
class EarlyStopping:
    """Stop when the validation loss has not fallen by more than ``minimum_change`` for ``patience``
    epochs, and go back to the weights of the best epoch.
    """

    patience: int = 5
    minimum_change: float = 0.0

    def __post_init__(self) -> None:
        whole(self, "patience", 1, MOST_EPOCHS)
        number(self, "minimum_change")


@dataclass(frozen=True)
class Settings:
    """How to learn.

    ``loss`` None means the usual one for the data: cross-entropy for classes, mean squared error
    for values; a name such as ``"huber"`` means that loss. ``l1`` and ``l2`` weigh
    l1·Σ|w| + ½·l2·Σw²; L1 acts as a threshold after each step, so that weights become exactly
    zero. ``clip`` bounds the norm of the whole gradient, ``max_norm`` that of the weights into each
    unit (Srivastava et al. 2014): after a step, longer ones are shortened to it.
    ``label_smoothing`` ε moves targets of classes toward all classes alike while learning (Szegedy
    et al. 2016); losses are told without it, as they are without penalties. ``augment`` are
    the augmentations of the training examples, as values, ``(Shift(2), Flip())``, or as text,
    ``"shift 2, flip"``. ``frozen`` layers, the first so many, stay as they are and are passed as
    outside of training. ``batch_capacity`` is the batch size that is compiled: any ``batch_size``
    up to it then runs without compiling. ``seed`` decides initial weights, shuffling, dropout and
    augmentation. ``scale_targets`` brings the values that a regression predicts to mean 0 and
    deviation 1 for learning, losses included; the recording answers in their own unit. None does so
    for tables, with networks that end in a dense layer.
    """

    epochs: int = 10
    batch_size: int = 32
    optimizer: Optimizer = Adam()
    loss: Loss | None = None
    l1: float = 0.0
    l2: float = 0.0
    clip: float | None = None
    max_norm: float | None = None
    label_smoothing: float = 0.0
    stopping: EarlyStopping | None = None
    augment: tuple[Augmentation, ...] = ()
    frozen: int = 0
    seed: int = 0
    batch_capacity: int | None = None
    scale_targets: bool | None = None

    def __post_init__(self) -> None:
        if isinstance(self.loss, str):
            object.__setattr__(self, "loss", loss_named(self.loss))
        object.__setattr__(self, "augment", as_augmentations(self.augment))
        whole(self, "epochs", 0, MOST_EPOCHS)
        whole(self, "batch_size", 1, _MOST_EXAMPLES)
        whole(self, "seed", 0, LARGEST_SEED)
        whole(self, "frozen", 0, MOST_LAYERS)
        number(self, "l1")
        number(self, "l2")
        number(self, "label_smoothing", BELOW_ONE)
        for name in ("clip", "max_norm"):
            if getattr(self, name) is not None:
                number(self, name, POSITIVE)
        _kind(self, "optimizer", Optimizer, "Adam(0.01)")
        if self.loss is not None:
            _kind(self, "loss", Loss, "CrossEntropy()")
        if self.stopping is not None:
            _kind(self, "stopping", EarlyStopping, "EarlyStopping(5)")
        if self.batch_capacity is not None:
            self._check_capacity()
        if not isinstance(self.scale_targets, bool | None):
            raise SettingError(
                en=f"scale_targets must be True, False or None, not {shown(self.scale_targets)}",
                ja="scale_targets は True、False、None のいずれかです "
                f"({shown(self.scale_targets)} ではなく)",
            )

    def _check_capacity(self) -> None:
        whole(self, "batch_capacity", 1, _MOST_EXAMPLES)
        if self.batch_capacity is not None and self.batch_capacity < self.batch_size:
            raise SettingError(
                en=f"batch_size {self.batch_size} is larger than the compiled batch_capacity "
                f"{self.batch_capacity}; raise batch_capacity",
                ja=f"batch_size {self.batch_size} がコンパイルされる batch_capacity "
                f"{self.batch_capacity} を超えています。batch_capacity を大きくしてください",
            )

    def changed(self, **changes: Any) -> "Settings":
        """These settings with some changed; raises SettingError for a name that is none."""
        known = [f.name for f in dataclasses.fields(self)]
        for name in changes:
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1)
                raise SettingError(
                    en=f"there is no setting {name!r}"
                    + (
                        f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(known)}"
                    ),
                    ja=f"設定 {name!r} はありません。"
                    + (
                        f"{close[0]!r} のことですか?"
                        if close
                        else f"使えるもの: {', '.join(known)}"
                    ),
                )
        return dataclasses.replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """As plain dicts, every field said."""
        found: dict[str, Any] = _to_json(dataclasses.replace(self, augment=()))
        return found | {"augment": augmentation_text(self.augment) if self.augment else None}

    @classmethod
    def from_json(cls, value: object) -> "Settings":
        """From :meth:`to_json`'s form; raises SettingError for whatever is wrong in it."""
        fields = _object(value, "settings", cls)
        if fields.get("loss") is not None:
            fields["loss"] = loss_from_json(fields["loss"])
        if "optimizer" in fields:
            fields["optimizer"] = _optimizer(fields["optimizer"])
        if fields.get("stopping") is not None:
            fields["stopping"] = EarlyStopping(
                **_object(fields["stopping"], "stopping", EarlyStopping)
            )
        return cls(**fields)


def _to_json(value: Any) -> Any:
    if isinstance(value, Loss) or not dataclasses.is_dataclass(value):
        return value_to_json(value)
    fields = {f.name: _to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return {"kind": value.kind, **fields} if isinstance(value, Optimizer | Schedule) else fields


def _optimizer(value: object) -> Any:
    if isinstance(value, dict) and isinstance(value.get("rate"), dict):
        value = value | {"rate": _built(SCHEDULES, value["rate"], "rate")}
    return _built(OPTIMIZERS, value, "optimizer")


def _built(table: dict[str, Any], value: object, what: str) -> Any:
    name = value.get("kind") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(name, str) or name not in table:
        raise SettingError(
            en=f'{what} must be an object with a "kind" among {", ".join(table)}, '
            f"not {shown(value)}",
            ja=f'{what} は "kind" ({", ".join(table)} のいずれか) を持つオブジェクトです '
            f"({shown(value)} ではなく)",
        )
    rest = {field: item for field, item in value.items() if field != "kind"}
    return table[name](**_object(rest, f"{what} {name}", table[name]))


def _object(value: object, what: str, kind: type) -> dict[str, Any]:
    fields = dataclasses.fields(kind)
    names = {f.name for f in fields}
    required = {f.name for f in fields if f.default is dataclasses.MISSING}
    if not isinstance(value, dict) or not required <= set(value) <= names:
        raise SettingError(
            en=f"{what} must be an object with the fields {', '.join(sorted(names))}, "
            f"not {shown(value)}",
            ja=f"{what} は {', '.join(sorted(names))} を持つオブジェクトです "
            f"({shown(value)} ではなく)",
        )
    return dict(value)


def _kind(owner: Settings, name: str, kind: type, example: str) -> None:
    value = getattr(owner, name)
    if not isinstance(value, kind):
        raise SettingError(
            en=f"{name} must be a value such as {example}, not {shown(value)}",
            ja=f"{name} には {example} のような値を与えてください ({shown(value)} ではなく)",
        )
