"""What the page and its server say to each other about pictures of the reader's own."""

from typing import Literal

from msgspec import Struct

from mieru.studio.messages import Text


class OwnClass(Struct, frozen=True):
    """A class, and how many pictures of it have come."""

    name: str
    pictures: int


class OwnState(Struct, frozen=True):
    """What is there to learn from, and how far learning is.

    ``body`` is the name of the network that sees for it; ``missing`` says why that is not there.
    ``accuracy`` is that on ``judged`` pictures that were kept back, None where there were too few.
    ``run`` is the recording it became, ``stamp`` counts trainings: 0 before the first has ended.
    ``learned`` are the classes that the last training knows, in the order of its answers.
    ``at`` says when it stood so, in seconds: answers may come in another order than they were made.
    """

    phase: Literal["collecting", "learning", "learned", "failed"]
    body: str
    classes: tuple[OwnClass, ...] = ()
    most_classes: int = 0
    most_pictures: int = 0
    missing: Text | None = None
    problem: Text | None = None
    seconds: float = 0.0
    accuracy: float | None = None
    judged: int = 0
    run: str | None = None
    stamp: int = 0
    learned: tuple[str, ...] = ()
    at: float = 0.0


class OwnAnswer(Struct, frozen=True):
    """Probabilities by class, in the order of ``learned`` of the state with that ``stamp``."""

    stamp: int
    probabilities: tuple[float | None, ...]
