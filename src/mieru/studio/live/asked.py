"""What a page asks, read with suspicion and done."""

from collections.abc import MutableMapping
from typing import Any

import msgspec

from mieru.playground.live import Live
from mieru.studio.live import messages as m
from mieru.words import DataError, SettingError

LONGEST = 200_000  # bytes of a message
MOST_EPOCHS, MOST_BATCHES = 1_000_000, 1_000
SLOWEST, FASTEST = 0.01, 1e6  # epochs a second

_DECODER = msgspec.json.Decoder(m.Asked)


def decoded(message: MutableMapping[str, Any]) -> m.Asked:
    """The message as a value. Raises DataError saying what is wrong in it."""
    content = message.get("text") or message.get("bytes") or ""
    if len(content) > LONGEST:
        raise DataError(
            en=f"the message has {len(content):,} characters; at most {LONGEST:,} are read",
            ja=f"メッセージが {len(content):,} 文字あります。{LONGEST:,} 文字まで読み取れます",
        )
    try:
        found: m.Asked = _DECODER.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        told = str(error)[:300]
        raise DataError(
            en=f"the message cannot be read: {told}",
            ja=f"メッセージを読み取れません: {told}",
        ) from error
    return found


def act(live: Live, asked: m.Asked) -> None:
    """Does what was asked of a network. Raises MieruError where it cannot be."""
    match asked:
        case m.Change(experiment, edited):
            live.change(experiment, keep_edited=edited == "kept")
        case m.Play(speed):
            _check("epochs_per_second", speed, SLOWEST, FASTEST)
            live.play(speed)
        case m.Pause():
            live.pause()
        case m.Step(by, count):
            _check("count", count, 1, MOST_EPOCHS if by == "epoch" else MOST_BATCHES)
            live.step(by, count)
        case m.Reset(seed):
            live.reset(seed)
        case m.Edit(layer, unit, source, value):
            live.edit(layer, unit, source, value)
        case m.Seek(epoch):
            live.seek(epoch)


def not_open() -> SettingError:
    """Something was asked before a session was opened."""
    return SettingError(
        en="no session is open yet; send open first",
        ja="セッションがまだ開かれていません。最初に open を送ってください",
    )


def no_session() -> SettingError:
    """The session to branch from is gone."""
    return SettingError(
        en="the session to branch from is no longer there; open it again",
        ja="分岐元のセッションはもうありません。もう一度開いてください",
    )


def _check(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise SettingError(
            en=f"{name} must be from {low:g} to {high:g}, not {value:g}",
            ja=f"{name} は {low:g} から {high:g} までです ({value:g} ではなく)",
        )
