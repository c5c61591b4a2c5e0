"""PyTorch, eager, channels last, on pictures."""

from collections.abc import Callable

import torch
from cases import cores
from picture_cases import Layer, Layers, PictureCase
from torch import nn


class Residual(nn.Module):
    def __init__(self, chain: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.chain, self.shortcut = chain, shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.chain(x) + self.shortcut(x)


def network_of(shape: tuple[int, int, int], layers: Layers) -> nn.Module:
    """The layers one after another; ``shape`` is (height, width, channels) of the input."""
    (size, _, channels), made = shape, []
    units = 0
    for layer in layers:
        if layer[0] == "dense" and not units:
            made.append(nn.Flatten())
            units = size * size * channels
        made += _modules(layer, units or channels)
        match layer:
            case ("conv" | "conv_norm" | "conv_bare", int(out), _, *stride):
                channels, size = out, size // (*stride, 1)[0]
            case ("residual", chain, _):
                channels = next(part[1] for part in chain if part[0] == "conv_norm")
                size //= (*chain[0][3:], 1)[0]
            case ("grow" | "grow_norm" | "unfold_norm", int(out), _):
                channels = out
            case ("pool",):
                size //= 2
            case ("mean",):
                size = 1
            case ("dense", int(out)):
                units = out
    return nn.Sequential(*made)


def _modules(layer: Layer, inputs: int) -> list[nn.Module]:  # noqa: C901 - a line for each kind
    match layer:
        case ("conv", int(out), int(side), *stride):
            return [nn.Conv2d(inputs, out, side, (*stride, 1)[0], (side - 1) // 2)]
        case ("conv_norm", int(out), int(side), *stride):
            step, padding = (*stride, 1)[0], (side - 1) // 2
            conv = nn.Conv2d(inputs, out, side, step, padding, bias=False)
            return [conv, nn.BatchNorm2d(out)]
        case ("conv_bare", int(out), int(side)):
            return [nn.Conv2d(inputs, out, side, padding=side // 2, bias=False)]
        case ("norm",):
            return [nn.BatchNorm2d(inputs)]
        case ("depthwise", int(side)):
            return [nn.Conv2d(inputs, inputs, side, padding=side // 2, groups=inputs)]
        case ("unfold_norm", int(out), int(side)):
            return [nn.ConvTranspose2d(inputs, out, side, bias=False), nn.BatchNorm2d(out)]
        case ("grow_norm", int(out), int(side)):
            grow = nn.ConvTranspose2d(inputs, out, side, 2, 1, bias=False)
            return [grow, nn.BatchNorm2d(out)]
        case ("grow", int(out), int(side)):
            return [nn.ConvTranspose2d(inputs, out, side, 2, 1)]
        case ("residual", chain, shortcut):
            shape = (1, 1, inputs)
            return [Residual(network_of(shape, chain), network_of(shape, shortcut))]
        case ("pool",):
            return [nn.MaxPool2d(2)]
        case ("mean",):
            return [nn.AdaptiveAvgPool2d(1)]
        case ("dense", int(out)):
            return [nn.Linear(inputs, out)]
        case ("leaky_relu", float(slope)):
            return [nn.LeakyReLU(slope)]
        case ("sigmoid",):
            return [nn.Sigmoid()]
    return [nn.ReLU()]


def prepare(
    case: PictureCase, *, compiled: bool = False, layout: torch.memory_format = torch.channels_last
) -> Callable[[int], None]:
    torch.set_num_threads(cores())
    if case.generator:
        from peers import torch_dcgan

        return torch_dcgan.prepare(case, compiled=compiled, layout=layout)
    if case.recipe:
        from peers import torch_recipe

        return torch_recipe.prepare(case, compiled=compiled, layout=layout)
    network = network_of(case.shape, case.layers).to(memory_format=layout)
    optimizer = torch.optim.SGD(network.parameters(), lr=case.rate)
    x, t = map(torch.from_numpy, case.data())
    x = x.permute(0, 3, 1, 2).contiguous(memory_format=layout)
    order, place = torch.randperm(case.examples), 0
    loss = nn.CrossEntropyLoss()

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
