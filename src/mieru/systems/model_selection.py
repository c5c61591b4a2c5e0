r"""Model selection: which network, and which settings, told by cross-validation.

Fitting chooses weights; somebody must choose the rest: how many units, which rate, how much
regularization. Neither the training loss can tell (the largest network always wins it) nor the
test part (what has been used to choose is no test any more). So the training data are cut into k
parts, and each candidate learns k times, each time judged on the part it has not seen:

    CV = (1/k) Σᵢ E(part i; weights learned from all other parts).

Four networks, from too small to large, are compared with several rates: a grid, or rates drawn by
chance, which finds as good a one with fewer tries where only some settings matter (Bergstra and
Bengio 2012). All folds of candidates of one shape learn together in one compiled program. The
winner learns again from all parts, and only then the test part is opened, once.
"""

from dataclasses import dataclass

from mieru.data import DataSet
from mieru.evaluate.selection import (
    Candidate,
    Selection,
    every_combination,
    learning_curve,
    select,
    some_combinations,
    validation_curve,
)
from mieru.learn import Adam, Settings as LearningSettings
from mieru.nn import Dense, Flatten, Layer, Network
from mieru.systems.frame import Stage
from mieru.systems.options import option
from mieru.systems.parts.selection_report import compared, course_chart, winner
from mieru.systems.report.drawings import Axis
from mieru.systems.report.text import Text, word
from mieru.systems.report.values import Formula, Result, Section, Table

RATES = (0.0003, 0.003, 0.03, 0.3)
DATA_SETS = ("iris", "wine", "breast-cancer", "digits")
# The candidates A to D: units of the hidden layers.
MODELS = {"A": (), "B": (4,), "C": (32,), "D": (64, 64)}


@dataclass(frozen=True)
class Settings:
    """What is searched, and how."""

    data: str = option("wine", en="the data", ja="データ", choices=DATA_SETS)
    search: str = option(
        "grid",
        en="every combination (grid) or as many by chance (random)",
        ja="全組み合わせ (grid)、または同じ数をランダムに (random)",
        choices=("grid", "random"),
    )
    folds: int = option(5, en="folds", ja="分割数", least=2, most=20)
    epochs: int = option(30, en="epochs of each network", ja="エポック数", least=1, most=2000)


def run(settings: Settings, *, seed: int, stage: Stage) -> Result:
    """Searches, tells the curves of the winner, and opens the test part once."""
    data = stage.data(settings.data, seed=seed, validation=0)
    learning = LearningSettings(epochs=settings.epochs, batch_size=32, optimizer=Adam(0.003))
    networks = {name: network_of(data, units) for name, units in MODELS.items()}
    candidates = _candidates(settings, list(networks.values()), learning, seed)
    with stage.part(Text("cross-validation", "交差検証")):
        found = select(candidates, data, folds=settings.folds, seeds=(seed,))
    best = candidates[found.winner] if found.winner is not None else candidates[0]
    best = Candidate(best.network, best.settings.changed(seed=seed))
    with stage.part(Text("curves", "曲線")):
        by_size = learning_curve(best.network, data, best.settings, folds=settings.folds)
        by_rate = validation_curve(
            best.network, data, best.settings, "rate", RATES, folds=settings.folds
        )
    curves = Section(
        Text("Would more data help? Another rate?", "データを増やすと良くなるか、学習率は適切か"),
        [
            course_chart(
                by_size,
                Axis(Text("rows learned from", "学習に使った行数")),
                Text("Learning curve of the winner", "選ばれた候補の学習曲線"),
                classes=True,
            ),
            course_chart(
                by_rate,
                Axis(word("learning_rate"), log=True),
                Text("Validation curve: the learning rate", "検証曲線: 学習率"),
                classes=True,
            ),
            Text(
                "Where the two curves have met, more data are no help; where a gap is left, the "
                "network still learns its examples by heart. The band is one standard deviation "
                "of the folds.",
                "2 本の曲線が近づいていれば、データを増やしても効果は見込めません。"
                "差が残っていれば、まだ訓練データを丸暗記しています。"
                "帯は分割ごとの標準偏差です。",
            ),
        ],
    )
    return Result(
        metrics=_metrics(found),
        headline=("validation_accuracy", "test_accuracy", "candidates", "networks"),
        names={
            "candidates": Text("candidates", "候補の数"),
            "networks": Text("networks learned", "学習したネットワークの数"),
        },
        summary=_summary(found, networks),
        sections=[_question(networks), compared(found), winner(found), curves],
        recordings={} if found.run is None else {"winner": found.run},
    )


def network_of(data: DataSet, units: tuple[int, ...]) -> Network:
    """Dense layers of these units with tanh between, from the data's input to its classes."""
    layers: list[Layer | str] = [Flatten()] if len(data.input_shape) > 1 else []
    for n in units:
        layers += [Dense(n), "tanh"]
    return Network(data.input_shape, [*layers, Dense(data.outputs)])


def _candidates(
    settings: Settings, networks: list[Network], learning: LearningSettings, seed: int
) -> list[Candidate]:
    if settings.search == "grid":
        return every_combination(networks, learning, rate=RATES)
    count = len(networks) * len(RATES)
    return some_combinations(networks, learning, count, seed=seed, rate=(RATES[0], RATES[-1]))


def _metrics(found: Selection) -> dict[str, float]:
    row = None if found.winner is None else found.rows[found.winner]
    metrics: dict[str, float] = {
        "candidates": len(found.candidates),
        "networks": len(found.candidates) * found.folds * len(found.seeds),
    }
    if row is not None:
        metrics["validation_accuracy"] = row.mean("validation_accuracy")
        metrics["validation_loss"] = row.mean("validation_loss")
    if found.judged is not None:
        metrics |= {f"test_{name}": value for name, value in found.judged.metrics.items()}
    nothing = float("nan")
    return {"validation_accuracy": nothing, "test_accuracy": nothing} | metrics


def _summary(found: Selection, networks: dict[str, Network]) -> Text:
    if found.winner is None or found.judged is None:
        return Text("No candidate could learn.", "学習できた候補がありませんでした。")
    best = found.candidates[found.winner]
    name = next(name for name, network in networks.items() if network == best.network)
    rate, accuracy = best.settings.optimizer.rate, found.judged.metrics["accuracy"]
    row = found.rows[found.winner]
    mean = row.mean("validation_accuracy") if row else float("nan")
    return Text(
        f"Network {name} with the learning rate {rate:.3g} is best in cross-validation "
        f"({mean:.1%}); on the test part, opened once, it is right in {accuracy:.1%}.",
        f"交差検証で最良だったのはネットワーク {name} と学習率 {rate:.3g} の組み合わせです "
        f"({mean:.1%})。一度だけ開いたテスト部分では {accuracy:.1%} が正解でした。",
    )


def _question(networks: dict[str, Network]) -> Section:
    rows = [(name, network.text, network.parameter_count) for name, network in networks.items()]
    return Section(
        Text("Models A to D", "モデル A から D"),
        [
            Table(["", word("network"), word("parameters")], rows),
            Formula(
                r"\mathrm{CV} = \frac{1}{k} \sum_{i=1}^{k} E\bigl(\text{part } i;\ "
                r"W \text{ from all other parts}\bigr)"
            ),
            Text(
                "The training data are cut into parts; each candidate learns from all but one and "
                "is judged on that one, in turn. What differs in numbers only learns together, as "
                "one population.",
                "訓練データをいくつかに分け、1 つを除いて学習し、除いた部分で評価することを順に"
                "繰り返します。数値だけが異なるものは、集団として一度に学習します。",
            ),
        ],
    )
