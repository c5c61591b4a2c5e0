"""The pictures that have come, as features by class, and what they are learned to."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mieru.studio.asking import told
from mieru.studio.describe import clean, number
from mieru.studio.found import run_id
from mieru.studio.images.own.messages import OwnAnswer, OwnClass, OwnState
from mieru.studio.jobs.telling import new_recording, unforeseen
from mieru.studio.messages import Text
from mieru.words import DataError, MieruError, SettingError

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.files import Run
    from mieru.published.transfer import Body

NETWORK = "squeezenet1.1"
MOST_CLASSES = 20
MOST_PICTURES = 2_000  # in all
LONGEST_NAME = 60
KEPT_BACK = 0.2  # of the pictures judge, where each class has so many:
LEAST_TO_KEEP_BACK = 5
STEPS = 400
DECODING = 4  # pictures at the same time: each may take 200 MB
BATCH = 32

NOT_LEARNED = Text(
    "nothing has been learned from your pictures yet; press Train first",
    "まだ自分の画像から学習していません。先に学習を始めてください",
)
BUSY = Text("it is learning already; wait a moment", "すでに学習中です。少しお待ちください")


@dataclass(eq=False)
class Own:
    """Features by class; one training at a time. ``folder`` is the runs folder."""

    folder: Path
    _features: dict[str, list[np.ndarray]] = field(default_factory=dict)
    _state: OwnState = OwnState("collecting", NETWORK)
    _run: "Run | None" = None
    _body: "Body | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seeing: threading.Lock = field(default_factory=threading.Lock)  # f needs both cores
    _decoding: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(DECODING))
    _thread: threading.Thread | None = None

    def state(self) -> OwnState:
        """How it stands."""
        from mieru.published import find, weights_file

        missing = None
        if self._body is None and weights_file(find(NETWORK)) is None:
            missing = _missing()
        with self._lock:
            classes = tuple(OwnClass(name, len(kept)) for name, kept in self._features.items())
            return replaced(
                self._state,
                classes=classes,
                most_classes=MOST_CLASSES,
                most_pictures=MOST_PICTURES,
                missing=missing,
                at=time.time(),
            )

    def add(self, name: str, content: bytes) -> OwnState:
        """One picture file of the class ``name``. Raises DataError where it cannot be read, and
        SettingError where there are too many."""
        name = _name(name)
        self._check_room(name)
        features = self._seen(content)
        with self._lock:
            self._features.setdefault(name, []).append(features)
        return self.state()

    def remove(self, name: str | None) -> OwnState:
        """The class ``name`` and its pictures go; None: all of them."""
        with self._lock:
            if name is None:
                self._features.clear()
            else:
                self._features.pop(name, None)
        return self.state()

    def train(self) -> OwnState:
        """Begins to learn from what there is. Raises SettingError for less than two classes."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                raise SettingError(en=BUSY.en, ja=BUSY.ja)
            kept = {name: list(features) for name, features in self._features.items() if features}
            if len(kept) < 2:
                raise SettingError(
                    en="there must be pictures of two classes at least, to be told apart",
                    ja="見分けるには、2 つ以上のクラスの画像が必要です",
                )
            self._state = replaced(self._state, phase="learning", problem=None)
            self._thread = threading.Thread(target=self._learn, args=(kept,), daemon=True)
            self._thread.start()
        return self.state()

    def wait(self, seconds: float) -> None:
        """Waits for the end of a training, at most so long."""
        if self._thread is not None:
            self._thread.join(seconds)

    def look(self, content: bytes) -> OwnAnswer | None:
        """What it says to a picture file; None before anything was learned."""
        with self._lock:
            run, stamp = self._run, self._state.stamp
        if run is None:
            return None
        from mieru.published.transfer import answers

        shares = answers(run, self._seen(content)[None])[0]
        return OwnAnswer(stamp, tuple(number(round(float(p), 6)) for p in shares))

    def _f(self) -> "Body":
        from mieru.published.transfer import body

        with self._seeing:
            if self._body is None:
                self._body = body(NETWORK)
            return self._body

    def _seen(self, content: bytes) -> np.ndarray:
        from mieru.data.picture import decode_picture

        if not content:
            raise DataError(en="the file is empty (0 bytes)", ja="ファイルが空 (0 バイト) です")
        f = self._f()
        with self._decoding:
            pixels = decode_picture(content, (f.side, f.side, 3))
        with self._seeing:
            found: np.ndarray = f.features(pixels[None])[0]
        return found

    def _check_room(self, name: str) -> None:
        with self._lock:
            many = sum(map(len, self._features.values()))
            full = name not in self._features and len(self._features) >= MOST_CLASSES
        if full or many >= MOST_PICTURES:
            raise SettingError(
                en=f"there is room for {MOST_CLASSES} classes and {MOST_PICTURES:,} pictures in "
                "all; for more, use `mieru run transfer-learning --set folder=FOLDER`",
                ja=f"扱えるのは {MOST_CLASSES} クラス、合計 {MOST_PICTURES:,} 枚までです。"
                "それ以上は `mieru run transfer-learning --set folder=フォルダ` を使ってください",
            )

    def _learn(self, kept: dict[str, list[np.ndarray]]) -> None:
        began = time.perf_counter()
        try:
            data = divided(kept, self._f().side)
            run = self._learned(data)
            recording = self._saved(run)
        except MieruError as error:
            self._set(phase="failed", problem=told(error))
        except Exception as error:  # noqa: BLE001 (the page must hear of whatever went wrong)
            self._set(phase="failed", problem=unforeseen(error))
        else:
            last = run.history[-1]
            with self._lock:
                self._run = run
            self._set(
                phase="learned",
                seconds=round(time.perf_counter() - began, 2),
                accuracy=number(last.get("validation_accuracy")),
                judged=len(data.validation) if data.validation else 0,
                run=recording,
                stamp=self._state.stamp + 1,
                learned=tuple(kept),
            )

    def _learned(self, data: "DataSet") -> "Run":
        from mieru.published.transfer import USUAL, on_known_features

        epochs = max(1, STEPS // -(-len(data.train) // BATCH))
        judged = data.validation.x if data.validation else data.train.x[:0]
        how = USUAL.changed(epochs=epochs, batch_size=BATCH)
        return on_known_features(self._f(), data, (data.train.x, judged), how)

    def _saved(self, run: "Run") -> str:
        from mieru.files import save

        path = new_recording(self.folder, "my-pictures")
        path.parent.mkdir(parents=True, exist_ok=True)
        save(path, run)
        return run_id(path.relative_to(self.folder))

    def _set(self, **changes: Any) -> None:
        with self._lock:
            self._state = replaced(self._state, **changes)


def divided(kept: dict[str, list[np.ndarray]], side: int) -> "DataSet":
    """Features by class as a data set, a fifth kept back where every class has pictures enough.

    Its preparation is that of the pictures, of ``side`` pixels, so that a recording can predict.
    """
    from mieru.data import DataSet, Examples, Pixels, split

    x = np.concatenate([np.stack(features) for features in kept.values()])
    t = np.repeat(np.arange(len(kept), dtype=np.int32), [len(f) for f in kept.values()])
    enough = min(map(len, kept.values())) >= LEAST_TO_KEEP_BACK
    parts = split(t, validation=KEPT_BACK if enough else 0, test=0)
    whole = Examples(x, t)
    return DataSet(
        "my pictures",
        whole.take(parts.train),
        whole.take(parts.validation) if enough else None,
        classes=tuple(kept),
        preparation=Pixels((side, side, 3)),
    )


def replaced(state: OwnState, **changes: Any) -> OwnState:
    """The state with some of it changed."""
    from msgspec.structs import replace

    return replace(state, **changes)


def _name(name: str) -> str:
    found = clean(" ".join(name.split()), LONGEST_NAME)
    if not found:
        raise SettingError(
            en="a class needs a name, such as cat", ja="クラスには名前が必要です (例: 猫)"
        )
    return found


def _missing() -> Text:
    from mieru.published import find, load

    try:
        load(NETWORK)
    except MieruError as error:
        return told(error)
    return Text(f"{find(NETWORK).title} is not here", f"{find(NETWORK).title} がありません")
