"""Every help text, in both languages."""

import re

import pytest

from mieru.systems.catalogue import SYSTEMS
from mieru.words.columns import width
from tests.cli.conftest import Command

COMMANDS = [
    [],
    ["list"],
    ["run"],
    ["train"],
    ["evaluate"],
    ["predict"],
    ["show"],
    ["import"],
    ["data"],
    ["data", "fetch"],
    ["data", "where"],
    ["bench"],
]
JAPANESE = re.compile(r"[ぁ-んァ-ン一-龥]")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_stands_in_both_languages(mieru: Command, command: list[str]):
    english, japanese = mieru(*command, "--help"), mieru(*command, "-h", "--lang", "ja")
    assert english.code == japanese.code == 0
    assert english.err == japanese.err == ""
    assert english.out.startswith(" ".join(["Usage: mieru", *command]) + " [OPTIONS]")
    assert japanese.out.startswith(" ".join(["使い方: mieru", *command]) + " [オプション]")
    assert not JAPANESE.search(english.out)
    names = re.compile(r"^  -?[\w-]+", re.MULTILINE)
    assert [n for n in names.findall(english.out) if n.strip()[:1] == "-"] == [
        n for n in names.findall(japanese.out) if n.strip()[:1] == "-"
    ]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_option_and_argument_is_told_in_japanese(mieru: Command, command: list[str]):
    text = mieru(*command, "--help", "--lang", "ja").out
    lists = text.partition("オプション:")[2].partition("例:")[0]
    entries = re.split(r"\n(?=  \S)", lists.strip("\n"))
    assert len(entries) >= 2
    for entry in entries:
        told = re.sub(r"^\s*-\S+(, -\S+)?( [A-Z_=|a-z]+)?", "", entry)
        assert JAPANESE.search(told), entry


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_help_fits_the_terminal(
    mieru: Command, monkeypatch: pytest.MonkeyPatch, command: list[str], language: str
):
    monkeypatch.setenv("COLUMNS", "80")
    for line in mieru(*command, "--help", "--lang", language).out.splitlines():
        command_line = line.lstrip().startswith(("mieru ", "Usage:", "使い方:"))
        assert command_line or width(line) <= 80, line


def test_the_help_of_mieru_lists_every_command(mieru: Command):
    text = mieru("--help").out
    for command in COMMANDS[1:8]:
        assert re.search(rf"^  {command[0]}  ", text, re.MULTILINE), command


def test_the_examples_in_the_help_name_commands_that_there_are(mieru: Command):
    known = {command[0] for command in COMMANDS if command}
    for command in COMMANDS:
        examples = mieru(*command, "--help").out.partition("Examples:\n")[2].splitlines()
        assert examples, command
        for example in examples:
            words = example.split()
            assert words[0] == "mieru"
            assert len(words) == 1 or words[1] in known


def test_the_help_of_run_with_a_name_tells_that_system_s_settings(mieru: Command):
    text = mieru("run", "worked-example", "--help").out
    assert "Settings of worked-example:" in text
    assert re.search(r"^  w2=0.5 +the second weight", text, re.MULTILINE)
    assert "worked-example の設定:" in mieru("run", "worked-example", "-h", "--lang", "ja").out


@pytest.mark.slow
@pytest.mark.parametrize("system", [s.name for s in SYSTEMS])
def test_every_system_lists_its_settings(mieru: Command, system: str):
    for language in ("en", "ja"):
        said = mieru("run", system, "--list-settings", "--lang", language)
        assert said.code == 0, said.err
        assert said.out
