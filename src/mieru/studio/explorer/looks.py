"""Pictures that were sent through a network, kept for a while: their values are asked for later."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from mieru.studio.explorer.messages import PictureLook
from mieru.studio.explorer.subjects import Subject
from mieru.studio.explorer.telling import ending_of
from mieru.studio.images.maps import Section, as_maps
from mieru.studio.images.messages import FeatureMaps as MapsHead, Pictures
from mieru.studio.images.pixels import headed

if TYPE_CHECKING:
    from mieru.explain.feature_maps import FeatureMaps

MOST_KEPT = 60
MOST_BYTES_KEPT = 400_000_000
# Bytes of all small maps of a look, and of those of one layer.
MOST_SMALL = 5_000_000
MOST_SMALL_OF_LAYER = 150_000
LONGEST_SMALL, SHORTEST_SMALL = 64, 6  # pixels a side
MOST_LARGE = 1_500_000  # bytes of one page of large maps
LONGEST_LARGE = 256


@dataclass(frozen=True, eq=False)
class Seen:
    """One picture (None where the input is none) and what the network makes of it."""

    subject: Subject
    picture: Any
    label: int | None
    maps: "FeatureMaps"


class Looks:
    """The newest looks, by number. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Seen] = OrderedDict()
        self._count = 0

    def add(self, seen: Seen, kept: str | None = None) -> bytes:
        """Keeps it; the answer to whoever looked. ``kept`` names the file that it came from."""
        with self._lock:
            self._count += 1
            number = self._count
            self._kept[number] = seen
            while len(self._kept) > 1 and (
                len(self._kept) > MOST_KEPT
                or sum(one.maps.size for one in self._kept.values()) > MOST_BYTES_KEPT
            ):
                self._kept.popitem(last=False)
        return _told(number, seen, kept)

    def get(self, number: int) -> Seen | None:
        """The look of that number, None where it is no longer kept."""
        with self._lock:
            if number in self._kept:
                self._kept.move_to_end(number)
            return self._kept.get(number)


def looked(subject: Subject, x: Any, picture: Any, label: int | None = None) -> Seen:
    """Sends x (1, *input_shape) through the network."""
    from mieru.explain.feature_maps import feature_maps

    run = subject.run
    maps = feature_maps(run.network, run.parameters, x, state=run.state)
    return Seen(subject, picture, label, maps)


def large(seen: Seen, node: int, first: int, most: int) -> bytes:
    """``most`` of one node's maps from ``first`` on, as large as they are; of large ones fewer.

    Raises IndexError for a node that is none.
    """
    path = list(seen.maps.nodes)[node]
    output = seen.maps.values[path]
    side = min(max(output.shape[:2]), LONGEST_LARGE) if output.ndim == 3 else 1
    room = max(1, MOST_LARGE // side**2)
    return headed(*as_maps(path, output, Section(first, min(most, room), LONGEST_LARGE)))


def _told(number: int, seen: Seen, kept: str | None) -> bytes:
    maps = list(_small(seen.maps))
    picture, content = None, b""
    if seen.picture is not None:
        picture, content = Pictures(1, *seen.picture.shape), seen.picture.tobytes()
    head = PictureLook(
        look=number,
        version=seen.subject.version,
        picture=picture,
        label=seen.label,
        layers=tuple(told for told, _ in maps),
        ending=ending_of(seen.subject.run, seen.maps),
        kept=kept,
    )
    return headed(head, content + b"".join(found for _, found in maps))


def _small(maps: "FeatureMaps") -> list[tuple[MapsHead, bytes]]:
    room = min(MOST_SMALL_OF_LAYER, MOST_SMALL // len(maps.nodes))
    return [
        as_maps(path, maps.values[path], _section(maps.values[path], room)) for path in maps.nodes
    ]


def _section(output: np.ndarray, room: int) -> Section:
    if output.ndim != 3:
        return Section()
    channels = output.shape[2]
    longest = min(max(isqrt(room // channels), SHORTEST_SMALL), LONGEST_SMALL)
    return Section(0, channels, longest)
