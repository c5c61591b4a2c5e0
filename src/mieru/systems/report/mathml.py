r"""LaTeX as MathML, which browsers set by themselves: no script, no font to load.

The converter does not escape what stands inside ``\text`` and lets links through, so its answer is
parsed, and anything that is not plain mathematics is refused.
"""

import re
import xml.etree.ElementTree as ET
from functools import lru_cache
from html import escape

# The converter knows the outer form of an aligned display only.
_ALIGNED = re.compile(r"\\(begin|end)\{aligned\}")
_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_ELEMENTS = re.compile(
    "math|m(frac|i|n|o|over|padded|phantom|root|row|space|sqrt|style|sub|subsup|sup|table|td|text"
    "|tr|under|underover)"
)
_ATTRIBUTES = re.compile(
    "accent|columnalign|columnspacing|depth|display|displaystyle|fence|form|height|linethickness"
    "|lspace|mathcolor|mathvariant|maxsize|minsize|movablelimits|rowspacing|rspace|scriptlevel"
    "|separator|stretchy|voffset|width"
)


@lru_cache(maxsize=512)
def mathml(latex: str, *, display: bool = False) -> str:
    """``<math>…</math>``; where the formula is not understood, its source as code."""
    from latex2mathml.converter import convert

    plain = _ALIGNED.sub(r"\\\1{align*}", latex)
    try:
        found: str = convert(plain, display="block" if display else "inline")
        root = ET.fromstring(found.replace(_NAMESPACE, "", 1))
    except Exception:  # noqa: BLE001 - the converter has no common error; the source is readable
        return f"<code>{escape(latex)}</code>"
    for element in root.iter():
        known = all(_ATTRIBUTES.fullmatch(name) for name in element.attrib)
        if not known or not _ELEMENTS.fullmatch(element.tag):
            return f"<code>{escape(latex)}</code>"
    root.set("aria-label", latex)
    return ET.tostring(root, encoding="unicode")
