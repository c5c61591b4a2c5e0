"""What a training tells of its data, of where it is recorded, and of a fault nobody foresaw."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mieru.studio.describe import clean
from mieru.studio.images.messages import PictureData
from mieru.studio.messages import Text

if TYPE_CHECKING:
    from mieru.data import DataSet


def described(data: "DataSet", *, digits: bool) -> PictureData:
    """What the page tells of the data."""
    return PictureData(
        name=clean(data.name, 100),
        shape=data.input_shape,
        classes=tuple(clean(name, 100) for name in data.classes or ()),
        train=len(data.train),
        validation=len(data.validation) if data.validation else 0,
        test=len(data.test) if data.test else 0,
        openings=len(data.test.openings) if data.test else 0,
        digits=digits,
        notes=tuple(Text(clean(n.en, 600), clean(n.ja, 600)) for n in data.notes[:10]),
    )


def new_recording(folder: Path, name: str) -> Path:
    """``NAME-TIME/run.safetensors`` in the runs folder, with a number where that is taken."""
    plain = "".join(c if c.isalnum() or c in "-_" else "-" for c in name).strip("-")[:60] or "run"
    stem = f"{plain}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    inside, again = folder / stem, 1
    while inside.exists():
        again += 1
        inside = folder / f"{stem}-{again}"
    return inside / "run.safetensors"


def unforeseen(error: Exception) -> Text:
    """What to tell of an error that is none of Mieru's own."""
    said = clean(repr(error), 500)
    return Text(
        f"learning broke off: {said}. If memory ran out, choose a smaller network or fewer "
        "examples",
        f"学習が異常終了しました: {said}。メモリ不足の場合は、ネットワークを小さくするか、"
        "データを減らしてください",
    )
