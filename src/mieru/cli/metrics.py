"""How metrics are written for a reader."""

from mieru.words import GLOSSARY, term
from mieru.words.columns import table


def metric_text(name: str, value: float) -> str:
    """Accuracies in percent, counts as they are, anything else with six digits."""
    if value != value:
        return "—"
    if name.endswith(("accuracy", "_share")):
        return f"{value:.2%}"
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.6g}"


def metric_name(name: str) -> str:
    """The reader's word for it, where there is one."""
    return term(name) if name in GLOSSARY else name


def metrics_table(metrics: dict[str, float], names: dict[str, str] | None = None) -> str:
    """A line for each, indented; empty where there are none. ``names`` tells other words."""
    told = {name: (names or {}).get(name) or metric_name(name) for name in metrics}
    rows = [[f"  {told[name]}", metric_text(name, value)] for name, value in metrics.items()]
    return table(rows, right={1}) if rows else ""
