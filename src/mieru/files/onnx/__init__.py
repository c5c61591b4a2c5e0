"""A trained network as an ONNX model: one small row for each kind of layer (``rows.ROWS``)."""

from mieru.files.onnx.graph import Graph, Value
from mieru.files.onnx.network import (
    Answers,
    Port,
    Wanted,
    Writing,
    network_nodes,
    notes_of,
    onnx_model,
)
from mieru.files.onnx.rows import ROWS

__all__ = [
    "ROWS",
    "Answers",
    "Graph",
    "Port",
    "Value",
    "Wanted",
    "Writing",
    "network_nodes",
    "notes_of",
    "onnx_model",
]
