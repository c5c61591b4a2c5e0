"""Numbers and arrays for a reader: short, and never longer than a glance takes."""

import numpy as np

# Arrays with more entries along an axis are not shown in full.
SMALL = 6


def number_text(value: float) -> str:
    """Four significant digits, such as ``0.1235``, ``288`` or ``1.2e-05``; never ``-0``."""
    text = f"{float(value):.4g}"
    return "0" if text == "-0" else text


def squeezed(array: np.ndarray) -> np.ndarray:
    """Without axes of size 1: a picture of one channel as the table of its pixels."""
    return array.reshape([n for n in array.shape if n != 1])


def is_small(array: np.ndarray) -> bool:
    """Whether the array is a number, or a vector or matrix that can be shown in full."""
    return array.ndim <= 2 and all(n <= SMALL for n in array.shape)
