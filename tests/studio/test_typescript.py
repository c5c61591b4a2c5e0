"""The page and the server speak by one schema and one glossary."""

from pathlib import Path

import msgspec
import pytest

from mieru.studio import typescript

SOURCES = Path(__file__).parents[2] / "web/src"


@pytest.mark.parametrize("name", ["messages.ts", "glossary.ts"])
def test_the_pages_types_and_words_are_those_of_python(name):
    expected = typescript.files()[name]
    assert (SOURCES / name).read_text("utf-8") == expected, (
        "run `python -m mieru.studio.typescript` to write web/src anew"
    )


def test_the_command_writes_the_files_into_the_folder_named(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["typescript", str(tmp_path)])
    typescript.main()
    assert {p.name: p.read_text("utf-8") for p in tmp_path.iterdir()} == typescript.files()


def test_every_kind_of_field_has_its_typescript_form():
    class Inner(msgspec.Struct):
        x: int

    class Everything(msgspec.Struct):
        """Says ``all``."""

        text: str
        number: float | None
        truth: bool
        choice: tuple[str | None, ...]
        table: dict[str, tuple[int, ...]]
        inner: Inner

    assert typescript._interface(Everything) == (
        "/**\n * Says `all`.\n */\n"
        "export interface Everything {\n"
        "  readonly text: string;\n"
        "  readonly number: number | null;\n"
        "  readonly truth: boolean;\n"
        "  readonly choice: readonly (string | null)[];\n"
        "  readonly table: Readonly<Record<string, readonly number[]>>;\n"
        "  readonly inner: Inner;\n"
        "}\n"
    )


def test_a_type_without_a_form_is_refused():
    with pytest.raises(TypeError, match="has no TypeScript form"):
        typescript._type(msgspec.inspect.type_info(bytes))
