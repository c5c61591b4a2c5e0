"""PyTorch: the step of a DCGAN, as its own tutorial writes it."""

from collections.abc import Callable

import torch
from picture_cases import PictureCase
from torch import nn


def prepare(
    case: PictureCase, *, compiled: bool, layout: torch.memory_format
) -> Callable[[int], None]:
    from peers.torch_pictures import network_of

    judge = network_of(case.shape, case.layers).to(memory_format=layout)
    maker = network_of((1, 1, case.noise), case.generator).to(memory_format=layout)
    of_judge, of_maker = (
        torch.optim.Adam(network.parameters(), lr=case.rate, betas=(0.5, 0.999))
        for network in (judge, maker)
    )
    judged, made = (torch.compile(n) if compiled else n for n in (judge, maker))
    real = torch.from_numpy(case.data()[0]).permute(0, 3, 1, 2).contiguous(memory_format=layout)
    yes, no = torch.ones(case.batch, 1), torch.zeros(case.batch, 1)
    loss = nn.BCEWithLogitsLoss()

    def step() -> None:
        rows = torch.randint(0, len(real), (case.batch,))
        noise = torch.randn(case.batch, case.noise, 1, 1)
        of_judge.zero_grad()
        loss(judged(real[rows]), yes).backward()
        fake = made(noise)
        loss(judged(fake.detach()), no).backward()
        of_judge.step()
        of_maker.zero_grad()
        loss(judged(fake), yes).backward()
        of_maker.step()

    def steps(count: int) -> None:
        for _ in range(count):
            step()

    return steps
