from itertools import product

import numpy as np
import pytest
from hypothesis import given, strategies as st

from mieru.systems import run_system
from mieru.systems.formal_neuron import GATES
from mieru.systems.frame import Stage
from mieru.systems.parts.boolean import count_by_one_unit, gates_for, outputs_of
from mieru.words import SettingError


def verified(table):
    return "".join(str(int(output)) for output in outputs_of(gates_for(table))) == table


@pytest.mark.parametrize(("name", "table"), GATES.items())
def test_every_gate_is_built_and_right_on_every_row(name, table):
    assert verified(table)


def test_and_or_not_and_nand_take_one_unit_and_xor_two_layers():
    layers = {name: len(gates_for(table)) for name, table in GATES.items()}
    assert layers == {"AND": 1, "OR": 1, "NOT": 1, "NAND": 1, "XOR": 2}


def test_and_is_two_weights_of_one_and_a_threshold_between_one_and_two():
    [[unit]] = gates_for(GATES["AND"])
    assert unit.weights == (1, 1)
    assert unit.threshold == 1.5


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_every_boolean_function_of_up_to_three_inputs_is_built(inputs):
    assert all(verified("".join(digits)) for digits in product("01", repeat=2**inputs))


@given(st.integers(0, 2**16 - 1))
def test_any_boolean_function_of_four_inputs_is_built(number):
    assert verified(f"{number:016b}")


def test_one_unit_gives_as_many_functions_as_the_literature_counts():
    # OEIS A000609: linearly separable Boolean functions of n inputs.
    assert [count_by_one_unit(n) for n in (1, 2, 3, 4)] == [4, 14, 104, 1882]


def test_a_function_is_given_to_one_unit_just_when_a_line_parts_it():
    from scipy.optimize import linprog

    rows = np.array(list(product((0, 1), repeat=3)))
    for number in range(256):
        table = f"{number:08b}"
        sign = np.array([1 if digit == "1" else -1 for digit in table])
        # separable: some w, θ with ±(w·x − θ) ≥ 1 on every row
        bounds = -sign[:, None] * np.column_stack([rows, -np.ones(8)])
        found = linprog(np.zeros(4), bounds, -np.ones(8), bounds=(None, None))
        assert (len(gates_for(table)) == 1) == found.success, table


def test_the_system_verifies_every_row(tmp_path):
    finished = run_system("formal-neuron", {"table": "0110100110010110"}, out=tmp_path)
    metrics = finished.result.metrics
    assert metrics["rows_wrong"] == 0
    assert metrics["rows_verified"] == 4 * 4 + 2 + 16
    assert metrics["layers"] == 2
    assert "✗" not in finished.report.read_text()


@pytest.mark.parametrize("table", ["", "0", "011", "01102", "01100", "ab", "0" * 32])
def test_what_is_no_truth_table_is_refused(table):
    from mieru.systems.formal_neuron import Settings, run

    with pytest.raises(SettingError) as caught:
        run(Settings(table), seed=0, stage=Stage())
    assert "write 2, 4, 8 or 16 digits of 0 and 1, such as 0110" in caught.value.en
    assert "2, 4, 8, 16 桁" in caught.value.ja
