"""PyTorch, eager, contiguous (channels first), on pictures."""

from collections.abc import Callable

import torch
from peers.torch_pictures import prepare as prepare_eager
from picture_cases import PictureCase


def prepare(case: PictureCase) -> Callable[[int], None]:
    return prepare_eager(case, layout=torch.contiguous_format)
