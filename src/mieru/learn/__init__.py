"""How a network learns: fit, settings, optimizers, schedules, events and their listeners."""

from mieru.learn.augmentation import (
    AUGMENTATIONS,
    Augmentation,
    Cutout,
    Flip,
    Mixup,
    Rotate,
    Shift,
    Zoom,
)
from mieru.learn.checkpoint import Checkpoint, read_checkpoint
from mieru.learn.events import (
    Advanced,
    Compiled,
    Ended,
    EpochEnded,
    Event,
    Listener,
    Started,
    StopLearning,
)
from mieru.learn.fit import fit, resume, usual_loss
from mieru.learn.learner import Learner
from mieru.learn.live_file import LiveFile
from mieru.learn.optimizers import (
    OPTIMIZERS,
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)
from mieru.learn.populations import Population, PopulationAdvanced, grid, population
from mieru.learn.progress import Progress
from mieru.learn.rate_finder import RateFound, RateRange, find_rate
from mieru.learn.schedules import SCHEDULES, Cosine, ExponentialDecay, Schedule, StepDecay
from mieru.learn.settings import EarlyStopping, Settings

__all__ = [
    "AUGMENTATIONS",
    "OPTIMIZERS",
    "SCHEDULES",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Advanced",
    "Augmentation",
    "Checkpoint",
    "Compiled",
    "Cosine",
    "Cutout",
    "EarlyStopping",
    "Ended",
    "EpochEnded",
    "Event",
    "ExponentialDecay",
    "Flip",
    "GradientDescent",
    "Learner",
    "Listener",
    "LiveFile",
    "Mixup",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "Population",
    "PopulationAdvanced",
    "Progress",
    "RMSProp",
    "RateFound",
    "RateRange",
    "Rotate",
    "Schedule",
    "Settings",
    "Shift",
    "Started",
    "StepDecay",
    "StopLearning",
    "Zoom",
    "find_rate",
    "fit",
    "grid",
    "population",
    "read_checkpoint",
    "resume",
    "usual_loss",
]
