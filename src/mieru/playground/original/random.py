"""The random numbers of seedrandom 2.4, from which the original draws data and initial weights.

ARC4 (David Bau, https://github.com/davidbau/seedrandom) keyed by the characters of the seed.
"""

from dataclasses import dataclass

WIDTH = 256
CHUNKS = 6  # bytes of a number before more are asked for
SIGNIFICANCE = 2**52


@dataclass(frozen=True)
class RandomState:
    """Where a stream of numbers stands."""

    i: int
    j: int
    box: tuple[int, ...]


class SeedRandom:
    """A stream of numbers in [0, 1), the same for the same ``seed``.

    >>> SeedRandom("0.50000").next()
    0.7542922813780981
    """

    def __init__(self, seed: str) -> None:
        self._i = self._j = 0
        self._box = list(range(WIDTH))
        key = _mixed(seed)
        j = 0
        for i in range(WIDTH):
            taken = self._box[i]
            j = (j + key[i % len(key)] + taken) % WIDTH
            self._box[i], self._box[j] = self._box[j], taken
        for _ in range(WIDTH):
            self._byte()

    def next(self) -> float:
        """The next number, with 52 or 53 binary digits."""
        numerator, last = 0, 0
        denominator: int = WIDTH**CHUNKS
        for _ in range(CHUNKS):
            numerator = numerator * WIDTH + self._byte()
        while numerator < SIGNIFICANCE:
            numerator = (numerator + last) * WIDTH
            denominator *= WIDTH
            last = self._byte()
        while numerator >= 2 * SIGNIFICANCE:
            numerator //= 2  # exact: seven halvings at most, of a multiple of 256
            denominator //= 2
            last >>= 1
        return (numerator + last) / denominator

    def uniform(self, low: float, high: float) -> float:
        """The next number, brought to [low, high)."""
        return self.next() * (high - low) + low

    def state(self) -> RandomState:
        """Where the stream stands, for :meth:`restore`."""
        return RandomState(self._i, self._j, tuple(self._box))

    def restore(self, state: RandomState) -> None:
        """Goes on from ``state``."""
        self._i, self._j, self._box = state.i, state.j, list(state.box)

    def _byte(self) -> int:
        box = self._box
        self._i = i = (self._i + 1) % WIDTH
        taken = box[i]
        self._j = j = (self._j + taken) % WIDTH
        box[i] = other = box[j]
        box[j] = taken
        return box[(taken + other) % WIDTH]


def _mixed(seed: str) -> list[int]:
    """The seed's UTF-16 units, smeared over at most 256 bytes."""
    units = seed.encode("utf-16-le", "surrogatepass")
    key: list[int] = []
    smear = 0
    for place in range(len(units) // 2):
        unit = units[2 * place] + 256 * units[2 * place + 1]
        at = place % WIDTH
        if place < WIDTH:
            key.append((smear + unit) % WIDTH)
        else:
            smear ^= key[at] * 19
            key[at] = (smear + unit) % WIDTH
    return key or [0]
