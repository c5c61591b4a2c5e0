"""Where what a job has learned is recorded, and what to tell of a fault that nobody foresaw."""

from datetime import datetime
from pathlib import Path

from mieru.studio.describe import clean
from mieru.studio.messages import Text


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
