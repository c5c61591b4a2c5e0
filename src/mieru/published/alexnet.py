"""AlexNet: the network whose error of 16 % began the deep years (Krizhevsky et al. 2012).

Eight layers with weights. These are the sizes of the version for one device (Krizhevsky 2014),
which is the one whose weights are passed around.
"""

from mieru.nn import Conv, Dense, Dropout, Flatten, MaxPool, Network

SIDE = 224


def alexnet(classes: int = 1000) -> Network:
    """The network, for pictures of 224×224×3."""
    return Network(
        (SIDE, SIDE, 3),
        [
            *(Conv(64, 11, stride=4, padding=2), "relu", MaxPool(3, stride=2)),
            *(Conv(192, 5, padding=2), "relu", MaxPool(3, stride=2)),
            *(Conv(384, 3, padding=1), "relu"),
            *(Conv(256, 3, padding=1), "relu"),
            *(Conv(256, 3, padding=1), "relu", MaxPool(3, stride=2)),
            *(Flatten(), Dropout(0.5), Dense(4096), "relu"),
            *(Dropout(0.5), Dense(4096), "relu"),
            Dense(classes),
        ],
    )


def alexnet_names() -> list[str]:
    """The names of its layers in torchvision's files."""
    convolutions = [f"features.{i}" for i in (0, 3, 6, 8, 10)]
    return convolutions + [f"classifier.{i}" for i in (1, 4, 6)]
