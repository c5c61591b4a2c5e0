from dataclasses import dataclass

import pytest
from hypothesis import given, strategies as st

from mieru.systems.options import option, options_of, read_settings
from mieru.words import SettingError


@dataclass(frozen=True)
class Example:
    epochs: int = option(5, en="how long", ja="長さ", least=1, most=100)
    rate: float = option(0.5, en="how fast", ja="速さ", least=0)
    shuffle: bool = option(True, en="mix", ja="混ぜる")
    data: str = option("iris", en="which", ja="どれ", choices=("iris", "wine"))
    network: str = option("", en="a network", ja="ネットワーク")


@dataclass(frozen=True)
class Nothing:
    pass


def test_texts_become_values_of_the_field_s_kind():
    given = {
        "epochs": "7",
        "rate": "1e-3",
        "shuffle": "no",
        "data": "wine",
        "network": "2, dense 1",
    }
    assert read_settings(Example, given) == Example(7, 0.001, False, "wine", "2, dense 1")


def test_plain_values_are_taken_as_they_are():
    assert read_settings(Example, {"epochs": 7, "shuffle": False}) == Example(7, shuffle=False)


def test_what_is_not_given_keeps_its_default():
    assert read_settings(Example, {}) == Example()


def test_a_misspelt_name_is_answered_with_the_right_one():
    with pytest.raises(SettingError) as caught:
        read_settings(Example, {"epoch": "3"})
    assert caught.value.en == "there is no setting 'epoch'; did you mean 'epochs'?"
    assert caught.value.ja == "設定 'epoch' はありません。'epochs' のことですか?"


def test_a_name_like_none_is_answered_with_all():
    with pytest.raises(SettingError) as caught:
        read_settings(Example, {"zzz": "3"})
    assert "known: epochs, rate, shuffle, data, network" in caught.value.en
    with pytest.raises(SettingError, match="this system has none"):
        read_settings(Nothing, {"zzz": "3"})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("epochs", "0", "a whole number from 1 to 100 (usually 5): how long"),
        ("epochs", "101", "a whole number from 1 to 100"),
        ("epochs", "2.5", "a whole number from 1 to 100"),
        ("epochs", "many", "a whole number from 1 to 100"),
        ("rate", "-1", "a number of at least 0 (usually 0.5): how fast"),
        ("rate", "nan", "a number of at least 0"),
        ("rate", "inf", "a number of at least 0"),
        ("shuffle", "perhaps", "yes / no (usually yes): mix"),
        ("data", "digits", "iris / wine (usually iris): which"),
    ],
)
def test_a_value_that_is_not_allowed_is_answered_with_what_is(name, value, allowed):
    with pytest.raises(SettingError) as caught:
        read_settings(Example, {name: value})
    assert caught.value.en.startswith(f"{name} cannot be {value!r}; it is {allowed}")
    assert caught.value.ja.startswith(f"{name} を {value!r} にはできません。")


def test_options_tell_kind_default_and_limits():
    epochs = options_of(Example)[0]
    assert (epochs.name, epochs.kind, epochs.default, epochs.most) == ("epochs", int, 5, 100)
    assert epochs.allowed.ja == "1 から 100 までの整数"


@given(st.dictionaries(st.sampled_from(["epochs", "rate", "shuffle", "data", "x"]), st.text()))
def test_any_text_gives_settings_or_a_setting_error(given):
    try:
        settings = read_settings(Example, given)
    except SettingError:
        return
    assert 1 <= settings.epochs <= 100
    assert settings.rate >= 0
    assert settings.data in ("iris", "wine")
