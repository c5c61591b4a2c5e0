"""Inputs that no page sends: messages, requests, tables and files, drawn from a seed.

Some are noise; most are almost right, which is what finds faults.
"""

import json
import random
from typing import Any
from urllib.parse import quote

NUMBERS = (
    0, 1, -1, 2, 3, 10, 63, 64, 255, 2**31 - 1, 2**31, 2**63 - 1, 2**63, -(2**63), 10**30,
    0.5, -0.0, 1e-300, 1e300, 1e-9, 3.7, 20_001, 100, True, False, None,
)  # fmt: skip
TEXTS = (
    "", "x1", "x1^2", "1/x1", "log(x1)", "x1^x2^x1", "((((x1", "x1 x2 x3", "exp(exp(exp(x1)))",
    "relu", "tanh", "adam", "cosine", "softmax", "iris", "digits", "own", "spiral", "plane",
    "blobs", "../../etc/passwd", "%2e%2e%2f", "\0", "\ud800", "𝒳" * 40, "a" * 5_000, "<script>",
    "{}", "null", "0.50000", "0x10", "NaN", "Infinity", "-1", "1e999", "eHgA8AAB", "AAAA" * 2_000,
)  # fmt: skip
FIELDS: dict[str, tuple[Any, ...]] = {
    "mode": ("mieru", "original"),
    "problem": ("classification", "regression"),
    "data": ("circle", "xor", "iris", "wine", "plane", "own", "moons", "blobs", "gauss-regression"),
    "loss": ("squared_error", "cross_entropy"),
    "optimizer": ("gradient_descent", "adam", "momentum", "adagrad", "rmsprop", "adamw"),
    "schedule": ("constant", "step_decay", "exponential_decay", "cosine"),
    "rate": (0.03, 10, 1000, 0, 1e-300),
    "features": (["x1"], ["x1^2", "x1*x2"], ["1/x1"], [], ["x1"] * 2, ["sin(x1)"] * 99),
    "layers": ([], [{"units": 3}], [{"units": 2000}] * 2, [{"units": 2}] * 64, [{"units": 0}]),
    "batch_size": (1, 10, 250, 20_000),
    "train_percent": (1, 50, 99.9, 100),
    "size": (0, 4, 40, 20_000),
    "classes": (0, 2, 20),
    "columns": ([], ["a"], ["petal length", "petal width"], ["x"] * 50),
}
FREE = (
    "points", "table", "noise", "momentum", "decay1", "decay2", "weight_decay", "schedule_epochs",
    "schedule_factor", "l1", "l2", "stop", "seed", "init_zero", "view", "output_initial", "nothing",
)  # fmt: skip
PATHS = (
    "/", "/live", "/populations", "/api/systems", "/api/runs", "/api/runs/x", "/api/data",
    "/api/data/iris", "/api/formula", "/api/tables", "/api/tables/0", "/report/x",
    "/api/live/{id}/microscope", "/api/live/{id}/doctor", "/api/live/{id}/formula",
    "/api/live/{id}/save", "/api/live/{id}/code/numpy", "/api/live/{id}/data.csv",
    "/api/live/open", "/api/live/{id}/keep", "/api/microscope/exercise",
    "/api/microscope/worked-example", "/api/images/sets", "/api/images/state",
    "/api/images/network",
)  # fmt: skip
KEYS = ("text", "example", "step", "point", "level", "seed", "lang", "path", "index", "token")
METHODS = ("GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")


class Bad:
    """A source of bad inputs; the same ``seed`` gives the same ones. ``session`` is one's name."""

    def __init__(self, seed: int, session: str = "A" * 16) -> None:
        self._random = random.Random(seed)
        self.session = session

    def message(self) -> str | bytes:
        """One for the WebSocket."""
        kind = self._random.randrange(10)
        if kind == 0:
            return self._random.randbytes(self._random.randrange(200))
        if kind == 1:
            return json.dumps(self._value(4))
        text = json.dumps(self._asked())
        if kind == 2:
            return self._spoilt(text)
        return text

    def request(self) -> tuple[str, str, bytes]:
        """A method, a path with its query, and a body."""
        path = self._random.choice(PATHS).replace(
            "{id}", self._random.choice((self.session, self.session, "x", ".."))
        )
        if self._random.random() < 0.2:
            path += "/" + quote(self._text().encode("utf-8", "replace"))
        pairs = [
            f"{self._random.choice(KEYS)}={quote(str(self._value(0)).encode('utf-8', 'replace'))}"
            for _ in range(self._random.randrange(4))
        ]
        # A link of the studio may not be longer than this; what is longer never reaches it.
        address = f"{path}?{'&'.join(pairs)}"[:8_000]
        return self._random.choice(METHODS), address, self._body()

    def _asked(self) -> dict[str, Any]:
        r = self._random
        some = self._number
        message: dict[str, Any] = r.choice(
            (
                {"type": "open", "address": self._address()},
                {"type": "open", "experiment": self._experiment()},
                {"type": "open", "session": self._some((self.session, self._text()))},
                {"type": "open", "branch": {"session": self.session, "epoch": some()}},
                {"type": "change", "experiment": self._experiment()},
                {"type": "change", "experiment": self._experiment()},
                {"type": "play", "epochs_per_second": some()},
                {"type": "pause"},
                {"type": "step", "by": self._some(("epoch", "batch")), "count": some()},
                {"type": "step", "by": "epoch", "count": r.randrange(1, 5)},
                {"type": "reset", "seed": self._some(("same", "new"))},
                {
                    "type": "edit",
                    "layer": r.randrange(3),
                    "unit": r.randrange(4),
                    "source": self._some((0, 1, None)),
                    "value": some(),
                },
                {"type": "seek", "epoch": some()},
                {"type": "look", "units": self._some(("all", "outputs", "none")), "size": some()},
                {"type": "seen", "frame": some()},
                {"type": self._text()},
            )
        )
        if r.random() < 0.1:
            message[r.choice(list(message))] = self._value(2)
        return message

    def _experiment(self) -> dict[str, Any]:
        r = self._random
        found = {name: r.choice(choices) for name, choices in FIELDS.items() if r.random() < 0.15}
        if r.random() < 0.5:
            found[r.choice((*FREE, *FIELDS))] = self._value(2)
        return found

    def _address(self) -> str:
        r = self._random
        if r.random() < 0.2:
            return self._text()
        names = ("data", "network", "features", "rate", "activation", "batch", "seed", "points")
        old = ("activation", "networkShape", "batchSize", "dataset", "noise", "seed", "problem")
        known, start = r.choice(((names, "#/playground?"), (old, "#")))
        pairs = [f"{r.choice(known)}={quote(str(self._value(0)), errors='replace')}" for _ in known]
        return start + "&".join(pairs)

    def _body(self) -> bytes:
        r = self._random
        kind = r.randrange(5)
        if kind == 0:
            return b""
        if kind == 1:
            return r.randbytes(r.randrange(2_000))
        if kind == 2:
            rows = [",".join(str(self._value(0))[:40] for _ in range(3)) for _ in range(20)]
            return "\n".join(rows).encode("utf-8", "replace")
        if kind == 3:
            head = json.dumps(self._value(3)).encode()
            return len(head).to_bytes(8, "little") + head + r.randbytes(64)
        return json.dumps(self._value(3)).encode()

    def _value(self, depth: int) -> Any:
        r = self._random
        kind = r.randrange(6 if depth else 2)
        if kind in (0, 2):
            return self._number()
        if kind in (1, 3):
            return self._text()
        if kind == 4:
            return [self._value(depth - 1) for _ in range(r.randrange(4))]
        return {self._text(): self._value(depth - 1) for _ in range(r.randrange(4))}

    def _number(self) -> Any:
        return self._random.choice(NUMBERS)

    def _text(self) -> str:
        return self._random.choice(TEXTS)

    def _some(self, usual: tuple[Any, ...]) -> Any:
        return self._random.choice(usual) if self._random.random() < 0.95 else self._value(1)

    def _spoilt(self, text: str) -> str:
        place = self._random.randrange(len(text))
        return (
            text[:place]
            + self._random.choice(('"', "}", "[", "\\", "9" * 400, ""))
            + (text[place + 1 :])
        )
