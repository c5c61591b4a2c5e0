"""Taking a recording elsewhere: ONNX, source text, bundles, each with its model card.

The names below are loaded when first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mieru.carry.bundle import Bundle, load_bundle
    from mieru.carry.exports import KINDS, export, kinds, known_kind
    from mieru.carry.model_card import card
    from mieru.carry.onnx_file import onnx_of

_HOMES = {
    "bundle": "Bundle load_bundle",
    "model_card": "card",
    "exports": "KINDS export kinds known_kind",
    "onnx_file": "onnx_of",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = ["KINDS", "Bundle", "card", "export", "kinds", "known_kind", "load_bundle", "onnx_of"]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(f"mieru.carry.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'mieru.carry' has no attribute {name!r}")
