"""The members of a population, and which of them can learn in one compiled program."""

import dataclasses
import os
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from mieru.learn.compiled import empty_memory
from mieru.learn.populations.dropout import turned, without_rates
from mieru.learn.populations.forms import Form, Stacked
from mieru.learn.populations.lanes import Lanes, fits
from mieru.learn.settings import Settings
from mieru.nn import Loss, Network
from mieru.nn.checks import shown
from mieru.nn.shapes import size
from mieru.words import SettingError

# More would be minutes of work and hundreds of megabytes of results that nobody can look at.
MOST_MEMBERS = 100_000
_LEAST_MEMORY = 2**28
_MEMORY_WHERE_UNKNOWN = 2**30


@dataclass(frozen=True, eq=False)
class Member:
    """One network of a population: what it is, how it learns, which fold it learns from."""

    number: int
    network: Network
    settings: Settings  # the loss is said
    fold: int | None = None

    @property
    def loss(self) -> Loss:
        """What it minimises."""
        assert self.settings.loss is not None
        return self.settings.loss


def grid(settings: Settings, **values: Sequence[Any]) -> list[Settings]:
    """Every combination of the values: ``grid(settings, batch_size=[8, 32], seed=range(5))``.

    The names are fields of Settings; ``rate`` is the optimizer's. The last name changes fastest.
    Raises SettingError for a name that is none, no values, and for a value out of range.
    """
    found = [settings]
    for name, choices in values.items():
        given = listed(name, choices)
        found = [_changed(one, name, value) for one in found for value in given]
    return found


def listed(name: str, choices: object) -> list[Any]:
    """The values to choose from. Raises SettingError where there are none, or a single one stands
    there by itself."""
    if not isinstance(choices, Iterable) or isinstance(choices, str | bytes):
        raise SettingError(
            en=f"{name} must be a list of values to choose from, not {shown(choices)}",
            ja=f"{name} には選ぶ値のリストを与えてください ({shown(choices)} ではなく)",
        )
    values = list(choices)
    if not values:
        raise SettingError(
            en=f"{name} has no values to choose from; give at least one",
            ja=f"{name} に値がありません。1 つ以上与えてください",
        )
    return values


def _changed(settings: Settings, name: str, value: Any) -> Settings:
    known = {field.name for field in dataclasses.fields(settings.optimizer)}
    if name in known:
        return settings.changed(optimizer=dataclasses.replace(settings.optimizer, **{name: value}))
    return settings.changed(**{name: value})


def groups(members: Sequence[Member], examples: int) -> list[list[Member]]:
    """The members sorted into groups that one program can train: only numbers differ inside."""
    found: dict[Hashable, list[Member]] = {}
    for member in members:
        found.setdefault(_kind(member, examples), []).append(member)
    return list(found.values())


def _kind(member: Member, examples: int) -> Hashable:
    settings = member.settings
    return (
        _without_initial(without_rates(member.network)),
        member.loss,
        min(settings.batch_size, examples),
        jax.tree.structure((settings.optimizer, settings.augment)),
        settings.clip is None,
        settings.max_norm is None,
    )


def _without_initial(network: Network) -> Network:
    """The network with the usual initial weights everywhere, since they are not compiled in."""
    layers = []
    for layer in network.layers:
        usual = {
            field.name: field.default
            for field in dataclasses.fields(layer)
            if field.name in ("initial", "initial_bias")
        }
        layers.append(dataclasses.replace(layer, **usual))
    return Network(network.input_shape, layers)


def form_of(group: Sequence[Member]) -> Form:
    """How this group is best trained."""
    network = _without_initial(group[0].network)
    if any(_without_initial(member.network) != network for member in group):
        network = turned(network)  # they differ in dropout rates
    plain = not group[0].settings.augment  # lanes hold no pictures that could be moved
    kind = Lanes if plain and fits(network, len(group)) else Stacked
    return kind(network, group[0].loss)


def parts(group: Sequence[Member], examples: int, memory: int | None) -> list[list[Member]]:
    """The group cut into parts that each fit into ``memory`` bytes (None: what is free now)."""
    allowed = memory or _free_memory()
    at_once = max(1, allowed // bytes_by_member(group[0], examples))
    count = -(-len(group) // at_once)
    cuts = np.linspace(0, len(group), count + 1).astype(int)
    return [list(group[a:b]) for a, b in pairwise(cuts)]


def bytes_by_member(member: Member, examples: int) -> int:
    """About how much memory a member takes while it learns."""
    network, settings = member.network, member.settings
    numbers = network.parameter_count
    # What an optimizer keeps for one number, it keeps for each.
    memory = empty_memory(settings.optimizer, {"number": jnp.zeros(())})
    remembered = len(jax.tree.leaves(memory)) * numbers
    # Old and new ones of both, gradients, the best so far.
    learned = 4 * numbers + 2 * remembered
    layers = sum(map(size, (network.input_shape, *network.shapes)))
    # Every layer's output, its δ, and what lies between.
    passing = 4 * min(settings.batch_size, examples) * layers
    order = 2 * (examples + settings.batch_size)
    return 4 * (learned + passing + order)


def _free_memory() -> int:
    """A quarter of what is free, in bytes."""
    try:
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):  # not a name that this system knows
        return _MEMORY_WHERE_UNKNOWN
    return max(_LEAST_MEMORY, free // 4)
