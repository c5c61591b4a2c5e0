"""TensorBoard as a listener: the history's numbers as event files, a point for each epoch.

tensorboardX writes them: of the writers it needs the least beside itself (no server, no gRPC), and
whoever looks at the files has TensorBoard already.
"""

import math
from pathlib import Path
from typing import Any

from mieru.learn.events import Ended, EpochEnded, Event, Started
from mieru.words import SettingError

_FLUSH_SECONDS = 5


class TensorBoard:
    """``fit(..., listeners=[TensorBoard("logs/first")])``; look with ``tensorboard --logdir logs``.

    Losses stand under ``loss/``, accuracies under ``accuracy/``; the network and the settings stand
    among the texts. Raises SettingError where tensorboardX is not installed or the folder cannot be
    written to.
    """

    def __init__(self, folder: str | Path) -> None:
        try:
            from tensorboardX import SummaryWriter
        except ImportError as error:
            raise SettingError(
                en="TensorBoard's files are written by tensorboardX, which is not installed: "
                "pip install 'mieru[tensorboard]'",
                ja="TensorBoard のファイルは tensorboardX で書き出しますが、"
                "インストールされていません: pip install 'mieru[tensorboard]'",
            ) from error
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._writer: Any = SummaryWriter(str(folder), flush_secs=_FLUSH_SECONDS)
        except OSError as error:
            raise SettingError(
                en=f"TensorBoard's folder {folder} cannot be written to: {error.strerror}",
                ja=f"TensorBoard のフォルダ {folder} に書き込めません: {error.strerror}",
            ) from error

    def __call__(self, event: Event) -> None:
        match event:
            case Started():
                self._writer.add_text("network", event.network.text, event.epoch)
                self._writer.add_text("settings", _as_code(event.settings.to_json()), event.epoch)
            case EpochEnded():
                for name, value in event.row.items():
                    if name != "epoch" and isinstance(value, int | float) and math.isfinite(value):
                        self._writer.add_scalar(tag(name), value, event.row["epoch"])
            case Ended():
                self._writer.close()


def tag(name: str) -> str:
    """Curves that belong together share a picture: ``train_loss`` becomes ``loss/train``.

    >>> tag("validation_accuracy"), tag("rate")
    ('accuracy/validation', 'rate')
    """
    part, _, kind = name.rpartition("_")
    return f"{kind}/{part}" if part and kind in ("loss", "accuracy") else name


def _as_code(settings: dict[str, Any]) -> str:
    """Markdown takes an indented block as it stands."""
    return "\n".join(f"    {name}: {value}" for name, value in settings.items())
