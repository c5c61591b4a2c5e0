"""Tables of figures, and the file that keeps them with the machine they were measured on."""

import importlib.metadata
import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases import cores

RESULTS = Path(__file__).parent / "results"


def machine() -> dict[str, Any]:
    """Processor, cores and the versions of everything that was measured."""
    found: dict[str, Any] = {
        "when": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": cores(),
        "python": platform.python_version(),
    }
    for package in ("mieru", "jax", "torch", "keras", "scikit-learn", "numpy"):
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return platform.processor()
    text = info.read_text()
    model = next((line.split(": ")[1] for line in text.splitlines() if "model name" in line), "")
    wide = "AVX-512" if "avx512f" in text else "AVX2" if "avx2" in text else "no AVX2"
    return f"{model} ({wide})"


def save(name: str, found: dict[str, Any]) -> str:
    """Writes ``results/NAME.json``; returns a line that says so."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return f"kept in benchmarks/results/{path.name}"


def table(rows: dict[str, dict[str, float]]) -> str:
    """A Markdown table with a row for each key."""
    columns = list(next(iter(rows.values())))
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, row in rows.items():
        lines.append(f"| {name} | " + " | ".join(f"{row[c]:,.4g}" for c in columns) + " |")
    return "\n".join(lines)
