"""``mieru train --find-rate``: the range test before learning, and what it found, told."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from mieru.cli.chart import sparkline
from mieru.cli.frame import wrong_use
from mieru.cli.network_argument import Start
from mieru.cli.parameters import flag
from mieru.words import say, term
from mieru.words.columns import table

if TYPE_CHECKING:
    from mieru.data import DataSet
    from mieru.learn import RateFound, Settings


def rate_option() -> click.Option:
    """``--find-rate``."""
    return flag(
        "--find-rate",
        say(
            en="find the rate first, by raising it until the loss flies off, then learn with a "
            "tenth of the rate at which the loss was lowest; with --epochs 0 it is only told",
            ja="まず学習率を損失が跳ね上がるまで上げて調べ、損失が最小だった学習率の 10 分の 1 で"
            "学習します。--epochs 0 なら調べるだけです",
        ),
    )


def check_rate(given: dict[str, Any]) -> None:
    """Complains where a rate is both given and to be found."""
    if given["rate"] is not None:
        raise wrong_use(
            en="--find-rate finds the rate that --rate would give; leave one of them out",
            ja="--find-rate は学習率を探すので、--rate と同時には指定できません",
        )


def find(start: Start, data: "DataSet", settings: "Settings") -> "RateFound":
    """The range test from where ``start`` is."""
    from mieru.learn import find_rate

    run = start.run
    return find_rate(
        start.network,
        data,
        settings,
        parameters=run.parameters if run else None,
        state=run.state if run else None,
    )


def advised(found: "RateFound") -> float:
    """The rate to learn with: two digits, as it is told, so that it can be typed again."""
    return float(f"{found.suggested:.2g}")


def with_rate(settings: "Settings", rate: float) -> "Settings":
    """``settings`` with this rate, from which a schedule starts where there is one."""
    from mieru.learn import Schedule

    old = settings.optimizer.rate
    new = replace(old, initial=rate) if isinstance(old, Schedule) else rate
    return settings.changed(optimizer=replace(settings.optimizer, rate=new))


def rate_text(found: "RateFound") -> str:
    """The curve's key values, and the rate that follows from them."""
    rates, smooth = found.rates.tolist(), found.smooth.tolist()
    marked = {
        rates[0]: say(en="the first", ja="最初"),
        found.steepest: say(en="falls fastest", ja="最も急に下がる"),
        found.lowest: say(en="lowest", ja="最小"),
        rates[-1]: say(en="the test ended", ja="テスト終了"),
    }
    rows = [[f"  {term('learning_rate')}", term("loss"), ""]]
    rows += [[f"  {r:.2g}", f"{smooth[rates.index(r)]:.4g}", marked[r]] for r in sorted(marked)]
    return "\n".join(
        [
            say(
                en=f"The learning rate raised over {len(rates)} steps, running mean of the loss:",
                ja=f"学習率を {len(rates)} ステップで上げたときの損失 (移動平均):",
            ),
            f"  {sparkline(smooth)}",
            table(rows, right={0, 1}),
            say(
                en=f"rate found: {advised(found):g} (a tenth of the lowest)",
                ja=f"見つけた学習率: {advised(found):g} (最小になった学習率の 10 分の 1)",
            ),
        ]
    )


def rate_json(found: "RateFound") -> dict[str, Any]:
    """The same for a program, with the whole curve."""
    return {
        "rate": advised(found),
        "steepest": found.steepest,
        "lowest": found.lowest,
        "rates": found.rates.tolist(),
        "losses": found.losses.tolist(),
        "smooth": found.smooth.tolist(),
    }
