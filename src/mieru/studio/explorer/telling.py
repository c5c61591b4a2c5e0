"""What the room `explain` found, as messages."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from mieru.studio.describe import clean, number
from mieru.studio.explorer.messages import (
    ChannelPart,
    Ending,
    Exponential,
    FromSource,
    GraphNode,
    HowMade,
    MadeByFunction,
    MadeByJoin,
    MadeByNorm,
    MadeByNothing,
    MadeByPool,
    MadeByScan,
    MadeBySum,
    ProductPart,
    WindowWalk,
)

if TYPE_CHECKING:
    from mieru.explain.feature_maps import FeatureMaps
    from mieru.explain.values import Channel, Made, Source, Window
    from mieru.files import Run

MOST_BEST = 10  # classes at the end
LARGEST_WINDOW = 1_024  # numbers of a window that are told one by one
LONGEST_TEXT = 200


def graph_of(run: "Run") -> tuple[GraphNode, ...]:
    """The nodes of the run's network."""
    from mieru.explain.graph import nodes
    from mieru.explain.values import window_of
    from mieru.nn.notation import layer_text
    from mieru.nn.shapes import count

    found = nodes(run.network)
    place = {node.path: i for i, node in enumerate(found)}
    told = []
    for node in found:
        taken = found[place[node.inputs[0]]].shape if node.inputs else ()
        layer = node.layer
        told.append(
            GraphNode(
                path=clean(node.path),
                kind="input" if layer is None else layer.kind,
                text="" if layer is None else clean(layer_text(layer), LONGEST_TEXT),
                inputs=tuple(place[path] for path in node.inputs),
                shape=node.shape,
                # A layer that holds layers has none of its own.
                parameters=count(layer.parameter_shapes(taken))
                if layer is not None and not layer.chains
                else 0,
                window=_walk(window_of(layer, taken)),
            )
        )
    return tuple(told)


def _walk(window: "Window | None") -> WindowWalk | None:
    if window is None:
        return None
    return WindowWalk(
        window.size, window.stride, window.padding, window.dilation, window.transposed
    )


def ending_of(run: "Run", maps: "FeatureMaps") -> Ending:
    """What the network says at its end."""
    from mieru.explain.feature_maps import answer
    from mieru.explain.values import softmax

    logits, said = maps.output.reshape(-1), answer(maps, run.loss).reshape(-1)
    if run.loss.kind == "cross_entropy":
        found = softmax(logits)
        order = np.argsort(-found.logits, kind="stable")[:MOST_BEST].tolist()
        exponentials = found.exponentials
        best = tuple(
            Exponential(k, _number(logits[k]), _number(exponentials[k]), _number(said[k]))
            for k in order
        )
        largest, total = _number(found.largest), _number(found.total)
        return Ending("softmax", best, len(logits), largest, total)
    how: Literal["sigmoid", "values"] = (
        "sigmoid" if run.loss.kind == "binary_cross_entropy" else "values"
    )
    first = range(min(len(logits), MOST_BEST))
    best = tuple(Exponential(k, _number(logits[k]), None, _number(said[k])) for k in first)
    return Ending(how, best, len(logits))


def made_told(made: "Made") -> HowMade:
    """How a value was made."""
    from mieru.explain import values

    value = _number(made.value)
    match made:
        case values.Scanned():
            channels = tuple(map(_channel, made.channels))
            rest, bias = _number(made.rest), _maybe(made.bias)
            return MadeByScan(value, made.rows, made.columns, channels, made.others, rest, bias)
        case values.Pooled():
            told = made.window if made.window.size <= LARGEST_WINDOW else np.zeros(0)
            return MadeByPool(
                value=value,
                rows=made.rows,
                columns=made.columns,
                channel=made.channel,
                how=made.how,
                window=_numbers(told),
                counted=int(np.sum(~np.isnan(made.window))),
                chosen=made.chosen,
            )
        case values.Summed():
            products = tuple(
                ProductPart(_source(p.source), _number(p.weight), _number(p.total))
                for p in made.products
            )
            return MadeBySum(value, products, made.others, _number(made.rest), _maybe(made.bias))
        case values.Applied():
            source = _source(made.source)
            return MadeByFunction(value, source, made.function, made.formula, made.parameter)
        case values.Normalized():
            return MadeByNorm(
                value=value,
                source=_source(made.source),
                over=made.over,
                mean=_number(made.mean),
                variance=_number(made.variance),
                epsilon=made.epsilon,
                normal=_number(made.normal),
                scale=_number(made.scale),
                shift=_number(made.shift),
            )
        case values.Joined():
            return MadeByJoin(value, tuple(map(_source, made.parts)))
        case values.Unexplained():
            return MadeByNothing(value, clean(made.formula, LONGEST_TEXT))
    return MadeByNothing(value)


def _channel(part: "Channel") -> ChannelPart:
    return ChannelPart(
        part.channel, _numbers(part.patch), _numbers(part.kernel), _number(part.total)
    )


def _source(source: "Source") -> FromSource:
    return FromSource(clean(source.path), source.place, _number(source.value))


def _numbers(array: np.ndarray) -> tuple[float | None, ...]:
    return tuple(map(_number, array.reshape(-1).tolist()))


def _number(value: float | np.floating) -> float | None:
    return number(float(value))


def _maybe(value: float | None) -> float | None:
    return None if value is None else _number(value)
