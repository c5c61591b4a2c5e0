"""PyTorch, eager: the loop of its tutorials; batches by index, faster than a DataLoader."""

from collections.abc import Callable

import torch
from cases import Case, cores

ACTIVATIONS = {"tanh": torch.nn.Tanh, "sigmoid": torch.nn.Sigmoid, "relu": torch.nn.ReLU}


def parts(case: Case) -> tuple[torch.nn.Module, torch.nn.Module, torch.optim.Optimizer]:
    torch.set_num_threads(cores())
    layers: list[torch.nn.Module] = []
    for inputs, units in zip(case.sizes, case.sizes[1:], strict=False):
        layers += [torch.nn.Linear(inputs, units), ACTIVATIONS[case.activation]()]
    network = torch.nn.Sequential(*layers[:-1])
    loss = torch.nn.CrossEntropyLoss() if case.classes else torch.nn.MSELoss()
    return network, loss, torch.optim.SGD(network.parameters(), lr=case.rate)


def batches(case: Case) -> Callable[[], tuple[torch.Tensor, torch.Tensor]]:
    x, t = map(torch.from_numpy, case.data())
    order, place = torch.randperm(case.examples), 0

    def batch() -> tuple[torch.Tensor, torch.Tensor]:
        nonlocal order, place
        if place >= case.examples:
            order, place = torch.randperm(case.examples), 0
        rows = order[place : place + case.batch]
        place += case.batch
        return x[rows], t[rows]

    return batch


def prepare(case: Case) -> Callable[[int], None]:
    network, loss, optimizer = parts(case)
    batch = batches(case)

    def steps(count: int) -> None:
        for _ in range(count):
            x, t = batch()
            optimizer.zero_grad()
            loss(network(x), t).backward()
            optimizer.step()

    return steps
