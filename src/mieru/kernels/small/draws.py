"""Which units dropout leaves out: a random number for a place, not the next one of a sequence.

The same seed, step, unit and row give the same number in NumPy and in native code, however the
steps are cut into calls. The mixing is the finalizer of MurmurHash3 (Appleby, public domain).
"""

import numpy as np

_GOLDEN = 0x9E3779B9
_WORD = 0xFFFFFFFF


def _mixed(h: np.ndarray) -> np.ndarray:
    h = (h ^ (h >> 16)) * np.uint32(0x85EBCA6B)
    h = (h ^ (h >> 13)) * np.uint32(0xC2B2AE35)
    return np.asarray(h ^ (h >> 16), np.uint32)


def _word(value: int) -> np.ndarray:
    return np.array([value & _WORD], np.uint32)


def step_key(seed: int, step: int) -> np.ndarray:
    """The key of one step, (1,) uint32; ``seed`` counts modulo 2⁶⁴, ``step`` modulo 2³²."""
    key = _mixed(_word(seed + _GOLDEN))
    key = _mixed(key ^ _word(seed >> 32))
    return _mixed(key ^ _word(step))


def threshold(share: float) -> np.uint32:
    """Numbers below it leave a unit out."""
    return np.uint32(share * 2.0**32)


def kept(key: np.ndarray, first_unit: int, shape: tuple[int, int], share: float) -> np.ndarray:
    """Which of (rows, units) stay, for units that are counted from ``first_unit`` on."""
    rows, units = shape
    by_unit = _mixed(key + np.arange(first_unit + 1, first_unit + 1 + units, dtype=np.uint32))
    by_row = np.arange(1, rows + 1, dtype=np.uint32) * np.uint32(_GOLDEN)
    return np.asarray(_mixed(by_unit[None, :] + by_row[:, None]) >= threshold(share))
