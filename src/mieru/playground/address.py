"""An experiment as a link: ``/playground?data=spiral&network=8+relu,4``, what stands after the #.

Only what differs from the default is written. Links of the original playground (no slash after
the #) are read and written by :mod:`mieru.playground.original.link`.
"""

from typing import Any
from urllib.parse import quote, unquote

import msgspec

from mieru.data import Note
from mieru.playground.address_values import KINDS, Kind, escaped, unescaped
from mieru.playground.by_hand import edited_of, text_of
from mieru.playground.experiment import Experiment, HiddenLayer
from mieru.playground.layers_text import layers_of, layers_text, shared_activation
from mieru.words import MieruError, SettingError

PLACE = "/playground"
LONGEST = 20_000
MOST_KEYS = 100
# Choices of the reader that the page keeps in the same address (web/src/address.ts).
OF_THE_PAGE = frozenset({"lang", "theme", "tab", "log", "speed", "look", "exercise"})

# The key in the link: where its value is in an Experiment, and how it is written.
FIELDS: dict[str, tuple[tuple[str, ...], Kind]] = {
    "problem": (("problem",), KINDS["problem"]),
    "data": (("data",), KINDS["text"]),
    "table": (("table",), KINDS["text"]),
    "columns": (("columns",), KINDS["list"]),
    "size": (("size",), KINDS["whole"]),
    "classes": (("classes",), KINDS["whole"]),
    "noise": (("noise",), KINDS["number"]),
    "train": (("train_percent",), KINDS["number"]),
    "features": (("features",), KINDS["list"]),
    "loss": (("loss",), KINDS["loss"]),
    "output_initial": (("output_initial",), KINDS["text"]),
    "optimizer": (("optimizer",), KINDS["text"]),
    "rate": (("rate",), KINDS["number"]),
    "momentum": (("momentum",), KINDS["number"]),
    "decay1": (("decay1",), KINDS["number"]),
    "decay2": (("decay2",), KINDS["number"]),
    "weight_decay": (("weight_decay",), KINDS["number"]),
    "schedule": (("schedule",), KINDS["text"]),
    "schedule_epochs": (("schedule_epochs",), KINDS["number"]),
    "schedule_factor": (("schedule_factor",), KINDS["number"]),
    "batch": (("batch_size",), KINDS["whole"]),
    "l1": (("l1",), KINDS["number"]),
    "l2": (("l2",), KINDS["number"]),
    "stop_epochs": (("stop", "epochs"), KINDS["whole"]),
    "stop_loss": (("stop", "test_loss"), KINDS["number"]),
    "stop_accuracy": (("stop", "test_accuracy"), KINDS["number"]),
    "patience": (("stop", "patience"), KINDS["whole"]),
    "seed": (("seed",), KINDS["text"]),
    "init_zero": (("init_zero",), KINDS["flag"]),
    "discretize": (("view", "discretize"), KINDS["flag"]),
    "show_test": (("view", "show_test"), KINDS["flag"]),
    "hide_text": (("view", "hide_text"), KINDS["flag"]),
    "hidden": (("view", "hidden"), KINDS["list"]),
    "tutorial": (("view", "tutorial"), KINDS["text"]),
    "palette": (("view", "palette"), KINDS["palette"]),
    "edited": (("edited",), Kind(text_of, edited_of)),
    "points": (("points",), KINDS["text"]),
}
# Here a + is a plus, and not the space that it is in all other links.
MATHEMATICS = frozenset({"features"})
LAYER_KEYS = ("activation", "network")
DEFAULT = Experiment()


def write(experiment: Experiment) -> str:
    """The address of ``experiment``: what goes after the # of the page's own.

    >>> from mieru.playground.experiment import Experiment
    >>> write(Experiment(data="spiral", rate=0.1))
    '/playground?data=spiral&rate=.1'
    """
    if experiment.mode == "original":
        from mieru.playground.original import link

        return link.write(experiment)
    pairs = [
        (key, kind.write(_value(experiment, where)))
        for key, (where, kind) in FIELDS.items()
        if _value(experiment, where) != _value(DEFAULT, where)
    ]
    if experiment.layers != DEFAULT.layers:
        shared = shared_activation(experiment.layers)
        if shared != HiddenLayer.__struct_defaults__[0]:
            pairs.append(("activation", escaped(shared)))
        pairs.append(("network", layers_text(experiment.layers, shared)))
    query = "&".join(f"{key}={_quoted(key, value)}" for key, value in pairs)
    return f"{PLACE}?{query}" if query else PLACE


def parse(text: str) -> Experiment:
    """The experiment of an address. Raises SettingError naming the first key that is wrong."""
    experiment, problems = read(text)
    if problems:
        raise SettingError(en=problems[0].en, ja=problems[0].ja)
    return experiment


def read(text: str) -> tuple[Experiment, tuple[Note, ...]]:
    """The experiment of an address, with the default for each key that is wrong, and what is wrong.

    ``text`` may begin with #; an empty one is the default. Options of the page (``lang``) are left
    out. Any text at all is read.
    """
    text = text.removeprefix("#")
    if text and not text.startswith("/"):
        from mieru.playground.original import link

        return _told(link.parse, text)
    return _told(_read, text)


def _told(reader: Any, text: str) -> tuple[Experiment, tuple[Note, ...]]:
    try:
        if len(text) > LONGEST:
            raise SettingError(
                en=f"the link has {len(text)} characters; at most {LONGEST} are read",
                ja=f"リンクが {len(text)} 文字あります。読み取れるのは {LONGEST} 文字までです",
            )
        found = reader(text)
    except MieruError as error:
        return DEFAULT, (Note(error.en, error.ja),)
    return found if isinstance(found, tuple) else (found, ())


def _read(text: str) -> tuple[Experiment, tuple[Note, ...]]:
    values: dict[str, Any] = {}
    problems: list[Note] = []
    pairs = _pairs(text.partition("?")[2])
    for key, value in pairs.items():
        try:
            if key in FIELDS:
                where, kind = FIELDS[key]
                _put(values, where, kind.read(value))
            elif key not in LAYER_KEYS and key not in OF_THE_PAGE:
                raise _unknown(key)
        except MieruError as error:
            problems.append(_named(key, error))
    try:
        if "network" in pairs or "activation" in pairs:
            values["layers"] = _layers(pairs)
    except MieruError as error:
        problems.append(_named("network", error))
    return msgspec.structs.replace(DEFAULT, **_structs(values)), tuple(problems)


def _layers(pairs: dict[str, str]) -> tuple[HiddenLayer, ...]:
    activation = unescaped(pairs.get("activation", HiddenLayer.__struct_defaults__[0]))
    if "network" not in pairs:
        return tuple(
            msgspec.structs.replace(layer, activation=activation) for layer in DEFAULT.layers
        )
    return layers_of(pairs["network"], activation)


def _pairs(query: str) -> dict[str, str]:
    parts = [part for part in query.split("&") if part]
    if len(parts) > MOST_KEYS:
        raise SettingError(
            en=f"the link has more than {MOST_KEYS} keys",
            ja=f"リンクのキーが {MOST_KEYS} 個を超えています",
        )
    pairs = (part.partition("=") for part in parts)
    return {unquote(key): _unquoted(key, value) for key, _, value in pairs}


def _quoted(key: str, text: str) -> str:
    if key in MATHEMATICS:
        return quote(text, safe="/;:,^()*~+|", errors="replace")
    return quote(text, safe="/;:,^()*~ ", errors="replace").replace(" ", "+")


def _unquoted(key: str, text: str) -> str:
    return unquote(text if key in MATHEMATICS else text.replace("+", " "))


def _value(experiment: Experiment, where: tuple[str, ...]) -> Any:
    value: Any = experiment
    for name in where:
        value = getattr(value, name)
    return value


def _put(values: dict[str, Any], where: tuple[str, ...], value: object) -> None:
    for name in where[:-1]:
        values = values.setdefault(name, {})
    values[where[-1]] = value


def _structs(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: msgspec.structs.replace(getattr(DEFAULT, name), **value)
        if isinstance(value, dict)
        else value
        for name, value in values.items()
    }


def _unknown(key: str) -> SettingError:
    return SettingError(
        en="there is no such key; look for a slip of the pen",
        ja="そのようなキーはありません。書き間違いがないか確かめてください",
    )


def _named(key: str, error: MieruError) -> Note:
    shown = key[:40]
    return Note(en=f"{shown} in the link: {error.en}", ja=f"リンクの {shown}: {error.ja}")
