"""What the page of images offers: the sets of pictures, and networks that suit them."""

from pathlib import Path

from mieru.data.catalogue import CATALOGUE, describe
from mieru.studio.describe import clean
from mieru.studio.images.messages import FolderAsked, FolderFound, PictureSet, PictureSets
from mieru.studio.messages import Text
from mieru.words import SettingError

SETS = ("digits", "mnist", "fashion-mnist", "cifar-10", "cifar-100")
# A drawing is read as a digit where these are learned.
DIGITS = ("digits", "mnist")
OPTIMIZERS = ("gradient_descent", "momentum", "nesterov", "rmsprop", "adam", "adamw")
SMALLEST_FOR_POOLING = 24  # pixels a side
LARGEST_SIZE = 128
MOST_CLASSES = 200


def picture_sets(*, folders: bool) -> PictureSets:
    """The sets, and whether their files are on this machine."""
    found = []
    for name in SETS:
        entry = CATALOGUE[name]
        found.append(
            PictureSet(
                name=name,
                title=Text(entry.title.en, entry.title.ja),
                here=describe(name).here,
                examples=entry.examples,
                shape=entry.input_shape,
                classes=entry.classes or 0,
                digits=name in DIGITS,
                networks=networks(entry.input_shape, entry.classes or 0),
            )
        )
    return PictureSets(tuple(found), OPTIMIZERS, folders)


def networks(shape: tuple[int, ...], classes: int) -> tuple[str, ...]:
    """Networks for pictures of ``shape``: a single layer, perceptrons, a small CNN."""
    sides = "x".join(map(str, shape))
    last = f"dense {classes}"
    if shape[0] < SMALLEST_FOR_POOLING:
        convolutions = (
            "conv 8 3x3 padding=same initial=he, relu, maxpool 2, conv 16 3x3 initial=he, relu, "
            "flatten"
        )
    else:
        convolutions = (
            "conv 8 5x5 initial=he, relu, maxpool 2, conv 16 5x5 initial=he, relu, maxpool 2, "
            "flatten, dense 64 initial=he, relu"
        )
    deep = "dense 256 initial=he, relu, dropout 0.2, dense 128 initial=he, relu"
    return (
        f"{sides}, flatten, {last}",
        f"{sides}, flatten, dense 100 initial=he, relu, {last}",
        f"{sides}, flatten, {deep}, {last}",
        f"{sides}, {convolutions}, {last}",
    )


def folder_found(asked: FolderAsked) -> FolderFound:
    """What is in the user's folder. Raises SettingError, and DataError as ``load`` does."""
    from mieru.data.picture_folder import class_names, find_pictures, part_folders

    check_size(asked)
    folder = folder_path(asked)
    train = part_folders(folder)["train"]
    classes = class_names(train)
    if len(classes) > MOST_CLASSES:
        raise SettingError(
            en=f"{folder} has {len(classes)} folders; a class is a folder, and at most "
            f"{MOST_CLASSES} can be learned here",
            ja=f"{folder} にはフォルダが {len(classes)} 個あります。フォルダがクラスにあたり、"
            f"ここで学習できるのは {MOST_CLASSES} クラスまでです",
        )
    pictures = find_pictures("train", train, classes, None)
    shape = (asked.size, asked.size, 1 if asked.grey else 3)
    return FolderFound(
        pictures=len(pictures.paths),
        classes=tuple(clean(name, 100) for name in classes),
        shape=shape,
        networks=networks(shape, len(classes)),
    )


def folder_path(asked: FolderAsked) -> Path:
    """The folder on this machine. Raises SettingError where there is none."""
    text = asked.path.strip()
    try:
        folder = Path(text).expanduser()
        if text and "\0" not in text and folder.is_dir():
            return folder
    except (OSError, RuntimeError, ValueError):  # too long, no permission, no such ~user
        pass
    shown = clean(text, 200)
    raise SettingError(
        en=f"there is no folder {shown!r} on this machine; write its whole path, such as "
        "~/pictures/flowers",
        ja=f"このマシンにフォルダ {shown!r} はありません。~/pictures/flowers のように"
        "パス全体を書いてください",
    )


def check_size(asked: FolderAsked) -> None:
    """Raises SettingError for a size that pictures cannot be made."""
    if not 8 <= asked.size <= LARGEST_SIZE:
        raise SettingError(
            en=f"pictures are made 8 to {LARGEST_SIZE} pixels a side, not {asked.size}",
            ja=f"画像の 1 辺は 8 から {LARGEST_SIZE} 画素です ({asked.size} ではなく)",
        )
