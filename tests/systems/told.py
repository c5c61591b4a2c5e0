"""What every system's report must hold, whatever the system."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from mieru.files import Run
from mieru.files.onnx import onnx_model
from mieru.nn.inputs import vocabulary_of
from mieru.systems import Finished
from mieru.systems.report.text import Text
from mieru.words import GLOSSARY

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
SENTENCE = re.compile(r"[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}")


def texts(value: Any) -> Iterator[Text]:
    """Every Text inside a value, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        yield from texts(list(value.values()))
    elif is_dataclass(value) and type(value).__module__.startswith("mieru.systems"):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def check_told(finished: Finished) -> None:
    """The numbers are numbers with names, and the page tells all of it in both languages."""
    result, page = finished.result, finished.report.read_text("utf-8")
    assert all(math.isfinite(v) for v in result.metrics.values()), result.metrics
    assert set(result.metrics) <= set(result.names) | set(GLOSSARY)
    written = json.loads((finished.report.parent / "result.json").read_text("utf-8"))
    assert written["name"] == finished.system.name
    assert list(written["metrics"]) == list(result.metrics)
    assert finished.system.en in page
    assert finished.system.ja in page
    assert "<code>\\" not in page, "a formula was not understood"
    for text in texts([result.sections, result.summary, result.names]):
        assert text.en
        assert text.ja
        if SENTENCE.search(re.sub(r"\$[^$]*\$", "", text.en)):
            assert JAPANESE.search(text.ja), text
    assert all(path.is_file() for path in finished.files)
    for key, run in result.recordings.items():
        check_carried(key, run)


def check_carried(key: str, run: Run) -> None:
    """What a system learned can be taken away: onnxruntime gives the same numbers."""
    onnxruntime = pytest.importorskip("onnxruntime")
    random = np.random.default_rng(0)
    shape = (3, *run.network.input_shape)
    vocabulary = vocabulary_of(run.network.layers)
    x = random.integers(0, vocabulary, shape) if vocabulary else random.random(shape, np.float32)
    model = onnx_model(run.network, run.parameters, run.loss, run.state)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    wanted = run.predict(x)
    largest = float(np.abs(wanted).max())
    found = session.run(None, {"x": x})[0]
    np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-5 * largest, err_msg=key)
