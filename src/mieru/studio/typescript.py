"""Writes what web/ shares with Python, as TypeScript: ``python -m mieru.studio.typescript``.

``messages.ts`` holds the types of :mod:`mieru.studio.messages` and of all that the parts of the
studio say beside it, ``glossary.ts`` the words of :mod:`mieru.words.glossary`. Run it after
changing either; a test says when it was forgotten.
"""

import importlib
import inspect
import json
import sys
from pathlib import Path
from types import ModuleType, UnionType
from typing import get_args

import msgspec
from msgspec import inspect as types

from mieru.words import GLOSSARY

HEAD = "// Written by `python -m mieru.studio.typescript` from {source}. Do not edit.\n"
STUDIO = Path(__file__).parent
SOURCES = Path(__file__).parents[3] / "web/src"
# Whose messages are in no module of that name.
OTHERS = (
    "mieru.playground.experiment",
    "mieru.playground.populations.plan",
    "mieru.studio.live.diagnosis",
)


def main() -> None:
    """Writes the files into the folder named, or into this checkout's web/src."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES
    for name, text in files().items():
        (folder / name).write_text(text, "utf-8")


def files() -> dict[str, str]:
    """File names and what they should hold."""
    return {"messages.ts": messages_file(), "glossary.ts": glossary_file()}


def messages_file() -> str:
    """The message types, module by module, in the order in which Python defines them."""
    parts, named = [HEAD.format(source="the messages of mieru.studio")], set[str]()
    for module in map(importlib.import_module, sources()):
        for name, value in vars(module).items():
            text = _declared(module, name, value)
            if text is None:
                continue
            if name in named:
                raise TypeError(f"two messages are named {name}; {module.__name__} has the second")
            named.add(name)
            parts.append(text)
    return "\n".join(parts)


def sources() -> list[str]:
    """The modules whose messages the page knows."""
    found = [
        ".".join(("mieru.studio", *path.relative_to(STUDIO).with_suffix("").parts))
        for path in STUDIO.rglob("*messages.py")
    ]
    return sorted((*found, *OTHERS))


def glossary_file() -> str:
    """The glossary: key, then the word in English and in Japanese."""
    rows = "\n".join(
        f"  {key}: {json.dumps({'en': en, 'ja': ja}, ensure_ascii=False)},"
        for key, (en, ja) in GLOSSARY.items()
    )
    head = HEAD.format(source="src/mieru/words/glossary.py")
    return f"{head}\nexport const GLOSSARY = {{\n{rows}\n}} as const;\n"


def _declared(module: ModuleType, name: str, value: object) -> str | None:
    """The declaration of a struct, or of a union of structs, that ``module`` defines."""
    if inspect.isclass(value) and issubclass(value, msgspec.Struct):
        return _interface(value) if value.__module__ == module.__name__ else None
    if isinstance(value, UnionType) and all(map(inspect.isclass, get_args(value))):
        members = " | ".join(member.__name__ for member in get_args(value))
        return f"export type {name} = {members};\n"
    return None


def _interface(struct: type[msgspec.Struct]) -> str:
    found = types.type_info(struct)
    assert isinstance(found, types.StructType)
    comment = "\n".join(
        f" * {line}".rstrip()
        for line in inspect.cleandoc(struct.__doc__ or "").replace("``", "`").splitlines()
    )
    rows = [f"{field.encode_name}: {_type(field.type)}" for field in found.fields]
    if found.tag is not None:
        rows.insert(0, f"{found.tag_field}: {json.dumps(found.tag)}")
    fields = "\n".join(f"  readonly {row};" for row in rows)
    return f"/**\n{comment}\n */\nexport interface {struct.__name__} {{\n{fields}\n}}\n"


PLAIN = {
    types.StrType: "string",
    types.IntType: "number",
    types.FloatType: "number",
    types.BoolType: "boolean",
    types.NoneType: "null",
}


def _type(kind: types.Type) -> str:
    match kind:
        case types.LiteralType(values=values):
            return " | ".join(json.dumps(value) for value in values)
        case types.UnionType(types=members):
            return " | ".join(_type(member) for member in members)
        case types.VarTupleType(item_type=item):
            return f"readonly {_bracketed(item)}[]"
        case types.TupleType(item_types=items):
            return f"readonly [{', '.join(map(_type, items))}]"
        case types.DictType(key_type=types.StrType(), value_type=value):
            return f"Readonly<Record<string, {_type(value)}>>"
        case types.StructType(cls=cls):
            return cls.__name__
    if type(kind) in PLAIN:
        return PLAIN[type(kind)]
    raise TypeError(f"{kind} has no TypeScript form here")


def _bracketed(kind: types.Type) -> str:
    text = _type(kind)
    return f"({text})" if " " in text else text


if __name__ == "__main__":
    main()
