"""Random networks for hypothesis: any layer with any fields, as deep as layers go."""

from typing import Any

from hypothesis import strategies as st

from mieru.nn import (
    Activation,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Given,
    GlobalMeanPool,
    Glorot,
    He,
    LayerNorm,
    LeCun,
    MaxPool,
    MeanPool,
    Network,
    Parallel,
    Residual,
    Uniform,
    Zeros,
    activation_function,
    activation_names,
)

small = st.integers(1, 5)
pairs = st.tuples(small, small)
numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
positive = st.floats(1e-6, 1e6)
shares = st.floats(0, 0.999, allow_subnormal=False)
sides = st.tuples(st.integers(0, 3), st.integers(0, 3))
paddings = st.sampled_from(["valid", "same", "full"]) | st.tuples(sides, sides)
initials = st.one_of(
    st.sampled_from([Glorot(), He(), LeCun(), Zeros()]),
    st.builds(Uniform, positive),
    st.builds(Given, st.lists(numbers, max_size=4).map(tuple)),
)


@st.composite
def activations(draw: st.DrawFn) -> Activation:
    function = draw(st.sampled_from(activation_names()))
    takes_number = activation_function(function).default is not None
    return Activation(function, draw(st.none() | numbers) if takes_number else None)


@st.composite
def scans(draw: st.DrawFn) -> Conv | ConvTranspose:
    groups = draw(st.integers(1, 3))
    kind: Any = draw(st.sampled_from([Conv, ConvTranspose]))
    layer: Conv | ConvTranspose = kind(
        groups * draw(small),
        kernel=draw(pairs),
        stride=draw(pairs),
        padding=draw(paddings),
        dilation=draw(pairs),
        groups=groups,
        bias=draw(st.booleans()),
        initial=draw(initials),
        initial_bias=draw(numbers),
    )
    return layer


@st.composite
def pools(draw: st.DrawFn) -> MaxPool | MeanPool:
    window = draw(pairs)
    within = st.tuples(*(st.tuples(*[st.integers(0, w - 1)] * 2) for w in window))
    kind: Any = draw(st.sampled_from([MaxPool, MeanPool]))
    padding = draw(st.sampled_from(["valid", "same"]) | within)
    layer: MaxPool | MeanPool = kind(window, draw(st.none() | pairs), padding)
    return layer


plain = st.one_of(
    st.builds(Dense, small, st.booleans(), initials, numbers),
    activations(),
    st.builds(Dropout, shares),
    st.just(Flatten()),
    scans(),
    pools(),
    st.just(GlobalMeanPool()),
    st.builds(BatchNorm, shares, positive),
    st.builds(LayerNorm, positive),
    st.builds(Embedding, small, small, initials),
)


def _with_layers_inside(layers: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    chains = st.lists(layers, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Residual, st.lists(layers, min_size=1, max_size=3).map(tuple), chains),
        st.builds(
            Parallel,
            st.lists(chains, min_size=1, max_size=3).map(tuple),
            st.sampled_from(["concatenate", "add"]),
        ),
    )


# Any layer at all; whether it can take its input is another matter.
layers = st.recursive(plain, _with_layers_inside, max_leaves=6)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A network whose every layer can take what the one before gives."""
    shape = draw(st.sampled_from([(4,), (3, 4), (6, 5, 2), (8, 8, 3)]))
    found: list[Any] = [Flatten()] if draw(st.booleans()) else []
    network = Network(shape, found or ["identity"])
    for layer in draw(st.lists(layers, max_size=5)):
        try:
            network = Network(shape, [*network.layers, layer])
        except ValueError:
            continue  # this layer does not fit here
    return network
