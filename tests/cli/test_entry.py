"""The frame of every command: language, exit codes, errors."""

import sys

import pytest

from mieru import __version__
from mieru.cli import entry, listing
from mieru.words import DataError, language
from tests.cli.conftest import Command


def test_version(mieru: Command):
    assert mieru("--version") == (0, f"mieru {__version__}\n", "")


def test_the_language_may_be_asked_for_before_and_after_the_command(mieru: Command):
    before, after = mieru("--lang", "ja", "list"), mieru("list", "--lang=ja")
    assert before == after
    assert "ニューロンとネットワーク" in before.out
    assert language() == "en", "the choice must not outlast the command"


@pytest.mark.parametrize("variable", ["MIERU_LANG", "LC_ALL", "LC_MESSAGES", "LANG"])
def test_a_japanese_locale_is_answered_in_japanese(
    mieru: Command, monkeypatch: pytest.MonkeyPatch, variable: str
):
    monkeypatch.setenv(variable, "ja_JP.UTF-8")
    assert "形式ニューロン" in mieru("list").out
    assert "Formal neurons" in mieru("list", "--lang", "en").out


@pytest.mark.parametrize("words", [["--lang"], ["--lang", "fr", "list"], ["list", "--lang="]])
def test_another_language_is_wrong_use(mieru: Command, words: list[str]):
    said = mieru(*words)
    assert said.code == 2
    assert said.err.startswith("mieru: --lang takes en or ja, not ")
    assert said.out == ""


def test_what_follows_two_dashes_is_no_option():
    assert entry.taken_language(["a", "--", "--lang", "ja"]) == (["a", "--", "--lang", "ja"], None)


@pytest.mark.parametrize(
    ("words", "en", "ja"),
    [
        (
            ["lst"],
            "mieru has no command 'lst'; did you mean 'list'?\n(`mieru --help` shows how)",
            (
                "mieru に 'lst' というコマンドはありません。'list' のことですか?\n"
                "(`mieru --help` で使い方を確認できます)"
            ),
        ),
        (
            ["list", "--jsn"],
            "there is no option --jsn; did you mean --json?\n(`mieru list --help` shows how)",
            (
                "オプション --jsn はありません。--json のことですか?\n"
                "(`mieru list --help` で使い方を確認できます)"
            ),
        ),
        (
            ["list", "all"],
            "mieru list has no place for all\n(`mieru list --help` shows how)",
            "mieru list に余分な引数があります: all\n(`mieru list --help` で使い方を確認できます)",
        ),
        (
            ["list", "--json=yes"],
            "--json takes no value\n(`mieru list --help` shows how)",
            "--json に値は指定できません\n(`mieru list --help` で使い方を確認できます)",
        ),
        (
            ["train", "--data"],
            "--data needs a value\n(`mieru train --help` shows how)",
            "--data には値が必要です\n(`mieru train --help` で使い方を確認できます)",
        ),
        (
            ["train", "4-3", "--epochs", "many"],
            (
                "--epochs: 'many' is not a whole number from 0 to 1000000\n"
                "(`mieru train --help` shows how)"
            ),
            (
                "--epochs: 0 から 1000000 までの整数を指定してください ('many' ではなく)\n"
                "(`mieru train --help` で使い方を確認できます)"
            ),
        ),
        (
            ["train", "4-3", "--rate", "-1"],
            "--rate: '-1' is not a number ≥ 0\n(`mieru train --help` shows how)",
            (
                "--rate: 数 (≥ 0) を指定してください ('-1' ではなく)\n"
                "(`mieru train --help` で使い方を確認できます)"
            ),
        ),
        (
            ["train", "4-3", "--validation", "1.5"],
            (
                "--validation: '1.5' is neither a share such as 0.1 nor a number of examples\n"
                "(`mieru train --help` shows how)"
            ),
            (
                "--validation: 0.1 のような割合か、データ点の個数を指定してください "
                "('1.5' ではなく)\n"
                "(`mieru train --help` で使い方を確認できます)"
            ),
        ),
        (
            ["train", "4-3", "--optimizer", "adm"],
            (
                "--optimizer: there is no 'adm'; did you mean 'adam'? known: gradient_descent, "
                "momentum, nesterov, adagrad, rmsprop, adam, adamw\n"
                "(`mieru train --help` shows how)"
            ),
            (
                "--optimizer: 'adm' はありません。'adam' のことですか? 使えるもの: "
                "gradient_descent, momentum, nesterov, adagrad, rmsprop, adam, adamw\n"
                "(`mieru train --help` で使い方を確認できます)"
            ),
        ),
        (
            ["show"],
            "FILE is missing\n(`mieru show --help` shows how)",
            "FILE が指定されていません\n(`mieru show --help` で使い方を確認できます)",
        ),
        (
            ["run", "mlpp"],
            "there is no system 'mlpp'; did you mean mlp?",
            "システム 'mlpp' はありません。mlp のことですか?",
        ),
    ],
)
def test_wrong_use_is_explained_in_both_languages(
    mieru: Command, words: list[str], en: str, ja: str
):
    assert mieru(*words) == (2, "", f"mieru: {en}\n")
    assert mieru("--lang", "ja", *words) == (2, "", f"mieru: {ja}\n")


def _raise(error: BaseException):
    def broken(_: object):
        raise error

    return broken


def test_what_goes_wrong_in_a_room_is_one_message_and_exit_1(
    mieru: Command, monkeypatch: pytest.MonkeyPatch
):
    error = DataError(en="no such data", ja="データがありません")
    monkeypatch.setattr(listing, "list_systems", _raise(error))
    assert mieru("list") == (1, "", "mieru: no such data\n")
    assert mieru("list", "--lang", "ja") == (1, "", "mieru: データがありません\n")


def test_a_full_disk_is_told_with_the_file(mieru: Command, monkeypatch: pytest.MonkeyPatch):
    error = OSError(28, "No space left on device", "runs/a")
    monkeypatch.setattr(listing, "list_systems", _raise(error))
    assert mieru("list") == (1, "", "mieru: runs/a: No space left on device\n")


def test_a_bug_is_called_a_bug_with_its_traceback(mieru: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listing, "list_systems", _raise(ZeroDivisionError("oops")))
    said = mieru("list")
    assert said.code == 1
    assert said.out == ""
    assert "ZeroDivisionError: oops" in said.err
    assert "this is a bug in Mieru" in said.err
    assert "Mieru の不具合です" in mieru("list", "--lang", "ja").err


def test_ctrl_c_ends_cleanly(mieru: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listing, "list_systems", _raise(KeyboardInterrupt()))
    assert mieru("list") == (130, "", "mieru: interrupted\n")


def test_prints_of_the_rooms_do_not_reach_standard_output(
    mieru: Command, monkeypatch: pytest.MonkeyPatch
):
    plain = listing.list_systems

    def chatty(asked: listing.Asked):
        sys.stdout.write("a warning\n")
        return plain(asked)

    monkeypatch.setattr(listing, "list_systems", chatty)
    said = mieru("list", "--json")
    assert said.err == "a warning\n"
    assert said.out.startswith('{"systems": ')


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ([], {"host": "127.0.0.1", "port": 0, "open_browser": True, "new_token": False}),
        (
            ["--port", "9000", "--no-browser", "--host", "0.0.0.0", "--new-token"],
            {"host": "0.0.0.0", "port": 9000, "open_browser": False, "new_token": True},
        ),
    ],
)
def test_without_a_command_the_studio_opens(
    mieru: Command, monkeypatch: pytest.MonkeyPatch, words: list[str], wanted: dict[str, object]
):
    from mieru import studio

    calls: list[dict[str, object]] = []
    monkeypatch.setattr(studio, "serve", lambda **how: calls.append(how))
    assert mieru(*words) == (0, "", "")
    assert calls == [wanted]
