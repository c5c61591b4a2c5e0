"""A recording taken elsewhere: ONNX, source text, or a bundle, each with its model card."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mieru.carry.model_card import card
from mieru.files import Run, write_atomically
from mieru.words import SettingError


@dataclass(frozen=True)
class Wishes:
    """What may be asked of an export: ``prepared`` takes x as the network does, not raw input;
    ``logits`` leaves the loss's softmax or sigmoid out. Both are for ONNX.
    """

    prepared: bool = False
    logits: bool = False


@dataclass(frozen=True)
class Kind:
    """One form to take a recording away in. ``files`` gives the content of each file by name."""

    name: str
    suffix: str
    files: Callable[[Run, Path, Wishes], dict[str, bytes]]
    use: Callable[[Run, Path], str]
    en: str
    ja: str


def export(
    run: Run,
    path: str | Path,
    to: str | None = None,
    *,
    prepared: bool = False,
    logits: bool = False,
) -> tuple[Path, ...]:
    """Writes the run for use elsewhere, and its model card beside it. Returns the files.

    ``to`` is one of :func:`kinds`: onnx, pytorch, keras, numpy, mieru, bundle; without it the
    suffix of ``path`` tells (``.onnx``, ``.zip``). Raises SettingError for another kind or a layer
    that cannot be written, FileError where nothing can be written.

    >>> import mieru, tempfile
    >>> run = mieru.fit(mieru.Network.parse("2-1"), mieru.data.load("circle"), epochs=1)
    >>> [path.name for path in export(run, tempfile.mkdtemp() + "/circle", "numpy")]
    ['circle.py', 'circle.card.md']
    """
    path = Path(path)
    if not path.name or path.name == "..":
        raise SettingError(
            en=f"{str(path)!r} is a folder; name the file, such as {str(path / 'network')!r}",
            ja=f"{str(path)!r} はフォルダです。{str(path / 'network')!r} のようにファイル名を"
            "指定してください",
        )
    kind = _kind_of(path, to)
    if path.suffix != kind.suffix:
        path = path.with_name(path.name + kind.suffix)
    files = kind.files(run, path, Wishes(prepared, logits))
    about = path.with_suffix(".card.md")
    files[about.name] = card(run, _title(run, path), kind.use(run, path)).encode()
    written = []
    for name, content in files.items():
        write_atomically(path.parent / name, content)
        written.append(path.parent / name)
    return tuple(written)


def kinds() -> tuple[str, ...]:
    """The forms that :func:`export` writes."""
    return tuple(KINDS)


def known_kind(name: str) -> Kind:
    """The kind called ``name``, by its other names too. Raises SettingError."""
    plain = ALIASES.get(name.strip().lower(), name.strip().lower())
    if plain not in KINDS:
        raise SettingError(
            en=f"a recording can be exported to {', '.join(KINDS)}, not to {name!r:.40}",
            ja=f"書き出せる形式は {', '.join(KINDS)} です ({name!r:.40} ではなく)",
        )
    return KINDS[plain]


def _kind_of(path: Path, to: str | None) -> Kind:
    if to is not None:
        return known_kind(to)
    suffix = path.suffix.lower()
    by_suffix = {kind.suffix: kind for kind in KINDS.values() if kind.suffix != ".py"}
    found = by_suffix.get(suffix)
    if found is None:
        raise SettingError(
            en=f"say what {path.name} is to be: to one of {', '.join(KINDS)}",
            ja=f"{path.name} の形式を指定してください: {', '.join(KINDS)} のいずれか",
        )
    return found


def _title(run: Run, path: Path) -> str:
    data = run.data.get("name")
    return f"{path.stem} ({data})" if data and data != path.stem else path.stem


def _onnx(run: Run, path: Path, wishes: Wishes) -> dict[str, bytes]:
    from mieru.carry.onnx_file import onnx_of

    model = onnx_of(run, prepared=wishes.prepared, logits=wishes.logits)
    return {path.name: model.SerializeToString()}


def _source(kind: str) -> Callable[[Run, Path, Wishes], dict[str, bytes]]:
    def files(run: Run, path: Path, wishes: Wishes) -> dict[str, bytes]:
        from mieru.carry.source import source_text, weights_path

        beside = weights_path(path)
        text, arrays = source_text(run, kind, beside.name)
        found = {path.name: text.encode()}
        if arrays:
            content = io.BytesIO()
            np.savez(content, **arrays)  # type: ignore[arg-type]
            found[beside.name] = content.getvalue()
        return found

    return files


def _bundle(run: Run, path: Path, wishes: Wishes) -> dict[str, bytes]:
    from mieru.carry.bundle import packed

    return {path.name: packed(run, card(run, _title(run, path), _use_of_bundle(run, path)))}


def _use_of_onnx(run: Run, path: Path) -> str:
    from mieru.carry.onnx_file import example

    return _python(example(run, path.name))


def _use_of_source(run: Run, path: Path) -> str:
    name = path.stem if path.stem.isidentifier() else "network"
    return _python(f"from {name} import predict\n\nanswers = predict(x)")


def _use_of_bundle(run: Run, path: Path) -> str:
    return _python(f'import mieru\n\nmodel = mieru.load_bundle("{path.name}")\nmodel.predict(rows)')


def _python(text: str) -> str:
    return f"```python\n{text}\n```"


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "onnx", ".onnx", _onnx, _use_of_onnx,
            "one file for onnxruntime and most other programs",
            "onnxruntime など多くのソフトで使える 1 つのファイル",
        ),
        Kind(
            "pytorch", ".py", _source("torch"), _use_of_source,
            "source text for PyTorch", "PyTorch のソースコード",
        ),
        Kind(
            "keras", ".py", _source("keras"), _use_of_source,
            "source text for Keras", "Keras のソースコード",
        ),
        Kind(
            "numpy", ".py", _source("numpy"), _use_of_source,
            "source text for NumPy alone", "NumPy だけで動くソースコード",
        ),
        Kind(
            "mieru", ".py", _source("mieru"), _use_of_source,
            "source text for Mieru, to go on learning from",
            "学習の続きができる Mieru のソースコード",
        ),
        Kind(
            "bundle", ".zip", _bundle, _use_of_bundle,
            "one checked file with model, preparation and card, for Mieru",
            "モデル・前処理・カードをまとめた検査付きの 1 ファイル (Mieru 用)",
        ),
    )
}  # fmt: skip
ALIASES = {"torch": "pytorch", "zip": "bundle", "python": "numpy"}
