"""Mieru (見える): deep learning you can see into.

The names below are loaded when first used, so that ``import mieru`` takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Where each name of the front door lives.
_HOMES = {
    "mieru.nn": (
        "Activation BatchNorm BinaryCrossEntropy Conv ConvTranspose CrossEntropy Dense Dropout "
        "Embedding Flatten Given GlobalMeanPool Glorot He Huber LayerNorm LeCun MaxPool MeanPool "
        "MeanSquaredError Network Parallel Residual SquaredError Uniform Zeros trace"
    ),
    "mieru.learn": (
        "AdaGrad Adam AdamW Checkpoint Cosine Cutout EarlyStopping ExponentialDecay Flip "
        "GradientDescent Mixup Momentum Nesterov Progress RMSProp Rotate Settings Shift StepDecay "
        "Zoom fit resume"
    ),
    "mieru.files": "Run load save",
    "mieru.carry": "export load_bundle",
    "mieru.estimators": "MieruClassifier MieruRegressor",
    "mieru.words": "MieruError set_language",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}
_ROOMS = (
    *("carry", "data", "estimators", "evaluate", "explain", "files"),
    *("learn", "nn", "published", "systems", "words"),
)

if TYPE_CHECKING:
    from mieru.carry import export as export, load_bundle as load_bundle
    from mieru.estimators import (
        MieruClassifier as MieruClassifier,
        MieruRegressor as MieruRegressor,
    )
    from mieru.files import Run as Run, load as load, save as save
    from mieru.learn import (
        AdaGrad as AdaGrad,
        Adam as Adam,
        AdamW as AdamW,
        Checkpoint as Checkpoint,
        Cosine as Cosine,
        Cutout as Cutout,
        EarlyStopping as EarlyStopping,
        ExponentialDecay as ExponentialDecay,
        Flip as Flip,
        GradientDescent as GradientDescent,
        Mixup as Mixup,
        Momentum as Momentum,
        Nesterov as Nesterov,
        Progress as Progress,
        RMSProp as RMSProp,
        Rotate as Rotate,
        Settings as Settings,
        Shift as Shift,
        StepDecay as StepDecay,
        Zoom as Zoom,
        fit as fit,
        resume as resume,
    )
    from mieru.nn import (
        Activation as Activation,
        BatchNorm as BatchNorm,
        BinaryCrossEntropy as BinaryCrossEntropy,
        Conv as Conv,
        ConvTranspose as ConvTranspose,
        CrossEntropy as CrossEntropy,
        Dense as Dense,
        Dropout as Dropout,
        Embedding as Embedding,
        Flatten as Flatten,
        Given as Given,
        GlobalMeanPool as GlobalMeanPool,
        Glorot as Glorot,
        He as He,
        Huber as Huber,
        LayerNorm as LayerNorm,
        LeCun as LeCun,
        MaxPool as MaxPool,
        MeanPool as MeanPool,
        MeanSquaredError as MeanSquaredError,
        Network as Network,
        Parallel as Parallel,
        Residual as Residual,
        SquaredError as SquaredError,
        Uniform as Uniform,
        Zeros as Zeros,
        trace as trace,
    )
    from mieru.words import MieruError as MieruError, set_language as set_language


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    if name in _ROOMS:
        return import_module(f"mieru.{name}")
    raise AttributeError(f"module 'mieru' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_HOME_OF, *_ROOMS, "__version__"])
