"""The addresses of the explorer: which request asks for what."""

import threading
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mieru.studio.asking import TOO_LONG, content_of, whole, wholes
from mieru.studio.explorer import preparing
from mieru.studio.explorer.looks import Looks, Seen, large, looked
from mieru.studio.explorer.subjects import NO_NETWORK, NO_WEIGHTS, Subject, Subjects
from mieru.studio.explorer.telling import made_told
from mieru.studio.explorer.uploads import Uploads
from mieru.studio.images.looking import LARGEST_UPLOAD
from mieru.studio.images.messages import Pictures
from mieru.studio.images.pixels import headed
from mieru.studio.library import Library
from mieru.studio.messages import Text
from mieru.studio.replies import problem_reply, reply

if TYPE_CHECKING:
    from mieru.studio.images.routes import Images

MOST_LOOKING = 2  # at the same time: each fills both cores
MOST_PICTURES = 128
GONE = Text(
    "this picture's values are no longer kept; look at it again",
    "この画像の値はもう保持されていません。もう一度画像を選んでください",
)
FILE_GONE = Text(
    "the picture file of this link is no longer kept here, as the server was started anew or other "
    "files came after it; choose it again",
    "このリンクの画像ファイルはもう保持されていません (サーバーの再起動後か、ほかの画像が後から"
    "送られた場合です)。ファイルをもう一度選んでください",
)
NO_PICTURE = Text("there is no such picture here", "その画像はありません")
NO_PLACE = Text("the network has no such layer", "そのような層はありません")


def routes(images: "Images", library: Library, *, folders: bool) -> list[Route]:
    """The routes of the page; ``folders``: data of a path may be read."""
    explorer = Explorer(Subjects(images, library, folders=folders))
    get = {
        "networks": explorer.networks,
        "network": explorer.network,
        "now": explorer.now,
        "pictures": explorer.pictures,
        "photographs": explorer.photographs,
        "maps": explorer.maps,
        "made": explorer.made,
    }
    return [
        *(Route(f"/api/explorer/{path}", found, methods=["GET"]) for path, found in get.items()),
        Route("/api/explorer/look", explorer.look, methods=["POST"]),
    ]


class Explorer:
    """Answers what is asked of networks and of the pictures sent through them."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects
        self._looks = Looks()
        self._uploads = Uploads()
        self._looking = threading.Semaphore(MOST_LOOKING)

    def networks(self, request: Request) -> Response:
        """What can be explored."""
        return reply(self._subjects.listed())

    def network(self, request: Request) -> Response:
        """One network, opened."""
        subject = self._subject(request)
        return _no_network(request) if subject is None else reply(self._subjects.explored(subject))

    def now(self, request: Request) -> Response:
        """Which weights it has now."""
        subject = self._subject(request)
        return _no_network(request) if subject is None else reply(subject.now)

    def pictures(self, request: Request) -> Response:
        """Some of the validation pictures of what it learned from."""
        subject, indices = self._subject(request), wholes(request, "index")
        if subject is None:
            return _no_network(request)
        examples = self._subjects.examples(subject)
        good = 0 < len(indices) <= MOST_PICTURES
        if isinstance(examples, Text) or not good or max(indices) >= len(examples):
            return problem_reply(404, NO_PICTURE)
        shown = preparing.as_pixels(subject.run, examples.x[indices])
        return _bytes(headed(Pictures(*shown.shape), shown.tobytes()))

    def photographs(self, request: Request) -> Response:
        """The sample photographs, small, in the order of their names."""
        shown = preparing.thumbnails()
        return _bytes(headed(Pictures(*shown.shape), shown.tobytes()))

    async def look(self, request: Request) -> Response:
        """Sends a picture through the network, and tells what every layer says."""
        content = await content_of(request, LARGEST_UPLOAD)
        if content is None:
            return problem_reply(413, TOO_LONG)
        return await run_in_threadpool(self._look, request, content)

    def _look(self, request: Request, content: bytes) -> Response:
        subject = self._subject(request)
        if subject is None:
            return _no_network(request)
        digest = None
        if request.query_params.get("from") == "kept":
            digest = request.query_params.get("digest", "")
            kept = self._uploads.get(digest)
            if kept is None:
                return problem_reply(410, FILE_GONE)
            content = kept
        with self._looking:
            seen = self._seen(request, subject, content)
        if seen is None:
            return problem_reply(404, NO_PICTURE)
        if request.query_params.get("from") == "uploaded":  # and it could be read
            digest = self._uploads.keep(content)
        return _bytes(self._looks.add(seen, digest))

    def _seen(self, request: Request, subject: Subject, content: bytes) -> Seen | None:
        from mieru.data.photographs import photographs

        run = subject.run
        match request.query_params.get("from"):
            case "example":
                return self._example(subject, whole(request, "index"))
            case "photograph":
                path = photographs().get(request.query_params.get("name", ""))
                if path is None:
                    return None
                pixels = preparing.from_file(run, path.read_bytes())
            case "uploaded" | "kept":
                pixels = preparing.from_file(run, content)
            case "drawn":
                sides = whole(request, "width"), whole(request, "height")
                pixels = preparing.drawn(run, content, sides)
            case _:
                pixels = preparing.exact(run, content)
        return looked(subject, preparing.numbers(run, pixels), pixels)

    def _example(self, subject: Subject, index: int) -> Seen | None:
        examples = self._subjects.examples(subject)
        if isinstance(examples, Text) or index >= len(examples):
            return None
        one = examples.take([index])
        is_picture = preparing.shape_of_pictures(subject.run) is not None
        picture = preparing.as_pixels(subject.run, one.x)[0] if is_picture else None
        label = int(one.t[0]) if one.task == "classification" else None
        return looked(subject, one.x, picture, label)

    def maps(self, request: Request) -> Response:
        """A page of one layer's maps, large."""
        seen = self._looks.get(whole(request, "look"))
        if seen is None:
            return problem_reply(410, GONE)
        node = whole(request, "node")
        if node >= len(seen.maps.nodes):
            return problem_reply(404, NO_PLACE)
        return _bytes(large(seen, node, whole(request, "first"), whole(request, "count")))

    def made(self, request: Request) -> Response:
        """How one value was made."""
        from mieru.explain.values import how_made

        seen = self._looks.get(whole(request, "look"))
        if seen is None:
            return problem_reply(410, GONE)
        paths = list(seen.maps.nodes)
        node = whole(request, "node")
        if node >= len(paths):
            return problem_reply(404, NO_PLACE)
        return reply(made_told(how_made(seen.maps, paths[node], tuple(wholes(request, "at")))))

    def _subject(self, request: Request) -> Subject | None:
        return self._subjects.open(request.query_params.get("of", ""))


def _no_network(request: Request) -> Response:
    if request.query_params.get("of") == "images":
        return problem_reply(409, NO_WEIGHTS)
    return problem_reply(404, NO_NETWORK)


def _bytes(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream")
