"""Where a weight or a bias stands among the flat parameters."""

from itertools import pairwise

from mieru.words import SettingError


def link_index(sizes: tuple[int, ...], layer: int, unit: int, source: int | None) -> int:
    """The place of the weight of ``unit`` from ``source``, or of its bias where that is None.

    ``layer`` 0 is the first hidden one. Raises SettingError where there is none.
    """
    if not (0 <= layer < len(sizes) - 1 and 0 <= unit < sizes[layer + 1]):
        raise _none(layer, unit, source)
    if source is None:
        links = sum(a * b for a, b in pairwise(sizes))
        return links + sum(sizes[1 : layer + 1]) + unit
    if not 0 <= source < sizes[layer]:
        raise _none(layer, unit, source)
    before = sum(a * b for a, b in pairwise(sizes[: layer + 1]))
    return before + unit * sizes[layer] + source


def _none(layer: int, unit: int, source: int | None) -> SettingError:
    what = f"unit {unit}" if source is None else f"weight of unit {unit} from unit {source}"
    ja = f"ユニット {unit}" if source is None else f"ユニット {source} から {unit} への重み"
    return SettingError(
        en=f"there is no {what} in layer {layer} of the network; count from 0",
        ja=f"ネットワークの第 {layer} 層に{ja} はありません。0 から数えてください",
    )
