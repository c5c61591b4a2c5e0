"""``/api/live/{session}/doctor``: what is wrong with a network that learns."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.playground.address import write
from mieru.playground.doctor import Seen, examined
from mieru.studio.live.diagnosis import Diagnosis, Finding, Spot, Trial
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply

if TYPE_CHECKING:
    from mieru.studio.live.sessions import Sessions

GONE = Text(
    "this session is no longer there; load the page again",
    "このセッションはもうありません。ページを読み込み直してください",
)


def routes(sessions: "Sessions") -> list[Route]:
    """What the doctor says of the sessions in ``sessions``."""

    def doctor(request: Request) -> Response:
        live = sessions.get(request.path_params["session"])
        if live is None:
            return problem_reply(404, GONE)
        epoch, found = examined(live)
        return reply(Diagnosis(epoch, tuple(map(_told, found))))

    return [Route("/api/live/{session}/doctor", doctor)]


def _told(seen: Seen) -> Finding:
    finding = seen.finding
    return Finding(
        finding.kind,
        finding.severity,
        Text(finding.en, finding.ja),
        tuple(Spot(place.level, place.units, place.links) for place in finding.places),
        tuple(Trial(Text(t.en, t.ja), t.experiment, write(t.experiment)) for t in seen.trials),
    )
