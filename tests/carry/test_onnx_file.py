"""An exported recording answers about raw input as the recording does here."""

import json
from typing import Any

import numpy as np
import pytest

from mieru import Run
from mieru.carry import onnx_of
from mieru.data import Photograph, Preparation
from mieru.data.dates import as_day
from tests.carry.conftest import pictures

onnxruntime = pytest.importorskip("onnxruntime")


def session(model: Any) -> Any:
    return onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )


def wanted(run: Run, raw: Any) -> np.ndarray:
    return run.predict(Preparation.from_json(run.data["preparation"]).apply(raw))


def close(found: Any, right: np.ndarray) -> None:
    np.testing.assert_allclose(found, right, rtol=1e-5, atol=1e-6)


def test_columns_of_a_table_come_in_by_their_names(people: Run):
    rows = [
        {"age": 40.0, "city": "Tokyo", "income": 5.5, "note": "a", "since": "2020-05-06"},
        {"age": np.nan, "city": "", "income": np.nan, "note": "n/a", "since": None},
        {"age": 1e60, "city": "Nagoya", "income": -3.0, "note": "NaN", "since": "1970-01-02"},
    ]
    opened = session(onnx_of(people))
    assert [port.name for port in opened.get_inputs()] == ["age", "city", "income", "note", "since"]
    fed = {
        name: np.array([[row[name]] for row in rows], object if name in ("city", "note") else float)
        for name in ("age", "city", "income", "note")
    }
    fed["since"] = np.array([[as_day(row["since"]) or np.nan] for row in rows], float)
    probabilities, labels = opened.run(None, fed)
    right = wanted(people, rows)
    close(probabilities, right)
    assert labels.tolist() == [["no", "yes"][i] for i in right.argmax(axis=1)]


def test_a_table_of_numbers_comes_in_as_one_array(iris: Run):
    opened = session(onnx_of(iris))
    x = np.array([[5.1, 3.5, 1.4, 0.2], [6.0, np.nan, 4.5, 1.5]])
    probabilities, labels = opened.run(None, {"x": x})
    close(probabilities, wanted(iris, x))
    assert set(labels.tolist()) <= {"setosa", "versicolor", "virginica"}


def test_pixels_come_in_as_bytes_and_dark_strokes_are_inverted(digits: Run):
    opened = session(onnx_of(digits))
    assert [port.type for port in opened.get_inputs()] == ["tensor(uint8)"]
    close(opened.run(None, {"pixels": pictures()})[0], wanted(digits, pictures()))


def test_photographs_come_in_as_bytes_of_what_was_cut_out(photographs: Run):
    x = np.random.default_rng(0).integers(0, 256, (3, 7, 7, 3)).astype(np.uint8)
    model = onnx_of(photographs)
    preparation = Preparation.from_json(photographs.data["preparation"])
    assert isinstance(preparation, Photograph)
    cut = preparation.pixels(x)
    close(session(model).run(None, {"pixels": cut})[0], wanted(photographs, x))
    assert {entry.key: entry.value for entry in model.metadata_props}["input"] == "raw"


def test_values_come_out_of_a_regression(diabetes: Run):
    x = np.random.default_rng(2).normal(50, 20, (5, 10))
    found = session(onnx_of(diabetes)).run(None, {"x": x})
    assert len(found) == 1
    np.testing.assert_allclose(found[0], wanted(diabetes, x), rtol=1e-5)


def test_prepared_input_goes_in_as_it_is_and_logits_come_out(people: Run):
    model = onnx_of(people, prepared=True, logits=True)
    x = np.random.default_rng(1).normal(size=(4, *people.network.input_shape)).astype(np.float32)
    close(session(model).run(["logits"], {"x": x})[0], people.logits(x))


def test_the_file_says_what_it_is(people: Run):
    told = session(onnx_of(people)).get_modelmeta()
    notes = told.custom_metadata_map
    assert json.loads(notes["classes"]) == ["no", "yes"]
    assert Preparation.from_json(json.loads(notes["preparation"])).input_shape
    assert notes["network"] == people.network.text
    assert notes["input"] == "raw"
    assert told.producer_name == "mieru"
    assert told.description.startswith("people: classification")


def test_a_column_may_have_the_name_of_an_output(people: Run):
    told = json.dumps(people.data).replace('"city"', '"label"').replace('"age"', '"probabilities"')
    renamed = Run(**{**people.__dict__, "data": json.loads(told)})
    opened = session(onnx_of(renamed))
    names = [port.name for port in (*opened.get_inputs(), *opened.get_outputs())]
    assert len(set(names)) == len(names) == 7
