"""What is chosen among: networks and settings, every combination of them or some by chance."""

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from mieru.data.split import check_seed, check_whole
from mieru.learn import Settings, grid
from mieru.learn.populations.members import listed
from mieru.nn import Network
from mieru.nn.checks import as_finite, shown
from mieru.words import SettingError

MOST_CANDIDATES = 10_000


@dataclass(frozen=True)
class Candidate:
    """A network and how it learns. ``settings.seed`` is set by the search."""

    network: Network
    settings: Settings

    @property
    def key(self) -> str:
        """The same text for the same candidate: by it a search knows what it has done already."""
        settings = self.settings.to_json() | {"seed": 0}
        return json.dumps([self.network.to_json(), settings], sort_keys=True)


def every_combination(
    networks: Network | Sequence[Network], settings: Settings, **values: Sequence[Any]
) -> list[Candidate]:
    """Every network with every combination of ``values``, names as for :func:`mieru.learn.grid`.

    >>> from mieru.learn import Settings
    >>> nets = [Network.parse(f"2-{n}-1") for n in (2, 4)]
    >>> len(every_combination(nets, Settings(), rate=[0.01, 0.1], batch_size=[8, 16, 32]))
    12
    """
    found = [Candidate(n, s) for n, s in product(_networks(networks), grid(settings, **values))]
    check_whole("candidates", len(found), 1, MOST_CANDIDATES)
    return found


def some_combinations(
    networks: Network | Sequence[Network],
    settings: Settings,
    count: int,
    *,
    seed: int = 0,
    **values: Sequence[Any] | tuple[float, float],
) -> list[Candidate]:
    """``count`` candidates by chance, no two alike.

    Of a list one value is taken; a pair of floats (low, high), both above 0, is a range, drawn
    evenly over the logarithm: rates and strengths are matters of magnitude (Bergstra & Bengio
    2012). Fewer come where there are no more.
    """
    check_seed(seed)
    check_whole("count", count, 1, MOST_CANDIDATES)
    random, nets = np.random.default_rng([seed, 3]), _networks(networks)
    given = {n: c if _is_range(c) else listed(n, c) for n, c in values.items()}
    found: dict[str, Candidate] = {}
    for _ in range(20 * count):
        drawn = {name: [_drawn(name, choices, random)] for name, choices in given.items()}
        network = nets[int(random.integers(len(nets)))]
        candidate = Candidate(network, grid(settings, **drawn)[0])
        found.setdefault(candidate.key, candidate)
        if len(found) == count:
            break
    return list(found.values())


def differences(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """Of each candidate what tells it from others: only what is not the same in all of them."""
    told = [_told(candidate) for candidate in candidates]
    names = dict.fromkeys(name for one in told for name in one)
    varying = [name for name in names if len({repr(one.get(name)) for one in told}) > 1]
    return [{name: one[name] for name in varying if name in one} for one in told]


def _told(candidate: Candidate) -> dict[str, Any]:
    settings = candidate.settings
    plain = {
        field.name: getattr(settings, field.name)
        for field in dataclasses.fields(settings)
        if field.name not in ("optimizer", "seed", "loss", "stopping", "batch_capacity")
    }
    optimizer = settings.optimizer
    numbers = {f.name: getattr(optimizer, f.name) for f in dataclasses.fields(optimizer)}
    rate = numbers.get("rate")
    if rate is not None and not isinstance(rate, float):
        numbers["rate"] = rate.kind
    loss = {} if settings.loss is None else {"loss": settings.loss.kind}
    return {"network": candidate.network.text, "optimizer": optimizer.kind} | numbers | plain | loss


def _networks(networks: Network | Sequence[Network]) -> list[Network]:
    found = [networks] if isinstance(networks, Network) else list(networks)
    if not found:
        raise SettingError(
            en="there is no network to choose from; give at least one",
            ja="選ぶ対象のネットワークがありません。1 つ以上与えてください",
        )
    return found


def _is_range(choices: object) -> bool:
    return isinstance(choices, tuple) and len(choices) == 2


def _drawn(name: str, choices: Any, random: np.random.Generator) -> Any:
    if _is_range(choices):
        low, high = map(as_finite, choices)
        if low is None or high is None or not 0 < low < high:
            told = shown(choices)
            raise SettingError(
                en=f"{name}: a range to draw from is (low, high), 0 < low < high, not {told}; a "
                "list of two values is one to choose from",
                ja=f"{name}: 範囲は 0 < 下限 < 上限 の組で与えてください ({told} ではなく)。"
                "2 つの値から選ぶにはリストにしてください",
            )
        return float(np.exp(random.uniform(np.log(low), np.log(high))))
    return choices[int(random.integers(len(choices)))]
