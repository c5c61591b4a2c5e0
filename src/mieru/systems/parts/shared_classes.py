"""Kinds of object that Caltech101 and ImageNet have in common, and photographs of them.

Where a category of Caltech101 is one class of ImageNet, its photographs are a test that no network
of ImageNet was taught by; what ImageNet divides further (elephants, butterflies) is left out.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mieru.data import Photograph
from mieru.data.home import places
from mieru.data.picture import SUFFIXES
from mieru.files import Run

# category of Caltech101: number of the class of ImageNet
SHARED = {
    "accordion": 401,
    "airplanes": 404,
    "ant": 310,
    "barrel": 427,
    "beaver": 337,
    "cannon": 471,
    "cellphone": 487,
    "cougar_body": 286,
    "cougar_face": 286,
    "crayfish": 124,
    "cup": 968,
    "dalmatian": 251,
    "dragonfly": 319,
    "electric_guitar": 546,
    "flamingo": 130,
    "flamingo_head": 130,
    "grand_piano": 579,
    "laptop": 620,
    "Leopards": 288,
    "llama": 355,
    "nautilus": 117,
    "panda": 388,
    "pizza": 963,
    "platypus": 103,
    "revolver": 763,
    "rooster": 7,
    "saxophone": 776,
    "schooner": 780,
    "scorpion": 71,
    "soccer_ball": 805,
    "starfish": 327,
    "strawberry": 949,
    "tick": 78,
    "trilobite": 69,
    "umbrella": 879,
}
_FOLDERS = ("101_ObjectCategories", "caltech101/101_ObjectCategories")


@dataclass(frozen=True, eq=False)
class Labelled:
    """Photographs with their category and ImageNet's number of it, each (N,)."""

    files: tuple[Path, ...]
    categories: tuple[str, ...]
    t: NDArray[np.int32]


def labelled_photographs(per_category: int) -> Labelled | None:
    """The first so many of each shared category in the data folder; None where there are none."""
    folder = next(places(*_FOLDERS), None)
    if folder is None:
        return None
    files: list[Path] = []
    for category in SHARED:
        if (folder / category).is_dir():
            pictures = [p for p in (folder / category).iterdir() if p.suffix.lower() in SUFFIXES]
            files += sorted(pictures)[:per_category]
    if not files:
        return None
    categories = tuple(file.parent.name for file in files)
    return Labelled(tuple(files), categories, np.array([SHARED[c] for c in categories], np.int32))


def answers(run: Run, files: tuple[Path, ...]) -> NDArray[np.float32]:
    """The probabilities (N, 1000) that a published network gives to photographs."""
    preparation = Photograph.from_json(run.data["preparation"])
    block = 16  # photographs prepared at a time: a few megabytes
    parts = [
        run.predict(preparation.apply(list(files[start : start + block])))
        for start in range(0, len(files), block)
    ]
    return np.concatenate(parts)
