"""A studio in a process of its own, for the benchmarks that ask much of it."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

_CODE = "import sys; from mieru.studio import serve; serve(open_browser=False, folder=sys.argv[1])"


@dataclass(frozen=True)
class Studio:
    """Where it is, how to get in, and its process."""

    host: str
    port: int
    token: str
    cookie: str
    process: "subprocess.Popen[str]"

    @property
    def live(self) -> str:
        """The address of its WebSocket."""
        return f"ws://{self.host}:{self.port}/live"

    @property
    def memory(self) -> float:
        """What it holds of the memory, in MB. Raises RuntimeError once it has ended."""
        status = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.is_file() else None
        if found is None:
            raise RuntimeError("the studio has ended")
        return int(found.group(1)) / 1024

    @property
    def processor_seconds(self) -> float:
        """How long it has kept a processor busy."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def studio() -> Iterator[Studio]:
    """A studio with a runs folder of its own, until the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-c", _CODE, str(Path(folder) / "runs")],
            env={**os.environ, "MIERU_STATE": str(Path(folder) / "state")},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout
            link = re.search(r"http://([^:/]+):(\d+)/\?token=(\S+)", process.stdout.readline())
            assert link, "the studio did not print its link"
            host, port, token = link.group(1), int(link.group(2)), link.group(3)
            yield Studio(host, port, token, _cookie(host, port, token), process)
        finally:
            process.kill()
            process.wait()


def _cookie(host: str, port: int, token: str) -> str:
    connection = HTTPConnection(host, port)
    connection.request("GET", f"/?token={token}")
    given = connection.getresponse().getheader("set-cookie") or ""
    connection.close()
    return given.partition(";")[0]
