"""The official homes of the sets that are fetched, with the checksums published for them.

MNIST's first home answers no more; its files, bit for bit, are taken from the mirrors that PyTorch
and TensorFlow use. Sizes are for the progress bar and the message; the checksum decides.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remote:
    """One file: its name, size in bytes, checksum (``md5:…`` or ``sha256:…``) and where it is.

    ``homes`` are tried in order; the file is at home + name. ``inside`` names archives within the
    archive that are unpacked in turn; a file that is no archive is kept as it is.
    """

    name: str
    size: int
    checksum: str
    homes: tuple[str, ...]
    inside: tuple[str, ...] = ()

    @property
    def packed(self) -> bool:
        """Whether it is an archive to unpack."""
        return self.name.endswith((".tar.gz", ".zip"))


_MNIST = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_FASHION = ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",)
_CIFAR = ("https://www.cs.toronto.edu/~kriz/",)
_CALTECH = ("https://data.caltech.edu/records/mzrjq-6wc02/files/",)

REMOTES: dict[str, tuple[Remote, ...]] = {
    "mnist": (
        Remote(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "sha256:440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            _MNIST,
        ),
        Remote(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "sha256:3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            _MNIST,
        ),
        Remote(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            _MNIST,
        ),
        Remote(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "sha256:f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            _MNIST,
        ),
    ),
    "fashion-mnist": (
        Remote(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            _FASHION,
        ),
        Remote(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "md5:25c81989df183df01b3e8a0aad5dffbe",
            _FASHION,
        ),
        Remote(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "md5:bef4ecab320f06d8554ea6380940ec79",
            _FASHION,
        ),
        Remote(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "md5:bb300cfdad3c16e7a12a480ee83cd310",
            _FASHION,
        ),
    ),
    "cifar-10": (
        Remote(
            "cifar-10-binary.tar.gz",
            170_052_171,
            "md5:c32a1d4ab5d03f1284b67883e8d87530",
            _CIFAR,
        ),
    ),
    "cifar-100": (
        Remote(
            "cifar-100-binary.tar.gz",
            168_513_733,
            "md5:03b5dce01913d631647c71ecec9e9cb8",
            _CIFAR,
        ),
    ),
    "caltech101": (
        Remote(
            "caltech-101.zip",
            137_414_764,
            "md5:3138e1922a9193bfa496528edbbc45d0",
            _CALTECH,
            inside=("101_ObjectCategories.tar.gz",),
        ),
    ),
}
