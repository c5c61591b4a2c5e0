"""The networks that can be explored, and what is known of each: weights, classes, pictures."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mieru.studio.asking import told
from mieru.studio.describe import clean
from mieru.studio.explorer.messages import Explorable, Explorables, Explored, ExplorerNow
from mieru.studio.explorer.preparing import colours, shape_of_pictures, takes_digits
from mieru.studio.explorer.telling import graph_of
from mieru.studio.library import Library
from mieru.studio.messages import Entry, Text
from mieru.studio.recorded_data import data_of
from mieru.words import MieruError

if TYPE_CHECKING:
    from mieru.data import Examples
    from mieru.files import Run
    from mieru.published import Published
    from mieru.studio.images.routes import Images

IMAGES = "images"
RECORDING = "run:"
PUBLISHED = "published:"
MOST_RECORDINGS = 100
LONGEST_ABOUT = 200
MOST_CLASSES = 2_000
IMAGES_TITLE = Text("The network on the Images page", "「画像」ページのネットワーク")
NO_EXAMPLES = Text(
    "there are no pictures that it was judged by here",
    "評価に使った画像がここにはありません",
)
NO_WEIGHTS = Text(
    "no network has been trained on the Images page yet; train one there, or choose another here",
    "「画像」ページではまだ学習していません。そちらで学習するか、別のネットワークを選んでください",
)
NO_NETWORK = Text(
    "there is no such network here; it may have been moved or deleted",
    "そのネットワークはありません。移動または削除された可能性があります",
)


@dataclass(frozen=True, eq=False)
class Subject:
    """A network opened. ``version`` differs from that of all other weights of the same name."""

    of: str
    title: Text
    version: str
    run: "Run"
    learning: bool = False

    @property
    def now(self) -> ExplorerNow:
        """Which weights these are."""
        return ExplorerNow(self.version, self.learning)


class Subjects:
    """Finds and opens networks. Safe to ask from several threads."""

    def __init__(self, images: "Images", library: Library, *, folders: bool) -> None:
        self._images, self._library, self._folders = images, library, folders
        self._lock = threading.Lock()
        self._published: dict[str, Run] = {}
        self._examples: tuple[str, Examples | Text] | None = None

    def listed(self) -> Explorables:
        """All of them: the one that learns, published ones, recordings from new to old."""
        from mieru.published import PUBLISHED as KNOWN, weights_file

        learned = self._images.job is not None and self._images.job.copy is not None
        found = [Explorable(IMAGES, "images", IMAGES_TITLE, "", None if learned else NO_WEIGHTS)]
        for one in KNOWN.values():
            here = weights_file(one) is not None
            problem = None if here else _weights_missing(one)
            title = Text(one.title, one.title)
            found.append(
                Explorable(
                    PUBLISHED + one.name, "published", title, f"ImageNet, {one.year}", problem
                )
            )
        recordings = [e for e in self._library.runs().entries if e.kind in ("recording", "unread")]
        found += map(_recorded, recordings[:MOST_RECORDINGS])
        return Explorables(tuple(found))

    def open(self, of: str) -> Subject | None:
        """The network called ``of``; None where there is none. Raises FileError where damaged."""
        if of == IMAGES:
            return self._of_images()
        if of.startswith(PUBLISHED):
            return self._of_published(of)
        if of.startswith(RECORDING):
            return self._of_recording(of)
        return None

    def explored(self, subject: Subject) -> Explored:
        """What the page of the network shows before there is a picture."""
        from mieru.data.photographs import photographs

        run, examples = subject.run, self.examples(subject)
        picture = shape_of_pictures(run)
        digits = takes_digits(run)
        classes = run.data.get("classes") or ()
        return Explored(
            of=subject.of,
            title=subject.title,
            text=clean(run.network.text, LONGEST_ABOUT),
            version=subject.version,
            learning=subject.learning,
            nodes=graph_of(run),
            classes=tuple(clean(name, 100) for name in classes[:MOST_CLASSES]),
            loss=run.loss.kind,
            parameters=run.network.parameter_count,
            picture=picture,
            channels=colours(run) if picture and picture[2] == 3 else (),
            digits=digits,
            examples=0 if isinstance(examples, Text) else len(examples),
            no_examples=examples if isinstance(examples, Text) else None,
            photographs=tuple(photographs()) if picture and not digits else (),
        )

    def examples(self, subject: Subject) -> "Examples | Text":
        """The validation part of what it learned from, or why there is none."""
        if subject.of == IMAGES:
            job = self._images.job
            found = job.part("validation") if job else None
            return found or NO_EXAMPLES
        if subject.of.startswith(PUBLISHED):
            return NO_EXAMPLES
        with self._lock:
            # Kept until another is opened: its pictures are asked for one by one.
            if self._examples is None or self._examples[0] != subject.of:
                self._examples = subject.of, self._loaded(subject.run)
            return self._examples[1]

    def _loaded(self, run: "Run") -> "Examples | Text":
        try:
            return data_of(run, paths=self._folders).validation or NO_EXAMPLES
        except MieruError as error:
            return told(error)

    def _of_images(self) -> Subject | None:
        job = self._images.job
        copy = job.copy if job else None
        if job is None or copy is None:
            return None
        return Subject(IMAGES, IMAGES_TITLE, f"{job.number}.{copy.stamp}", copy.run, job.goes_on)

    def _of_published(self, of: str) -> Subject:
        from mieru.published import find, load

        known = find(of.removeprefix(PUBLISHED))
        with self._lock:
            if known.name not in self._published:
                self._published[known.name] = load(known.name)
            run = self._published[known.name]
        return Subject(of, Text(known.title, known.title), "1", run)

    def _of_recording(self, of: str) -> Subject | None:
        found = self._library.open(of.removeprefix(RECORDING))
        if found is None:
            return None
        entry, run, path = found
        version = f"{path.stat().st_mtime_ns}"
        return Subject(of, _titled(entry), version, run)


def _recorded(entry: Entry) -> Explorable:
    about = " · ".join(part for part in (entry.data, entry.network) if part)
    return Explorable(
        RECORDING + entry.id, "recording", _titled(entry), clean(about, LONGEST_ABOUT)
    )


def _titled(entry: Entry) -> Text:
    return Text(entry.name, entry.name)


def _weights_missing(published: "Published") -> Text:
    from mieru.data import data_folder
    from mieru.published.load import WEIGHTS

    where = clean(data_folder() / WEIGHTS / published.file)
    return Text(
        f"its weights are not on this machine; put them into {where} (PyTorch's names, as "
        ".safetensors)",
        f"重みがこのマシンにありません。{where} に置いてください (PyTorch の名前の .safetensors)",
    )
