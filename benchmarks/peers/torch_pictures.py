"""PyTorch, eager, channels last, on pictures."""

from collections.abc import Callable

import torch
from cases import cores
from picture_cases import Layer, PictureCase


def network_of(case: PictureCase) -> torch.nn.Module:
    size, channels = case.shape[0], case.shape[2]
    layers: list[torch.nn.Module] = []
    units = 0
    for layer in case.layers:
        if layer[0] == "dense" and not units:
            layers.append(torch.nn.Flatten())
            units = size * size * channels
        layers.append(_module(layer, units or channels))
        if layer[0] == "conv":
            channels = int(layer[1])
        elif layer[0] == "pool":
            size //= 2
        elif layer[0] == "dense":
            units = int(layer[1])
    return torch.nn.Sequential(*layers).to(memory_format=torch.channels_last)


def _module(layer: Layer, inputs: int) -> torch.nn.Module:
    match layer:
        case ("conv", int(out), int(side)):
            return torch.nn.Conv2d(inputs, out, side, padding=side // 2)
        case ("depthwise", int(side)):
            return torch.nn.Conv2d(inputs, inputs, side, padding=side // 2, groups=inputs)
        case ("pool",):
            return torch.nn.MaxPool2d(2)
        case ("dense", int(out)):
            return torch.nn.Linear(inputs, out)
    return torch.nn.ReLU()


def prepare(case: PictureCase, *, compiled: bool = False) -> Callable[[int], None]:
    torch.set_num_threads(cores())
    network = network_of(case)
    optimizer = torch.optim.SGD(network.parameters(), lr=case.rate)
    x, t = map(torch.from_numpy, case.data())
    x = x.permute(0, 3, 1, 2)  # the memory stays as it is: channels last
    order, place = torch.randperm(case.examples), 0
    loss = torch.nn.CrossEntropyLoss()

    def error(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        return loss(network(x), t)

    chosen = torch.compile(error) if compiled else error

    def steps(count: int) -> None:
        nonlocal order, place
        for _ in range(count):
            if place + case.batch > case.examples:
                order, place = torch.randperm(case.examples), 0
            rows = order[place : place + case.batch]
            place += case.batch
            optimizer.zero_grad()
            chosen(x[rows], t[rows]).backward()
            optimizer.step()

    return steps
