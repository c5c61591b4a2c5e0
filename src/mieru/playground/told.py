"""What a learning network tells the reader when something ends or cannot be."""

from mieru.data import Note
from mieru.playground.fields import FieldError


def diverged(epoch: int, back: int, rate: float) -> Note:
    """Learning left the finite numbers in or after ``epoch``; the network is back at ``back``."""
    return Note(
        f"Learning diverged after epoch {epoch}: a weight or the loss was no longer a finite "
        f"number. The network stands as it was at epoch {back}. The learning rate ({rate:g}) is "
        f"too high for it: try {rate / 10:g}.",
        f"{epoch} エポックの後、重みか損失が有限の数でなくなり、学習が発散しました。"
        f"ネットワークは {back} エポックの状態に戻っています。学習率 ({rate:g}) が大きすぎます。"
        f"{rate / 10:g} を試してください。",
    )


def other_sizes(before: tuple[int, ...], now: tuple[int, ...]) -> FieldError:
    """A branch needs a network of the same sizes."""
    was, is_now = "-".join(map(str, before)), "-".join(map(str, now))
    return FieldError(
        "layers",
        en=f"the weights of a network {was} do not fit one of {is_now}; begin from the initial "
        "weights instead",
        ja=f"{was} のネットワークの重みは {is_now} のネットワークに合いません。"
        "初期重みから始めてください",
    )
