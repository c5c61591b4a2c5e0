"""What a network is and what it costs, printed before there is any data or weight."""

from collections.abc import Iterator, Sequence
from typing import Any

from mieru.nn import chain
from mieru.nn.layer import Layer
from mieru.nn.network import Network
from mieru.nn.shapes import Shape, count, shape_text
from mieru.words import say, term
from mieru.words.columns import aligned, width


def forward_pass(network: Network) -> str:
    """The network as the computation it performs, one line a layer."""
    lines = [("x", shape_text(network.input_shape), "")]
    previous = "x"
    for name, layer, shape in zip(network.names, network.layers, network.shapes, strict=True):
        lines.append((name, shape_text(shape), layer.formula(previous)))
        previous = name
    table = aligned([line[:2] for line in lines], right=[1])
    formulas = [f"  = {formula}" if formula else "" for _, _, formula in lines]
    return "\n".join(map(str.__add__, table, formulas))


def rows(network: Network) -> list[dict[str, Any]]:
    """By layer: name, kind, output shape, parameters and multiplications, as plain numbers.

    ``inner`` holds the same for the layers inside a layer, by the name of their chain; their
    parameters and multiplications are counted in that layer's own already.
    """
    return _rows(network.layers, network.input_shape)


def _rows(layers: Sequence[Layer], shape: Shape) -> list[dict[str, Any]]:
    taken, given = chain.input_shapes(layers, shape), chain.shapes(layers, shape)
    return [
        {
            "name": name,
            "kind": layer.kind,
            "shape": after,
            "parameters": count(layer.parameter_shapes(before)),
            "multiplications": layer.multiplications(before),
            "inner": {inside: _rows(c, before) for inside, c in layer.chains.items() if c},
        }
        for name, layer, before, after in zip(
            chain.names(layers), layers, taken, given, strict=True
        )
    ]


def summary(network: Network) -> str:
    """A table by layer with totals, and the memory that the parameters would take in float32.

    Layers inside a layer stand below it, indented; they are part of its numbers.
    """
    head = [term("layer"), term("output"), term("parameters"), term("multiplications")]
    start = [term("input"), shape_text(network.input_shape), "", ""]
    total = [
        say(en="total", ja="合計"),
        "",
        f"{network.parameter_count:,}",
        f"{network.multiplications:,}",
    ]
    first, *body, last = aligned([head, start, *_lines(rows(network)), total], right=[1, 2, 3])
    rule = "─" * width(first)
    memory = bytes_text(4 * network.parameter_count)
    note = say(
        en=f"parameters in memory: {memory} (float32)",
        ja=f"パラメータのメモリ: {memory} (float32)",
    )
    return "\n".join(line.rstrip() for line in [first, rule, *body, rule, last, note])


def _lines(table: list[dict[str, Any]], margin: str = "") -> Iterator[list[str]]:
    for row in table:
        numbers = (f"{row[n]:,}" for n in ("parameters", "multiplications"))
        yield [margin + row["name"], shape_text(row["shape"]), *numbers]
        for inside, inner in row["inner"].items():
            yield [f"{margin}├ {inside}", "", "", ""]
            yield from _lines(inner, f"{margin}│ ")


def bytes_text(n: float) -> str:
    """``4e9`` as ``4.0 GB`` (powers of ten)."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if n < 1000:
            return f"{n:.0f} B" if unit == "B" else f"{n:.1f} {unit}"
        n /= 1000
    return f"{n:.1f} PB"
