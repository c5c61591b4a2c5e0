"""What published networks say of photographs, for the report: top 5, beside the photographs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mieru.data import Photograph
from mieru.data.home import data_folder, places
from mieru.files import Run
from mieru.published import PUBLISHED, find, load, weights_file
from mieru.systems.parts.photograph import existing_picture
from mieru.systems.report.drawings import Pictures
from mieru.systems.report.text import Text, Words
from mieru.systems.report.values import Block, Cell, Section, Table

TOP = 5
WEIGHTS_EN = "a .safetensors file with torchvision's names; empty for the one in the data folder"
WEIGHTS_JA = "torchvision の名前の付いた .safetensors。空ならデータフォルダから探します"
_OF_SKLEARN = ("china.jpg", "flower.jpg")
_SUFFIXES = (".jpg", ".jpeg", ".png")
_MOST = 8


@dataclass(frozen=True, eq=False)
class Photo:
    """One photograph: what it is called, and a path or pixels (H, W, 3)."""

    name: str
    raw: Any


@dataclass(frozen=True, eq=False)
class Answered:
    """What one network says: the photographs as it sees them (N, side, side, 3) uint8, and the
    probabilities (N, 1000)."""

    title: str
    photos: tuple[Photo, ...]
    pixels: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    classes: tuple[str, ...]

    def best(self, photo: int) -> list[tuple[str, float]]:
        """The five likeliest classes with their probabilities."""
        row = self.probabilities[photo]
        ranked = np.argsort(-row, kind="stable")[:TOP]
        return [(self.classes[i], float(row[i])) for i in ranked]


def photos(picture: str) -> tuple[Photo, ...]:
    """The reader's own photograph, or those that come with scikit-learn and lie in the data folder.

    Raises FileError where there is no such file.
    """
    if picture:
        path = existing_picture(picture)
        return (Photo(path.name, path),)
    from sklearn.datasets import load_sample_image

    found = [Photo(name, load_sample_image(name)) for name in _OF_SKLEARN]
    folder = next(places("photos"), None)
    if folder is not None:
        more = sorted(p for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES)
        found += [Photo(p.name, p) for p in more if p.name not in _OF_SKLEARN]
    return tuple(found[:_MOST])


def able(names: tuple[str, ...], weights: str) -> list[Run]:
    """The published networks to ask: those of ``names`` whose weights are here (``weights`` are
    those of the first), else any whose weights are. Raises FileError for weights that do not fit.
    """
    if weights:
        return [load(names[0], weights, folded=True)]
    here = [name for name in PUBLISHED if weights_file(PUBLISHED[name])]
    return [load(name, folded=True) for name in [n for n in names if n in here] or here]


def answered(run: Run, title: str, asked: tuple[Photo, ...]) -> Answered:
    """What ``run`` says of the photographs."""
    preparation = Photograph.from_json(run.data["preparation"])
    if not isinstance(preparation, Photograph):
        raise TypeError(f"{title} is shown no photographs")
    raw = [photo.raw for photo in asked]
    classes = run.data.get("classes") or [str(i) for i in range(1000)]
    return Answered(
        title, asked, preparation.pixels(raw), run.predict(preparation.apply(raw)), tuple(classes)
    )


def photo_section(names: tuple[str, ...], weights: str, picture: str) -> Section:
    """Photographs and the five likeliest classes of each, by each network that has weights here."""
    wanted = " / ".join(find(name).title for name in names)
    body: list[Block] = []
    asked = photos(picture)
    runs = able(names, weights)
    own = bool(weights) or any(weights_file(find(name)) for name in names)
    if not own:
        file = find(names[0]).file
        where = data_folder() / "weights" / file
        instead_en = " Here those that are there answer instead." if runs else ""
        instead_ja = "ここでは、重みのある別のネットワークが答えます。" if runs else ""
        body.append(
            Text(
                f"The weights of {wanted} are not in the data folder (`{where}`, with "
                f"torchvision's names), nor named with the setting `weights`.{instead_en}",
                f"{wanted} の重みがデータフォルダになく (`{where}`、torchvision の名前)、"
                f"設定 `weights` も指定されていません。{instead_ja}",
            )
        )
    for run in runs:
        found = answered(run, _title(run, names, weights), asked)
        body += [_shown(found), _table(found)]
    return Section(Text("Photographs", "写真の判定"), body)


def _title(run: Run, names: tuple[str, ...], weights: str) -> str:
    if weights:
        return find(names[0]).title
    return str(run.data["published"])


def _shown(found: Answered) -> Pictures:
    captions: list[Words] = []
    for i in range(len(found.photos)):
        name, share = found.best(i)[0]
        captions.append(f"{name} ({share:.0%})")
    return Pictures(
        Text(
            f"What {found.title} sees, and its best guess", f"{found.title} が見た写真と第 1 候補"
        ),
        found.pixels,
        captions,
        columns=4,
    )


def _table(found: Answered) -> Table:
    head: list[Words] = [Text("photograph", "写真"), *(str(k) for k in range(1, TOP + 1))]
    rows: list[list[Cell]] = [
        [photo.name, *(f"{name} {share:.1%}" for name, share in found.best(i))]
        for i, photo in enumerate(found.photos)
    ]
    return Table(head, rows)
