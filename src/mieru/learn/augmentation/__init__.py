"""Augmentation: what an example may look like without being another one, drawn anew each time.

``values`` says what there is, ``moves`` carries pixels, ``mixing`` mixes two examples, ``batch``
does it all to a batch inside the compiled step, ``text`` reads and writes ``shift 2, flip``.
"""

from mieru.learn.augmentation.batch import augmented, check_augmentation
from mieru.learn.augmentation.text import augmentation_text, parse_augmentation
from mieru.learn.augmentation.values import (
    AUGMENTATIONS,
    Augmentation,
    Cutout,
    Flip,
    Mixup,
    Rotate,
    Shift,
    Zoom,
)

__all__ = [
    "AUGMENTATIONS",
    "Augmentation",
    "Cutout",
    "Flip",
    "Mixup",
    "Rotate",
    "Shift",
    "Zoom",
    "augmentation_text",
    "augmented",
    "check_augmentation",
    "parse_augmentation",
]
