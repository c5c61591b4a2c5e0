"""A recording as an ONNX model that takes raw input, and says what it is in its metadata."""

from typing import Any

from mieru.carry.onnx_inputs import prepared_input, raw_input, takes_raw
from mieru.carry.told import preparation_of, texts
from mieru.data import Columns, Photograph, Pixels
from mieru.data.columns import Number
from mieru.files import Run
from mieru.files.onnx import Wanted, Writing, network_nodes, notes_of
from mieru.nn.json_form import value_to_json
from mieru.words import say, term


def onnx_of(run: Run, *, prepared: bool = False, logits: bool = False) -> Any:
    """The run as an ``onnx.ModelProto``.

    It takes raw input where the recording says how that becomes x (columns of a table, uint8
    pixels), or x itself with ``prepared``. Raises SettingError for a layer that has no row.
    """
    preparation = preparation_of(run)
    run.network.check_parameters(run.parameters)
    writing = Writing()
    x = (
        prepared_input(writing, run.network)
        if prepared
        else raw_input(writing, run.network, preparation)
    )
    wanted = Wanted(
        answers="logits" if logits else "probabilities",
        classes=texts(run.data, "classes"),
        notes=_notes(run, raw=not prepared and takes_raw(preparation)),
        about=_about(run),
    )
    network_nodes(writing, run.network, run.parameters, run.state, x, run.loss, wanted)
    return writing.model(wanted)


def _about(run: Run) -> str:
    task = term("classification" if run.loss.classifies else "regression")
    return f"{run.data.get('name') or 'Mieru'}: {task}, {run.network.text}"


def _notes(run: Run, *, raw: bool) -> dict[str, str]:
    return notes_of(
        mieru=run.versions.get("mieru", ""),
        network=run.network.text,
        loss=value_to_json(run.loss),
        data=str(run.data.get("name") or ""),
        classes=list(texts(run.data, "classes")),
        features=list(texts(run.data, "features")),
        preparation=run.data.get("preparation"),
        input="raw" if raw else "prepared",
        metrics=run.metrics,
        made=run.when,
    )


def example(run: Run, name: str) -> str:
    """How the file ``name`` is used from Python."""
    preparation = preparation_of(run)
    lines = [
        "import numpy as np",
        "import onnxruntime",
        "",
        f'session = onnxruntime.InferenceSession("{name}")',
    ]
    if isinstance(preparation, Columns):
        return "\n".join([*lines, *_table(preparation)])
    shape = ", ".join(map(str, run.network.input_shape))
    if isinstance(preparation, Pixels | Photograph):
        told = say(en="uint8 pixels", ja="uint8 の画素")
        shape = ", ".join(map(str, preparation.input_shape))
        return "\n".join(
            [*lines, f"# {told} (N, {shape})", 'session.run(None, {"pixels": pixels})']
        )
    return "\n".join([*lines, f"# float32 (N, {shape})", 'session.run(None, {"x": x})'])


def _table(preparation: Columns) -> list[str]:
    used = [column for column in preparation.columns if column.features]
    if all(isinstance(column, Number) for column in used):
        columns = ", ".join(repr(column.name) for column in used[:4])
        columns += ", …" if len(used) > 4 else ""
        told = say(en="float64, nan for missing; columns", ja="float64、欠損値は nan。列の順")
        return [f"# {told}: {columns}", 'session.run(None, {"x": x})']
    told = say(
        en="each column as (N, 1): float64 (nan for missing; dates as days since 1970), or texts "
        '("" for missing)',
        ja="列ごとに (N, 1): float64 (欠損値は nan、日付は 1970 年からの日数) か文字列 "
        '(欠損値は "")',
    )
    return [
        f"# {told}",
        "columns = {}",
        "for port in session.get_inputs():",
        '    kind = object if "string" in port.type else np.float64',
        "    columns[port.name] = frame[[port.name]].to_numpy().astype(kind)",
        "session.run(None, columns)",
    ]
