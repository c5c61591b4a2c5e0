"""A plan as text for a link: ``population=grid&vary=rate:.01,.1&and=units:1,2&until=200&…``.

What follows is the experiment, as :mod:`mieru.playground.address` writes it. Only what differs from
the default is written.
"""

from typing import cast, get_args
from urllib.parse import quote, unquote

from msgspec.structs import replace

from mieru.data import Note
from mieru.playground import address
from mieru.playground.experiment import Experiment
from mieru.playground.populations.choices import SETTINGS, Value
from mieru.playground.populations.plan import Kind, Plan, Varied

DEFAULT = Plan()
_WHOLE = {"networks": "seeds", "parts": "folds", "until": "epochs"}
_CHOICES = ("vary", "and")
_ORIGINAL = "original"


def write(plan: Plan) -> str:
    """The text of ``plan``.

    >>> write(Plan(kind="seeds", seeds=20, experiment=Experiment(data="xor")))
    'population=seeds&networks=20&data=xor'
    """
    pairs = []
    if plan.kind != DEFAULT.kind:
        pairs.append(f"population={plan.kind}")
    if plan.choices != DEFAULT.choices:
        pairs += [
            f"{key}={choice.setting}:{','.join(map(_value_text, choice.values))}"
            for key, choice in zip(_CHOICES, plan.choices, strict=False)
        ]
    for key, field in _WHOLE.items():
        if getattr(plan, field) != getattr(DEFAULT, field):
            pairs.append(f"{key}={getattr(plan, field)}")
    if plan.experiment.mode == "original":
        pairs += [f"{_ORIGINAL}=1", address.write(plan.experiment)]
    elif query := address.write(plan.experiment).partition("?")[2]:
        pairs.append(query)
    return "&".join(pairs)


def read(text: str) -> tuple[Plan, tuple[Note, ...]]:
    """The plan of a text, with the default for what is wrong in it, and what that is.

    Any text at all is read; that a plan can be done is seen when it is.
    """
    own, rest = dict[str, str](), list[str]()
    for pair in filter(None, text[: address.LONGEST].split("&")):
        key, _, value = pair.partition("=")
        if key in ("population", _ORIGINAL, *_CHOICES, *_WHOLE):
            own[key] = unquote(value)
        else:
            rest.append(pair)
    start = "" if _ORIGINAL in own else f"{address.PLACE}?"
    experiment, notes = address.read(start + "&".join(rest)) if rest else (Experiment(), ())
    wrong: list[Note] = []
    plan = replace(DEFAULT, experiment=experiment)
    kind = own.get("population", plan.kind)
    if kind in get_args(Kind):
        plan = replace(plan, kind=cast(Kind, kind))
    else:
        wrong.append(_unread("population", kind))
    choices = [_choice(own[key], wrong, key) for key in _CHOICES if key in own]
    if found := tuple(choice for choice in choices if choice):
        plan = replace(plan, choices=found)
    for key, field in _WHOLE.items():
        if key in own:
            if own[key].isascii() and own[key].isdecimal() and len(own[key]) < 10:
                plan = replace(plan, **{field: int(own[key])})
            else:
                wrong.append(_unread(key, own[key]))
    return plan, (*notes, *wrong)


def _choice(text: str, wrong: list[Note], key: str) -> Varied | None:
    name, _, values = text.partition(":")
    setting = SETTINGS.get(name)
    if setting is None:
        wrong.append(_unread(key, text))
        return None
    try:
        found = [_value(setting.kind, unquote(value)) for value in values.split(",")]
    except ValueError:
        wrong.append(_unread(key, text))
        return None
    return Varied(name, tuple(found))


def _value(kind: str, text: str) -> Value:
    return text if kind == "choice" else float(text)


def _value_text(value: Value) -> str:
    if isinstance(value, str):
        return quote(value, safe="")
    short = f"{value:.10g}"
    return short.replace("0.", ".", 1) if short.startswith("0.") else short


def _unread(key: str, text: str) -> Note:
    shown = text[:40]
    return Note(
        en=f"{key} in the link: {shown!r} cannot be read",
        ja=f"リンクの {key}: {shown!r} を読み取れません",
    )
