"""What a training tells of its data."""

from typing import TYPE_CHECKING

from mieru.studio.describe import clean
from mieru.studio.images.messages import PictureData
from mieru.studio.messages import Text

if TYPE_CHECKING:
    from mieru.data import DataSet


def described(data: "DataSet", *, digits: bool) -> PictureData:
    """What the page tells of the data."""
    return PictureData(
        name=clean(data.name, 100),
        shape=data.input_shape,
        classes=tuple(clean(name, 100) for name in data.classes or ()),
        train=len(data.train),
        validation=len(data.validation) if data.validation else 0,
        test=len(data.test) if data.test else 0,
        openings=len(data.test.openings) if data.test else 0,
        digits=digits,
        notes=tuple(Text(clean(n.en, 600), clean(n.ja, 600)) for n in data.notes[:10]),
    )
