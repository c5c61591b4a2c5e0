"""Images side by side as HTML: they flow into as many columns as the screen has room for."""

import base64
import io
from html import escape

import numpy as np
from numpy.typing import NDArray

from mieru.systems.report import palette
from mieru.systems.report.drawings import Pictures
from mieru.systems.report.text import as_text


def pictures_html(pictures: Pictures) -> str:
    """The images in a grid, each with its caption in both languages."""
    images = _as_bytes(np.asarray(pictures.pictures), pictures.diverging)
    captions = [*pictures.captions, *[""] * (len(images) - len(pictures.captions))]
    cells = []
    for number, (image, caption) in enumerate(zip(images, captions, strict=True), start=1):
        text = as_text(caption)
        alt = escape(text.en or f"{as_text(pictures.title).en} {number}", quote=True)
        below = f"<figcaption>{spoken(text.en, text.ja)}</figcaption>" if text.en else ""
        cells.append(f'<figure><img alt="{alt}" src="{_data_uri(image)}"/>{below}</figure>')
    return f'<div class="pictures" style="--columns:{pictures.columns}">{"".join(cells)}</div>'


def spoken(en: str, ja: str) -> str:
    """Both forms of plain words as HTML; the page shows one. Alike forms stand once."""
    if en == ja:
        return escape(en)
    return f'<span lang="en">{escape(en)}</span><span lang="ja">{escape(ja)}</span>'


def _as_bytes(images: NDArray[np.generic], diverging: bool) -> NDArray[np.uint8]:
    """(N, H, W, 3) or (N, H, W) bytes."""
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    if diverging:
        return np.stack([palette.shades(image, diverging=True) for image in images])
    if images.dtype == np.uint8:
        return images.astype(np.uint8)
    return (np.clip(images.astype(np.float64), 0, 1) * 255).round().astype(np.uint8)


def _data_uri(image: NDArray[np.uint8]) -> str:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(image).save(stream, format="PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
