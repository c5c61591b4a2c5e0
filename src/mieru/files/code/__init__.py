"""A trained network as source text that runs elsewhere: Mieru, NumPy, PyTorch, Keras.

Each of the four files here has one small writer for each kind of layer.
"""

from collections.abc import Callable

from mieru.files.code.keras_code import keras_code
from mieru.files.code.mieru_code import mieru_code
from mieru.files.code.model import Axis, Model
from mieru.files.code.numpy_code import numpy_code
from mieru.files.code.torch_code import torch_code
from mieru.words import SettingError

WRITERS: dict[str, Callable[[Model], str]] = {
    "mieru": mieru_code,
    "numpy": numpy_code,
    "torch": torch_code,
    "keras": keras_code,
}

__all__ = ["WRITERS", "Axis", "Model", "code_of"]


def code_of(kind: str, model: Model) -> str:
    """The source text, with a function ``predict(x)``, of ``model`` for ``kind``: mieru, numpy,
    torch or keras.

    Raises SettingError for another kind, and for a layer that it cannot write.
    """
    if kind not in WRITERS:
        raise SettingError(
            en=f"networks are written for {', '.join(WRITERS)}, not for {kind!r:.40}",
            ja=f"書き出せる形式は {', '.join(WRITERS)} です ({kind!r:.40} ではなく)",
        )
    return WRITERS[kind](model)
