"""What holds from one process to another: bits, the compilation cache, Ctrl-C, memory."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LEARN = """
import hashlib, json
import jax
hits = {"hits": 0, "misses": 0}
def count(name, **_):
    for kind in hits:
        hits[kind] += name == f"/jax/compilation_cache/cache_{kind}"
jax.monitoring.register_event_listener(count)
import numpy as np
from mieru.data import DataSet, Examples
from mieru.learn import Adam, Cosine, EarlyStopping, fit
from mieru.nn import Network
x = np.random.default_rng(0).normal(size=(90, 4))
t = x[:, :3].argmax(axis=1)
data = DataSet("noise", Examples(x[:60], t[:60]), Examples(x[60:], t[60:]))
network = Network.parse("4, dense 8, batchnorm, tanh, dropout 0.3, dense 3")
optimizer = Adam(Cosine(0.01, epochs=7))
run = fit(network, data, epochs=7, batch_size=16, optimizer=optimizer, l1=1e-3, clip=0.5,
          stopping=EarlyStopping(7), seed=3)
found = hashlib.sha256()
for layer in sorted(run.parameters):
    for name in sorted(run.parameters[layer]):
        found.update(run.parameters[layer][name].tobytes())
kinds = sorted({str(leaf.dtype) for leaf in jax.tree.leaves(run.parameters)})
losses = [row["validation_loss"] for row in run.history]
print(json.dumps({"weights": found.hexdigest(), "losses": losses, "kinds": kinds, **hits}))
"""


def learned(cache: Path, **settings: str) -> dict[str, Any]:
    environment = os.environ | {"JAX_COMPILATION_CACHE_DIR": str(cache)} | settings
    done = subprocess.run(
        [sys.executable, "-c", LEARN], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_another_process_computes_the_same_bits_and_finds_what_was_compiled(tmp_path):
    first = learned(tmp_path)
    assert first["misses"] > 0
    assert list(tmp_path.iterdir())
    second = learned(tmp_path)
    assert (second["weights"], second["losses"]) == (first["weights"], first["losses"])
    assert second["hits"] > 0
    assert second["misses"] == 0


def test_in_64_bit_mode_learning_stays_in_float32(tmp_path):
    found = learned(tmp_path, JAX_ENABLE_X64="1")
    assert found["kinds"] == ["float32"]
    assert all(loss > 0 for loss in found["losses"])


LONG = """
import sys
import numpy as np
from mieru.data import DataSet, Examples
from mieru.learn import Adam, EpochEnded, fit
from mieru.nn import Network
x = np.random.default_rng(0).normal(size=(60, 4))
part = Examples(x, x[:, :3].argmax(axis=1))
def listen(event):
    if isinstance(event, EpochEnded) and event.row["epoch"] == 1:
        print("learning", flush=True)
        if "stubborn" in sys.argv:
            import time
            while True:  # a listener that hangs: only the second Ctrl-C gets through
                time.sleep(0.01)
run = fit(Network.parse("4-8-3 tanh"), DataSet("noise", part, part), epochs=1_000_000,
          optimizer=Adam(0.3), listeners=[listen], checkpoint=sys.argv[1])
losses = [row["validation_loss"] for row in run.history]
best = min(range(len(losses)), key=losses.__getitem__)
print(run.ended, run.kept_epoch == best + 1, len(losses) == run.history[-1]["epoch"])
"""


def interrupted(tmp_path: Path, *arguments: str) -> tuple[int, str, str]:
    process = subprocess.Popen(
        [sys.executable, "-c", LONG, str(tmp_path / "checkpoint"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "learning\n"
    process.send_signal(signal.SIGINT)
    if arguments:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    return process.returncode, out, errors


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_ctrl_c_ends_learning_cleanly_and_keeps_the_best_weights(tmp_path):
    code, out, errors = interrupted(tmp_path)
    assert (code, out.strip()) == (0, "interrupted True True"), errors
    assert (tmp_path / "checkpoint").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_a_second_ctrl_c_interrupts_at_once(tmp_path):
    code, out, errors = interrupted(tmp_path, "stubborn")
    assert code != 0
    assert out == ""
    assert errors.rstrip().endswith("KeyboardInterrupt")


def test_fit_gives_the_signal_back():
    import numpy as np

    from mieru.learn import fit
    from mieru.nn import Network

    before = signal.getsignal(signal.SIGINT)
    fit(Network.parse("1-1"), (np.ones((2, 1)), np.ones((2, 1))), epochs=1)
    assert signal.getsignal(signal.SIGINT) is before
