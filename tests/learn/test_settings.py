import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.learn import (
    OPTIMIZERS,
    SCHEDULES,
    Adam,
    Cosine,
    EarlyStopping,
    Momentum,
    Settings,
    StepDecay,
)
from mieru.nn import CrossEntropy, Huber
from mieru.words import SettingError

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -1, 0, 2**63, "adam", "kind", "huber", "cosine"])
    | st.floats()
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
RATES = st.floats(1e-6, 10) | st.builds(Cosine, st.floats(1e-6, 1), epochs=st.floats(1, 100))
ALL = st.builds(
    Settings,
    epochs=st.integers(0, 10**6),
    batch_size=st.integers(1, 10**6),
    optimizer=st.builds(Adam, RATES) | st.builds(Momentum, RATES, st.floats(0, 1)),
    loss=st.none() | st.just(CrossEntropy()) | st.builds(Huber, st.floats(0.1, 10)),
    l1=st.floats(0, 1),
    clip=st.none() | st.floats(1e-3, 1e3),
    max_norm=st.none() | st.floats(1e-3, 1e3),
    label_smoothing=st.floats(0, 0.99),
    stopping=st.none() | st.builds(EarlyStopping, st.integers(1, 100)),
    seed=st.integers(0, 2**32 - 1),
)


@given(ALL)
def test_settings_come_back_from_json(settings):
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_settings_are_values():
    one, other = Settings(stopping=EarlyStopping(3)), Settings(stopping=EarlyStopping(3))
    assert one == other
    assert hash(one) == hash(other)


def from_json_or_refused(value: object) -> None:
    try:
        settings = Settings.from_json(value)
    except SettingError as error:
        told = [error.en, error.ja]
    else:
        told = [str(settings.to_json())]
    assert all(0 < len(words) < 1000 for words in told)


@given(PLAIN)
def test_whatever_is_no_settings_is_refused(value):
    from_json_or_refused(value)


FULL = Settings(
    optimizer=Momentum(StepDecay(0.1)), loss=Huber(), stopping=EarlyStopping(), clip=1.0
).to_json()
INNER = [("optimizer", name) for name in FULL["optimizer"]] + [
    *(("stopping", name) for name in FULL["stopping"]),
    *(("loss", name) for name in FULL["loss"]),
]


@given(st.sampled_from([(name,) for name in FULL] + INNER), PLAIN)
def test_a_wrong_value_anywhere_is_refused(path, value):
    changed: dict[str, Any] = json.loads(json.dumps(FULL))
    inner = changed if len(path) == 1 else changed[path[0]]
    inner[path[-1]] = value
    from_json_or_refused(changed)


def test_numpys_whole_numbers_are_whole_numbers():
    whole: Any = {"epochs": np.int64(5), "batch_size": np.int32(8), "seed": np.uint32(3)}
    settings = Settings(**whole)
    assert settings == Settings(epochs=5, batch_size=8, seed=3)
    assert json.dumps(settings.to_json())


def test_a_loss_may_be_given_by_name():
    assert Settings(loss="huber").loss == Huber()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epochs": -1}, "epochs must be a whole number from 0 to 1000000, not -1"),
        ({"epochs": 2.0}, "epochs must be a whole number from 0 to 1000000, not 2.0"),
        ({"batch_size": 0}, "batch_size must be a whole number from 1 to 2147483647, not 0"),
        ({"seed": 2**32}, "seed must be a whole number from 0 to 4294967295, not 4294967296"),
        ({"l1": -1}, "Settings: l1 must be a number ≥ 0, not -1"),
        ({"clip": 0}, "Settings: clip must be a number > 0, not 0"),
        ({"optimizer": "adam"}, "optimizer must be a value such as Adam(0.01), not 'adam'"),
        ({"loss": "hubert"}, "there is no loss 'hubert'"),
        ({"learning_rate": 1}, "there is no setting 'learning_rate'; known: epochs, batch_size"),
        ({"epoch": 1}, "there is no setting 'epoch'; did you mean 'epochs'?"),
        (
            {"batch_size": 64, "batch_capacity": 32},
            "batch_size 64 is larger than the compiled batch_capacity 32; raise batch_capacity",
        ),
        ({"batch_capacity": "x"}, "batch_capacity must be a whole number from 1 to 2147483647"),
    ],
)
def test_what_is_wrong_is_said(changes, message):
    with pytest.raises(SettingError) as caught:
        Settings().changed(**changes)
    assert caught.value.en.startswith(message)
    assert caught.value.ja
    assert caught.value.ja != caught.value.en


def test_every_kind_of_optimizer_and_schedule_comes_back():
    for optimizer in OPTIMIZERS.values():
        for schedule in SCHEDULES.values():
            settings = Settings(optimizer=optimizer(schedule(0.5)))
            assert Settings.from_json(settings.to_json()) == settings
