"""The addresses of the page of images: which request asks for what."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.asking import TOO_LONG, answered, content_of, whole, wholes
from mieru.studio.images.asked import checked, no_folders
from mieru.studio.images.choices import folder_found, picture_sets
from mieru.studio.images.job import Job
from mieru.studio.images.judging import NOT_YET, SEALED, Judge, pictures
from mieru.studio.images.kept import left_over
from mieru.studio.images.looking import LARGEST_UPLOAD, drawn, exact, looked, uploaded
from mieru.studio.images.messages import FolderAsked, ImagesState, NetworkAsked, TrainAsked
from mieru.studio.images.own.routes import routes as own_routes
from mieru.studio.jobs.job import Bench
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply

MOST_LOOKING = 4  # at the same time: each holds a decoded picture
IDLE = ImagesState(0, "idle")
BUSY = Text(
    "a network is learning already; stop it or wait for its end before the next one begins",
    "すでに学習中のネットワークがあります。停止するか、終わるのを待ってから始めてください",
)
NO_TRAINING = Text(
    "nothing was trained here yet; start a training first",
    "まだ学習していません。先に学習を始めてください",
)
NO_PART = Text(
    "there is no such part of the data, or nothing of that name or number in it",
    "その部分はデータにないか、その名前や番号のものがありません",
)
PARTS = {"validation", "test"}


def routes(images: "Images") -> list[Route]:
    """The routes of the page."""
    get = {
        "sets": images.sets,
        "state": images.state,
        "judged": images.judged,
        "cell": images.cell,
        "pictures": images.pictures,
        "weights/{name:path}": images.weights,
    }
    post = {
        "folder": images.folder_of,
        "network": images.network,
        "train": images.train,
        "stop": images.stop,
        "test": images.test,
        "look": images.look,
    }
    return [
        *own_routes(images.runs_folder),
        *(Route(f"/api/images/{path}", handler, methods=["GET"]) for path, handler in get.items()),
        *(
            Route(f"/api/images/{path}", handler, methods=["POST"])
            for path, handler in post.items()
        ),
    ]


class Images:
    """The one training that there is at a time, and the answers to what is asked about it.

    ``folder`` is the runs folder, ``folders``: paths may be named.
    """

    def __init__(self, folder: Path, *, folders: bool) -> None:
        self.runs_folder, self.folders = folder, folders
        self.bench = Bench[Job](BUSY)
        self._judge = Judge()
        self._looking = threading.Semaphore(MOST_LOOKING)
        self._lock = threading.Lock()
        self._warm = False

    @property
    def job(self) -> Job | None:
        """The training, once there is one."""
        return self.bench.job

    def sets(self, request: Request) -> Response:
        """What can be learned. Whoever asks will soon want the rooms that learn."""
        with self._lock:
            warm, self._warm = self._warm, True
        if not warm:
            threading.Thread(target=_load_rooms, name="mieru-warm", daemon=True).start()
        return reply(picture_sets(folders=self.folders))

    async def folder_of(self, request: Request) -> Response:
        """What is in a folder of the user's."""

        def look(asked: FolderAsked) -> Response:
            if not self.folders:
                raise no_folders()
            return reply(folder_found(asked))

        return await answered(request, FolderAsked, look)

    async def network(self, request: Request) -> Response:
        """The layers of a network, or what is wrong with it."""
        return await answered(request, NetworkAsked, lambda asked: reply(checked(asked)))

    async def train(self, request: Request) -> Response:
        """Begins a training; 409 while there is one."""
        return await answered(request, TrainAsked, self._begin)

    def _begin(self, asked: TrainAsked) -> Response:
        refused = self.bench.begin(
            lambda count: Job(count, asked, self.runs_folder, folders=self.folders)
        )
        return refused or self._state()

    def stop(self, request: Request) -> Response:
        """Ends the training as Ctrl-C would."""
        if self.job is None:
            return problem_reply(409, NO_TRAINING)
        self.bench.stop()
        return self._state()

    def state(self, request: Request) -> Response:
        """How far the training is; the first to ask after a crash sets it going again."""
        self.bench.go_on(self._left)
        return self._state(whole(request, "since"))

    def _state(self, since: int = 0) -> Response:
        return reply(self.job.state(since) if self.job else IDLE)

    def _left(self) -> Callable[[int], Job] | None:
        left = left_over(self.runs_folder)
        if left is None:
            return None
        folder, folders = self.runs_folder, self.folders
        return lambda count: Job(count, left.asked, folder, folders=folders, left=left)

    def judged(self, request: Request) -> Response:
        """How the newest weights do on a part of the data."""
        return self._about(request, self._judge.judged)

    def cell(self, request: Request) -> Response:
        """The examples of one class that were taken for another."""
        label, said = whole(request, "label"), whole(request, "told")
        return self._about(request, lambda job, part: self._judge.cell(job, part, label, said))

    def _about(self, request: Request, found: Callable[[Job, Any], object]) -> Response:
        part = request.query_params.get("part", "")
        if self.job is None:
            return problem_reply(409, NO_TRAINING)
        if part not in PARTS:
            return problem_reply(404, NO_PART)
        answer = found(self.job, part)
        if answer is None:
            return problem_reply(409, SEALED if part == "test" else NOT_YET)
        return reply(answer)

    def pictures(self, request: Request) -> Response:
        """Some of a part's pictures."""
        job, part = self.job, request.query_params.get("part", "")
        examples = job.part(part) if job and part in PARTS else None
        content = pictures(examples, wholes(request, "index")) if examples else None
        return _bytes(content) if content else problem_reply(404, NO_PART)

    def weights(self, request: Request) -> Response:
        """Weights as pictures."""
        from mieru.studio.weights import picture

        copy = self.job.copy if self.job else None
        if copy is None:
            return problem_reply(404, NOT_YET)
        try:
            return _bytes(picture(copy.run, request.path_params["name"]))
        except KeyError:
            return problem_reply(404, NO_PART)

    def test(self, request: Request) -> Response:
        """Opens the sealed test part once learning has ended."""
        job = self.job
        if job is None or job.goes_on or job.copy is None:
            return problem_reply(409, SEALED)
        job.open_test()
        found = self._judge.judged(job, "test")
        if found is None:
            return problem_reply(409, NO_PART)
        metrics = {"test_accuracy": found.accuracy}
        job.keep_metrics(metrics | ({} if found.loss is None else {"test_loss": found.loss}))
        return reply(found)

    async def look(self, request: Request) -> Response:
        """What the newest weights say to a picture that is sent."""
        content = await content_of(request, LARGEST_UPLOAD)
        if content is None:
            return problem_reply(413, TOO_LONG)
        return await run_in_threadpool(self._looked, request, content)

    def _looked(self, request: Request, content: bytes) -> Response:
        job = self.job
        copy, data = (job.copy, job.data) if job else (None, None)
        if job is None or copy is None or data is None:
            return problem_reply(409, NOT_YET if job else NO_TRAINING)
        shape = data.input_shape
        with self._looking:
            match request.query_params.get("source"):
                case "drawn":
                    sides = whole(request, "width"), whole(request, "height")
                    pixels = drawn(content, sides, shape, digits=job.digits)
                case "uploaded":
                    pixels = uploaded(content, shape, digits=job.digits)
                case _:
                    pixels = exact(content, shape)
            layers = request.query_params.get("layers") == "1"
            return _bytes(looked(copy, pixels, data.train.x.dtype, layers=layers))


def _bytes(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream")


def _load_rooms() -> None:
    import mieru.evaluate.answers
    import mieru.explain.activations
    import mieru.learn  # noqa: F401
