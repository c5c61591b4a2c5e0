"""What the published networks cost, counted from the networks themselves without a weight."""

from collections.abc import Sequence
from typing import Any

from mieru.nn import Network
from mieru.nn.summary import bytes_text, rows
from mieru.published import find
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Block, Cell, Code, Fold, Section, Table

_WEIGHTED = ("conv", "dense")


def costs_section(names: Sequence[str], told: Text, others: Sequence[str] = ()) -> Section:
    """A table of what each costs; ``names`` are the system's own, ``others`` for comparison."""
    lines: list[list[Cell]] = []
    for name in (*names, *others):
        network = find(name).network()
        convolutions, dense = weights_of(network)
        share = dense / (convolutions + dense)
        lines.append(
            [
                find(name).title,
                str(find(name).year),
                depth(network),
                f"{network.parameter_count:,}",
                f"{1 - share:.0%} / {share:.0%}",
                f"{network.multiplications / 1e6:,.0f} M",
                bytes_text(4 * network.parameter_count),
            ]
        )
    head = [
        Text("network", "ネットワーク"),
        Text("year", "年"),
        Text("layers with weights", "重みのある層"),
        word("parameters"),
        Text("convolutions / dense", "畳み込み / 全結合層"),
        word("multiplications"),
        Text("in memory", "メモリ"),
    ]
    body: list[Block] = [told, Table(head, lines)]
    body += [
        Fold(
            Text(f"{find(name).title}, layer by layer", f"{find(name).title} の全層"),
            [Code(find(name).network().summary())],
        )
        for name in names
    ]
    return Section(Text("What it costs", "コスト"), body)


def depth(network: Network) -> int:
    """Layers with a kernel or a matrix on the longest way from input to output, bypasses apart."""
    return _depth(rows(network))


def _depth(lines: list[dict[str, Any]]) -> int:
    deep = 0
    for row in lines:
        ways = [_depth(inner) for name, inner in row["inner"].items() if name != "shortcut"]
        deep += max(ways, default=int(row["kind"] in _WEIGHTED))
    return deep


def weights_of(network: Network) -> tuple[int, int]:
    """Parameters in convolutions (normalization included) and in dense layers."""
    dense = _in_dense(rows(network))
    return network.parameter_count - dense, dense


def _in_dense(lines: list[dict[str, Any]]) -> int:
    total = 0
    for row in lines:
        if row["kind"] == "dense":
            total += row["parameters"]
        total += sum(_in_dense(inner) for inner in row["inner"].values())
    return total


def cost_metrics(names: Sequence[str]) -> dict[str, float]:
    """Parameters of each, under ``alexnet_parameters`` and the like."""
    return {f"{key(name)}_parameters": find(name).network().parameter_count for name in names}


def cost_names(names: Sequence[str]) -> dict[str, Text]:
    """What to call them."""
    return {
        f"{key(name)}_parameters": Text(
            f"parameters of {find(name).title}", f"{find(name).title} のパラメータ数"
        )
        for name in names
    }


def key(name: str) -> str:
    """The name of a published network as a part of a metric's name."""
    return name.replace("-", "_").replace(".", "_")
