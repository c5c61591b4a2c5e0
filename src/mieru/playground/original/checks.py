"""What the original's way of learning can compute, and messages for what it cannot."""

from collections.abc import Iterable

from mieru.playground.experiment import Experiment
from mieru.playground.original import plain
from mieru.playground.original.data import INPUTS, SETS
from mieru.words import SettingError


def check(experiment: Experiment) -> None:
    """Raises SettingError that names what of ``experiment`` the original does not know."""
    e = experiment
    _known("data", "データ", (e.data,), SETS)
    _known("feature", "特徴量", e.features, INPUTS)
    _known("activation", "活性化関数", [layer.activation for layer in e.layers], plain.ACTIVATIONS)
    _known("optimizer", "最適化手法", (e.optimizer,), ("gradient_descent",))
    _known("loss", "損失関数", (e.loss,), ("squared_error",))
    if e.batch_size < 0 or any(layer.units < 0 for layer in e.layers):
        raise SettingError(
            en="neither the batch size nor the number of units can be below 0",
            ja="バッチサイズとユニット数は 0 以上にしてください",
        )
    if any(layer.dropout for layer in e.layers):
        raise SettingError(
            en="the original playground has no dropout; leave its mode to use it",
            ja="元のプレイグラウンドにドロップアウトはありません。使うには互換モードを解除して"
            "ください",
        )


def no_such_link(layer: int, unit: int, source: int | None) -> SettingError:
    """The network has no weight, or no bias, there."""
    where = f"unit {unit}" if source is None else f"the link {source} → {unit}"
    where_ja = f"ユニット {unit}" if source is None else f"結合 {source} → {unit}"
    return SettingError(
        en=f"there is no {where} in layer {layer} of the network",
        ja=f"ネットワークの第 {layer} 層に{where_ja} はありません",
    )


def _known(en: str, ja: str, asked: Iterable[str], known: Iterable[str]) -> None:
    choices = tuple(known)
    for name in asked:
        if name not in choices:
            raise SettingError(
                en=f"the original playground does not know the {en} {name}; it has "
                f"{', '.join(choices)}",
                ja=f"元のプレイグラウンドに{ja} {name} はありません。使えるものは "
                f"{', '.join(choices)} です",
            )
