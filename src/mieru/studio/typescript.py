"""Writes what web/ shares with Python, as TypeScript: ``python -m mieru.studio.typescript``.

``messages.ts`` holds the types of :mod:`mieru.studio.messages`, ``glossary.ts`` the words of
:mod:`mieru.words.glossary`. Run it after changing either; a test says when it was forgotten.
"""

import inspect
import json
import sys
from pathlib import Path

import msgspec
from msgspec import inspect as types

from mieru.studio import messages
from mieru.words import GLOSSARY

HEAD = "// Written by `python -m mieru.studio.typescript` from {source}. Do not edit.\n"
SOURCES = Path(__file__).parents[3] / "web/src"


def main() -> None:
    """Writes the files into the folder named, or into this checkout's web/src."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES
    for name, text in files().items():
        (folder / name).write_text(text, "utf-8")


def files() -> dict[str, str]:
    """File names and what they should hold."""
    return {"messages.ts": messages_file(), "glossary.ts": glossary_file()}


def messages_file() -> str:
    """The message types, in the order in which Python defines them."""
    structs = [
        value
        for value in vars(messages).values()
        if inspect.isclass(value)
        and issubclass(value, msgspec.Struct)
        and value.__module__ == messages.__name__
    ]
    return "\n".join(
        [HEAD.format(source="src/mieru/studio/messages.py"), *map(_interface, structs)]
    )


def glossary_file() -> str:
    """The glossary: key, then the word in English and in Japanese."""
    rows = "\n".join(
        f"  {key}: {json.dumps({'en': en, 'ja': ja}, ensure_ascii=False)},"
        for key, (en, ja) in GLOSSARY.items()
    )
    head = HEAD.format(source="src/mieru/words/glossary.py")
    return f"{head}\nexport const GLOSSARY = {{\n{rows}\n}} as const;\n"


def _interface(struct: type[msgspec.Struct]) -> str:
    found = types.type_info(struct)
    assert isinstance(found, types.StructType)
    comment = "\n".join(
        f" * {line}".rstrip()
        for line in inspect.cleandoc(struct.__doc__ or "").replace("``", "`").splitlines()
    )
    fields = "\n".join(
        f"  readonly {field.encode_name}: {_type(field.type)};" for field in found.fields
    )
    return f"/**\n{comment}\n */\nexport interface {struct.__name__} {{\n{fields}\n}}\n"


def _type(kind: types.Type) -> str:
    match kind:
        case types.StrType():
            return "string"
        case types.IntType() | types.FloatType():
            return "number"
        case types.BoolType():
            return "boolean"
        case types.NoneType():
            return "null"
        case types.LiteralType(values=values):
            return " | ".join(json.dumps(value) for value in values)
        case types.UnionType(types=members):
            return " | ".join(_type(member) for member in members)
        case types.VarTupleType(item_type=item):
            return f"readonly {_bracketed(item)}[]"
        case types.DictType(key_type=types.StrType(), value_type=value):
            return f"Readonly<Record<string, {_type(value)}>>"
        case types.StructType(cls=cls):
            return cls.__name__
    raise TypeError(f"{kind} has no TypeScript form here")


def _bracketed(kind: types.Type) -> str:
    text = _type(kind)
    return f"({text})" if " " in text else text


if __name__ == "__main__":
    main()
