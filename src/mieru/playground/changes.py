"""What a change of the experiment means for a network that is learning."""

from enum import Enum

from msgspec.structs import asdict, replace

from mieru.playground.experiment import Experiment

# What every engine takes while learning goes on; of hidden layers, their dropout.
TURNED = frozenset(
    {
        "rate", "optimizer", "momentum", "decay1", "decay2", "weight_decay", "schedule",
        "schedule_epochs", "schedule_factor", "batch_size", "l1", "l2",
    }
)  # fmt: skip
TURNED_IN_ORIGINAL = frozenset({"rate"})
SHOWN = frozenset({"view", "stop"})


class Kind(Enum):
    """What is to be done."""

    TURN = "turn"  # numbers, while learning goes on
    DATA = "data"  # new points, the same weights: as the original does with a new seed
    ANEW = "anew"


def kind_of_change(before: Experiment, after: Experiment) -> Kind:
    """What the change from ``before`` to ``after`` asks for."""
    fields = {name for name, value in asdict(before).items() if getattr(after, name) != value}
    fields -= SHOWN
    if before.mode == "original" == after.mode:
        if fields == {"seed"}:
            return Kind.DATA
        return Kind.TURN if fields <= TURNED_IN_ORIGINAL else Kind.ANEW
    if "layers" in fields and _without_dropout(before) == _without_dropout(after):
        fields.discard("layers")
    return Kind.TURN if fields <= TURNED else Kind.ANEW


def _without_dropout(experiment: Experiment) -> tuple[object, ...]:
    return tuple(replace(layer, dropout=0.0) for layer in experiment.layers)
