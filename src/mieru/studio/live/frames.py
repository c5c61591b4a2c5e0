"""Binary frames: what one page is shown of a moment, in the form that messages.py tells."""

import struct
from dataclasses import dataclass

import msgspec
import numpy as np

from mieru.data import Note
from mieru.playground.history import History
from mieru.playground.live import Live
from mieru.studio.live.messages import Frame, Look
from mieru.studio.messages import Text

_ENCODER = msgspec.json.Encoder()


@dataclass
class Heard:
    """What a page has been told already, so that it is not told again."""

    frame: int = 0
    rows: int = 0
    when: int = -1  # the state of the history when it was told
    history: History | None = None  # of which network that was
    kept: tuple[int, ...] = ()

    def forget(self) -> None:
        """The page begins with nothing; frames are counted on."""
        self.rows, self.when, self.kept = 0, -1, ()


def frame_of(live: Live, look: Look, heard: Heard, due: float) -> bytes:
    """The frame of this moment; ``heard`` then knows that it was told."""
    with live.lock:
        judged = live.judged
        drawn = live.draw(look.units, look.size, look.output_size)
        engine, history = live.engine, live.history
        with np.errstate(over="ignore"):  # float64 in the original's mode
            parameters = np.asarray(engine.parameters, np.float32).tobytes()
        biases = sum(live.setup.sizes[1:])
        if heard.history is not history:  # another network's, however alike they look
            heard.rows, heard.when, heard.history = 0, -1, history
        start, rows = history.since(heard.rows, heard.when)
        kept = live.timeline.epochs
        known = len(heard.kept) if kept[: len(heard.kept)] == heard.kept else 0
        heard.frame += 1
        heard.rows, heard.when = len(history), history.now
        head = Frame(
            frame=heard.frame,
            epoch=engine.epochs,
            batch=engine.batches,
            playing=live.playing,
            train_loss=judged.train_loss,
            test_loss=judged.test_loss,
            train_accuracy=judged.train_accuracy,
            test_accuracy=judged.test_accuracy,
            rate=live.rate,
            epochs_per_second=live.epochs_per_second,
            weights=len(parameters) // 4 - biases,
            biases=biases,
            pictures=len(drawn.units),
            size=drawn.size,
            output_pictures=len(drawn.outputs),
            output_size=drawn.output_size,
            history_from=start,
            history=rows,
            kept_from=known,
            kept=kept[known:],
            confusion=() if judged.confusion is None else tuple(judged.confusion.tolist()),
            ended=text_of(live.ended),
            busy=text_of(live.busy),
            unlinked=live.unlinked,
            due=due,
        )
        heard.kept = kept
    text = _ENCODER.encode(head)
    text += b" " * (-len(text) % 4)
    return b"".join(
        (
            struct.pack("<I", len(text)),
            text,
            parameters,
            drawn.units.tobytes(),
            drawn.outputs.tobytes(),
        )
    )


def text_of(note: Note | None) -> Text | None:
    """A note of the playground as the page has it."""
    return None if note is None else Text(note.en, note.ja)
