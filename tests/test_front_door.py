"""``import mieru`` is quick, and every name of the front door leads to its room."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import mieru

HEAVY = {"jax", "scipy", "sklearn", "matplotlib", "sympy", "optax", "PIL"}


def test_importing_mieru_loads_nothing_heavy() -> None:
    code = "import sys, mieru, mieru.data; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_every_name_leads_to_its_room_and_is_known_to_type_checkers() -> None:
    tree = ast.parse(Path(mieru.__file__).read_text("utf-8"))
    typed = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("mieru.")
        for alias in node.names
    }
    offered = {name for name in dir(mieru) if not name.startswith("_")}
    rooms = {name for name in offered if name not in typed}
    assert offered - rooms == set(typed)
    for name, room in typed.items():
        assert getattr(mieru, name) is getattr(import_module(str(room)), name)
    for room in rooms:
        assert getattr(mieru, room).__name__ == f"mieru.{room}"
