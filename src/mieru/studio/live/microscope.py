"""``/api/live/{session}/microscope`` and its kin: every number of an example, and exercises."""

import math
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.live import microscope_messages as m
from mieru.studio.live.doctor import GONE
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply
from mieru.words import SettingError

if TYPE_CHECKING:
    from mieru.explain.microscope import Chain, Look, Place, Quantity, Step
    from mieru.playground.microscope import OwnPoint, Slide
    from mieru.studio.live.sessions import Sessions

MOST_EXAMPLES = 100
MOST_NUMBERS = 120


def routes(sessions: "Sessions") -> list[Route]:
    """What the microscope says of the sessions in ``sessions``, and its exercises."""

    def look(request: Request) -> Response:
        from mieru.playground.microscope import slide

        live = sessions.get(request.path_params["session"])
        if live is None:
            return problem_reply(404, GONE)
        example, own = _whole(request, "example", 0), _own(request)
        return _looked(slide(live, 0 if own else example, own), request, own is not None)

    def formula(request: Request) -> Response:
        from mieru.explain.microscope import matrix_form, unit_formulas, whole_formula
        from mieru.playground.microscope import slide

        live = sessions.get(request.path_params["session"])
        if live is None:
            return problem_reply(404, GONE)
        found = slide(live).look
        chain, labels = found.found.chain, found.labels
        whole, levels = whole_formula(chain, labels), unit_formulas(chain, labels)
        return reply(m.WholeFormula(whole, levels, matrix_form(found.found)))

    return [
        Route("/api/live/{session}/microscope", look),
        Route("/api/live/{session}/formula", formula),
        Route("/api/microscope/worked-example", worked_example),
        Route("/api/microscope/exercise", exercise),
    ]


def worked_example(request: Request) -> Response:
    """One step of the course's worked example."""
    from mieru.playground.exercises import WORKED, chain_rules, loaded, worked_look

    look = worked_look()
    message = _message(look, _step(request, look), _Frame((0, 0), [(2.0, 0.0, 5.0)], False))
    wiring = _wiring(WORKED, ("x",))
    return reply(m.WorkedExample(wiring, message, chain_rules(), loaded(WORKED)))


def exercise(request: Request) -> Response:
    """Exercise ``seed`` of a level: which function is this network?"""
    from mieru.playground.exercises import drawn_exercise, loaded

    level, seed = _whole(request, "level", 1), _whole(request, "seed", 1)
    found = drawn_exercise(level, seed)
    labels = ("x_1", "x_2")[: found.chain.sizes[0]]
    return reply(
        m.FunctionExercise(
            level=level,
            seed=seed,
            question=Text(found.question.en, found.question.ja),
            wiring=_wiring(found.chain, labels),
            choices=tuple(
                m.Choice(c.latex, None if c.text is None else Text(c.text.en, c.text.ja), c.right)
                for c in found.choices
            ),
            table=found.table,
            solution=found.solution,
            lesson=Text(found.lesson.en, found.lesson.ja),
            loadable=loaded(found.chain),
        )
    )


class _Frame:
    """What surrounds a step: epoch and batch, the examples as (x1, x2, t), and whose they are."""

    def __init__(
        self, moment: tuple[int, int], rows: list[tuple[float, float, float]], own: bool
    ) -> None:
        self.epoch, self.batch = moment
        self.rows, self.own = rows, own


def _looked(found: "Slide", request: Request, own: bool) -> Response:
    rows = zip(found.xy[:, 0].tolist(), found.xy[:, 1].tolist(), found.t.tolist(), strict=True)
    frame = _Frame((found.epoch, found.batch), list(rows), own)
    return reply(_message(found.look, _step(request, found.look), frame))


def _step(request: Request, look: "Look") -> "Step":
    """The step that is asked for; the first where the network has it no more."""
    from mieru.explain.microscope import Step

    phase = request.query_params.get("phase")
    if phase is None:
        return look.steps[0]
    wanted = Step(phase, _whole(request, "level", 0), _whole(request, "unit", 0))  # type: ignore[arg-type]
    return wanted if wanted in look.steps else look.steps[0]


def _message(look: "Look", step: "Step", frame: _Frame) -> m.Microscope:
    at, found = look.steps.index(step), look.found
    numbers = tuple(islice(look.quantities(step), MOST_NUMBERS + 1))
    first: dict[str, m.MicroscopeStep] = {}
    for one in look.steps:
        first.setdefault(one.phase, _told(one))
    answers, errors = found.answers.tolist(), found.errors.tolist()
    return m.Microscope(
        epoch=frame.epoch,
        batch=frame.batch,
        examples=tuple(
            m.BatchExample(x1, x2, t, _finite_all(y), _finite(e))
            for (x1, x2, t), y, e in zip(frame.rows[:MOST_EXAMPLES], answers, errors, strict=False)
        ),
        example=look.example,
        own=frame.own,
        step=_told(step),
        number=at + 1,
        count=len(look.steps),
        before=_told(look.steps[at - 1]) if at else None,
        after=_told(look.steps[at + 1]) if at + 1 < len(look.steps) else None,
        phases=tuple(first.values()),
        numbers=tuple(map(_number, numbers[:MOST_NUMBERS])),
        is_cut=len(numbers) > MOST_NUMBERS,
        unit_values=(
            _finite_all(found.x[look.example].tolist()),
            *(_finite_all(level.z[look.example].tolist()) for level in found.levels[:-1]),
            _finite_all(answers[look.example]),
        ),
    )


def _told(step: "Step") -> m.MicroscopeStep:
    return m.MicroscopeStep(step.phase, step.level, step.unit)


def _number(quantity: "Quantity") -> m.MicroscopeNumber:
    value = _finite(quantity.value)
    return m.MicroscopeNumber(
        quantity.kind,
        quantity.lines,
        value,
        None if quantity.place is None else _place(quantity.place, value),
        quantity.of_bias,
        tuple(_place(used.place, _finite(used.value)) for used in quantity.uses[:MOST_NUMBERS]),
    )


def _place(place: "Place", value: float | None) -> m.MicroscopePlace:
    return m.MicroscopePlace(place.level, place.unit, place.source, value)


def _wiring(chain: "Chain", labels: tuple[str, ...]) -> m.Wiring:
    return m.Wiring(
        tuple(tuple(map(tuple, level.weights.tolist())) for level in chain.levels),
        tuple(
            () if level.biases is None else tuple(level.biases.tolist()) for level in chain.levels
        ),
        tuple(level.activation for level in chain.levels),
        labels,
    )


def _own(request: Request) -> "OwnPoint | None":
    from mieru.playground.microscope import OwnPoint

    text = request.query_params.get("point")
    if text is None:
        return None
    try:
        x1, x2, t = map(float, text.split(","))
    except ValueError:
        raise SettingError(
            en=f"point must be three numbers with commas between, x1,x2,t, not {text!r:.60}",
            ja=f"point は x1,x2,t の 3 つの数をコンマで区切ってください ({text!r:.60} ではなく)",
        ) from None
    return OwnPoint(x1, x2, t)


def _whole(request: Request, name: str, usual: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise SettingError(
            en=f"{name} must be a whole number of at most 9 digits, not {text!r:.60}",
            ja=f"{name} は 9 桁までの整数にしてください ({text!r:.60} ではなく)",
        )
    return int(text)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _finite_all(values: Iterable[float]) -> tuple[float | None, ...]:
    return tuple(map(_finite, values))
