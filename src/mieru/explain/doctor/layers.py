"""What the layers did, from either kind of pass: any network's trace, or a dense one in NumPy."""

from typing import TYPE_CHECKING

from mieru.explain.doctor.finding import SeenLayer

if TYPE_CHECKING:
    from mieru.explain.microscope import Passed
    from mieru.nn import Trace


def of_trace(trace: "Trace") -> tuple[SeenLayer, ...]:
    """The layers of any network."""
    from mieru.nn import Activation, Dense

    found, level = [], -1
    for one in trace:
        is_dense = isinstance(one.layer, Dense)
        level += is_dense
        found.append(
            SeenLayer(
                one.path,
                level,
                one.output,
                one.delta,
                one.layer.function if isinstance(one.layer, Activation) else None,
                one.local_derivative,
                one.parameters["weight"] if is_dense else None,
            )
        )
    return tuple(found)


def of_pass(passed: "Passed") -> tuple[SeenLayer, ...]:
    """The layers of a dense network, without JAX; named dense1, tanh1, dense2, ..."""
    found = []
    for level, (one, own) in enumerate(zip(passed.levels, passed.chain.levels, strict=True)):
        path = f"dense{level + 1}"
        found.append(SeenLayer(path, level, one.u, one.delta, weight=own.weights.T))
        if own.activation != "identity":
            path = f"{own.activation}{level + 1}"
            found.append(SeenLayer(path, level, one.f, one.delta, own.activation, one.slope))
    return tuple(found)
