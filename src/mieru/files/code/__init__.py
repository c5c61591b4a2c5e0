"""A trained network as source text that runs elsewhere: Mieru, NumPy, PyTorch, Keras.

Each of the four files here has one small writer for each kind of layer.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from mieru.files.code.keras_code import keras_code
from mieru.files.code.mieru_code import mieru_code
from mieru.files.code.model import MOST_PARAMETERS, Axis, Model, Raw
from mieru.files.code.numpy_code import numpy_code
from mieru.files.code.torch_code import torch_code
from mieru.words import SettingError

WRITERS: dict[str, Callable[[Model], str]] = {
    "mieru": mieru_code,
    "numpy": numpy_code,
    "torch": torch_code,
    "keras": keras_code,
}

__all__ = ["MOST_PARAMETERS", "WRITERS", "Axis", "Model", "Raw", "code_of", "written"]


def code_of(kind: str, model: Model) -> str:
    """The source text, with a function ``predict(x)``, of ``model`` for ``kind``: mieru, numpy,
    torch or keras.

    Raises SettingError for another kind, and for a layer that it cannot write.
    """
    return written(kind, model)[0]


def written(kind: str, model: Model) -> tuple[str, dict[str, np.ndarray]]:
    """The source text, and the arrays of the file ``model.weights`` beside it ({} without one).

    Raises SettingError as :func:`code_of` does.
    """
    if kind not in WRITERS:
        raise SettingError(
            en=f"networks are written for {', '.join(WRITERS)}, not for {kind!r:.40}",
            ja=f"書き出せる形式は {', '.join(WRITERS)} です ({kind!r:.40} ではなく)",
        )
    fresh = replace(model)
    return WRITERS[kind](fresh), fresh.arrays
