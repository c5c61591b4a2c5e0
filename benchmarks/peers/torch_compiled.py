"""PyTorch with the model and loss under ``torch.compile``."""

from collections.abc import Callable

import torch
from cases import Case
from peers.torch_eager import batches, parts


def prepare(case: Case) -> Callable[[int], None]:
    network, loss, optimizer = parts(case)
    batch = batches(case)

    @torch.compile
    def error(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        return loss(network(x), t)

    def step() -> None:
        x, t = batch()
        if len(x) < case.batch:  # another shape would be compiled once more
            x, t = batch()
        optimizer.zero_grad()
        error(x, t).backward()
        optimizer.step()

    def steps(count: int) -> None:
        for _ in range(count):
            step()

    return steps
