"""PyTorch on the recipe of ``mieru run resnet``: augmentation, one cycle of the rate, Nesterov."""

import math
from collections.abc import Callable

import torch
from cases import cores
from peers.torch_pictures import network_of
from picture_cases import PictureCase
from torch import nn

EPOCHS, SHIFT, SMOOTHING, DECAY = 7, 2, 0.1, 0.00025


def augmented(pictures: torch.Tensor) -> torch.Tensor:
    """Bytes (N, 32, 32, 3) as numbers, each shifted by up to SHIFT pixels, half of them flipped.

    One look-up by index does both; permuted, the result is channels last.
    """
    count, size = pictures.shape[:2]
    padded = nn.functional.pad(pictures, (0, 0, SHIFT, SHIFT, SHIFT, SHIFT))
    along = torch.arange(size)
    rows = torch.randint(2 * SHIFT + 1, (count, 1)) + along
    columns = torch.where(torch.rand(count, 1) < 0.5, size - 1 - along, along)
    columns = columns + torch.randint(2 * SHIFT + 1, (count, 1))
    which = torch.arange(count)[:, None, None]
    moved = padded[which, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2).float() / 255


def prepare(
    case: PictureCase, *, compiled: bool = False, layout: torch.memory_format = torch.channels_last
) -> Callable[[int], None]:
    torch.set_num_threads(cores())
    network = network_of(case.shape, case.layers).to(memory_format=layout)
    # Only the weights of convolutions and of the dense layer decay.
    weights = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim == 1]
    groups = [{"params": weights, "weight_decay": DECAY}, {"params": others}]
    optimizer = torch.optim.SGD(groups, lr=case.rate, momentum=0.9, nesterov=True)
    x, t = map(torch.from_numpy, case.bytes())
    order, place, done = torch.randperm(case.examples), 0, 0
    loss = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    whole, rising = EPOCHS * case.epoch_steps, EPOCHS * case.epoch_steps / 5

    def error(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        return loss(network(x), t)

    chosen = torch.compile(error) if compiled else error

    def rate() -> float:
        if done < rising:
            return case.rate * done / rising
        share = min(1.0, (done - rising) / (whole - rising))
        return case.rate * (1 + math.cos(math.pi * share)) / 2

    def steps(count: int) -> None:
        nonlocal order, place, done
        for _ in range(count):
            if place + case.batch > case.examples:
                order, place = torch.randperm(case.examples), 0
            rows = order[place : place + case.batch]
            place += case.batch
            for group in optimizer.param_groups:
                group["lr"] = rate()
            done += 1
            optimizer.zero_grad()
            given = augmented(x[rows]).contiguous(memory_format=layout)
            chosen(given, t[rows]).backward()
            optimizer.step()

    return steps
