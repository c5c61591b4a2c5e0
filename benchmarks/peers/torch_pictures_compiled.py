"""PyTorch with the model and loss under ``torch.compile``, on pictures."""

from collections.abc import Callable

from peers.torch_pictures import prepare as prepare_eager
from picture_cases import PictureCase


def prepare(case: PictureCase) -> Callable[[int], None]:
    return prepare_eager(case, compiled=True)
