"""What the page asks for, checked before anything is loaded: network, settings and data."""

from itertools import islice
from typing import TYPE_CHECKING, Any

from mieru.studio.describe import MOST_LAYERS, clean, layer_rows
from mieru.studio.images.choices import OPTIMIZERS, SETS, check_size, folder_path
from mieru.studio.images.messages import NetworkAsked, NetworkChecked, TrainAsked
from mieru.studio.messages import Text
from mieru.words import DataError, MieruError, SettingError, ShapeError

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.learn import Settings
    from mieru.nn import Network

LONGEST_NETWORK = 4_000  # characters
LONGEST_PROBLEM = 1_000
MOST_PARAMETERS = 20_000_000
MOST_MULTIPLICATIONS = 2_000_000_000  # for one example, forward
MOST_NUMBERS = 250_000_000  # that one batch makes on its way through: 1 GB in float32
MOST_EPOCHS = 1_000
LARGEST_BATCH = 4_096
LONGEST_AUGMENT = 200


def checked(asked: NetworkAsked) -> NetworkChecked:
    """The network's layers and cost, or what is wrong with it."""
    from mieru.nn.summary import rows

    try:
        network = network_for(asked.network, asked.shape, asked.classes)
    except MieruError as error:
        problem = Text(clean(error.en, LONGEST_PROBLEM), clean(error.ja, LONGEST_PROBLEM))
        return NetworkChecked(problem=problem)
    return NetworkChecked(
        layers=tuple(islice(layer_rows(rows(network)), MOST_LAYERS)),
        parameters=network.parameter_count,
        multiplications=network.multiplications,
    )


def network_for(text: str, shape: tuple[int, ...], classes: int) -> "Network":
    """The network that the line says, if it takes such pictures and tells so many classes.

    Raises SettingError or ShapeError, also for one too large to be trained here.
    """
    from mieru.nn import Network

    if len(text) > LONGEST_NETWORK:
        raise SettingError(
            en=f"the network's line is longer than {LONGEST_NETWORK:,} characters",
            ja=f"ネットワークの記述が {LONGEST_NETWORK:,} 文字を超えています",
        )
    network = Network.parse(text)
    sides = "x".join(map(str, shape))
    if network.input_shape != tuple(shape):
        raise ShapeError(
            en=f"the network takes {'x'.join(map(str, network.input_shape))}, but the pictures "
            f"are {sides}; begin its line with {sides}",
            ja=f"ネットワークの入力は {'x'.join(map(str, network.input_shape))} ですが、"
            f"画像は {sides} です。記述を {sides} で始めてください",
        )
    if network.output_shape != (classes,):
        given = "x".join(map(str, network.output_shape))
        raise ShapeError(
            en=f"the network gives {given} numbers, but there are {classes} classes; end its line "
            f"with dense {classes}",
            ja=f"ネットワークの出力は {given} 個ですが、クラスは {classes} 個です。"
            f"記述を dense {classes} で終えてください",
        )
    check_cost(network)
    return network


def check_cost(network: "Network") -> None:
    """Raises SettingError for a network too large to be trained here."""
    bounds = (
        (network.parameter_count, MOST_PARAMETERS, ("parameters", "パラメータ")),
        (
            network.multiplications,
            MOST_MULTIPLICATIONS,
            ("multiplications an example", "乗算 (1 例あたり)"),
        ),
    )
    for found, most, (en, ja) in bounds:
        if found > most:
            raise SettingError(
                en=f"the network has {found:,} {en}, more than the {most:,} that this page "
                "trains; make layers smaller, or train it from Python",
                ja=f"ネットワークの{ja}が {found:,} で、このページの上限 {most:,} を超えています。"
                "層を小さくするか、Python で学習させてください",
            )


def settings_for(asked: TrainAsked) -> "Settings":
    """How to learn. Raises SettingError, naming what is out of its range."""
    from mieru.learn import Settings

    _between("epochs", asked.epochs, 1, MOST_EPOCHS)
    _between("batch_size", asked.batch_size, 1, LARGEST_BATCH)
    if asked.optimizer not in OPTIMIZERS:
        raise SettingError(
            en=f"there is no optimizer {clean(asked.optimizer, 60)!r} here; choose one of "
            f"{', '.join(OPTIMIZERS)}",
            ja=f"最適化手法 {clean(asked.optimizer, 60)!r} はありません。"
            f"{', '.join(OPTIMIZERS)} から選んでください",
        )
    plain: dict[str, Any] = {
        "epochs": asked.epochs,
        "batch_size": asked.batch_size,
        "optimizer": {"kind": asked.optimizer, "rate": asked.rate},
        "l2": asked.l2,
        "augment": clean(asked.augment, LONGEST_AUGMENT),
        "seed": asked.seed,
    }
    return Settings.from_json(plain)


def check_memory(network: "Network", batch_size: int) -> None:
    """Raises SettingError where one batch would make more numbers than there is room for."""
    from mieru.nn.shapes import size

    numbers = batch_size * sum(map(size, (network.input_shape, *network.shapes)))
    if numbers > MOST_NUMBERS:
        raise SettingError(
            en=f"a batch of {batch_size} makes {numbers:,} numbers on its way through this "
            f"network, more than {MOST_NUMBERS:,}; choose a smaller batch size",
            ja=f"このネットワークではバッチサイズ {batch_size} で {numbers:,} 個の数が必要になり、"
            f"上限の {MOST_NUMBERS:,} を超えます。バッチサイズを小さくしてください",
        )


def source_of(asked: TrainAsked, *, folders: bool) -> tuple[str, dict[str, Any]]:
    """The name or path that ``mieru.data.load`` takes, and its options. Raises SettingError."""
    if asked.folder is None:
        if asked.data not in SETS:
            raise SettingError(
                en=f"there is no set of pictures {clean(asked.data, 60)!r} here; choose one of "
                f"{', '.join(SETS)}",
                ja=f"画像のデータセット {clean(asked.data, 60)!r} はありません。"
                f"{', '.join(SETS)} から選んでください",
            )
        return asked.data, {}
    if not folders:
        raise no_folders()
    check_size(asked.folder)
    options = {"size": asked.folder.size, "grey": asked.folder.grey}
    return str(folder_path(asked.folder)), options


def no_folders() -> SettingError:
    """The error for a folder where others than this machine's user are served."""
    return SettingError(
        en="folders can be named only where the studio serves this machine alone; start it "
        "without --host",
        ja="フォルダを指定できるのは、スタジオをこのマシンだけで使うときに限られます。"
        "--host を付けずに起動してください",
    )


def limited(data: "DataSet", examples: int | None) -> "DataSet":
    """The data with at most so many training examples. Raises SettingError for less than one."""
    from dataclasses import replace

    if examples is None or examples >= len(data.train):
        return data
    _between("examples", examples, 1, len(data.train))
    return replace(data, train=data.train.take(slice(examples)))


def check_pictures(data: "DataSet") -> None:
    """Raises DataError for data that are no pictures of classes."""
    if len(data.input_shape) != 3 or data.classes is None or data.validation is None:
        raise DataError(
            en=f"{data.name} does not hold pictures by class",
            ja=f"{data.name} はクラス別の画像ではありません",
        )


def _between(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise SettingError(
            en=f"{name} must lie between {least:,} and {most:,} here, not {value:,}",
            ja=f"{name} は {least:,} から {most:,} の範囲で指定してください ({value:,} ではなく)",
        )
