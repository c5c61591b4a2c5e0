"""MLflow as a listener: one MLflow run for one run of ``fit``, with parameters and metrics."""

import math
import time
from collections.abc import Iterator
from typing import Any

from mieru.learn.events import Ended, EpochEnded, Event, Started
from mieru.words import SettingError

# Tiny networks end thousands of epochs a second, and each call goes over the network.
_SECONDS_BETWEEN_CALLS = 1.0
_MOST_METRICS = 1000  # MLflow takes no more in one call
_LONGEST_PARAMETER = 500  # characters; what every version of MLflow takes
_STATUS = {"interrupted": "KILLED", "diverged": "FAILED"}


class MLflow:
    """``fit(..., listeners=[MLflow("http://localhost:5000")])``.

    ``uri`` is a tracking server's address, or a database such as ``sqlite:///mlflow.db``;
    ``experiment`` is made where it is missing. Raises SettingError where mlflow is not installed
    or the server does not answer.
    """

    def __init__(self, uri: str, experiment: str = "mieru") -> None:
        try:
            from mlflow.exceptions import MlflowException
            from mlflow.tracking import MlflowClient
        except ImportError as error:
            raise SettingError(
                en="mlflow is not installed: pip install 'mieru[mlflow]'",
                ja="mlflow がインストールされていません: pip install 'mieru[mlflow]'",
            ) from error
        try:
            self._client: Any = MlflowClient(tracking_uri=uri)
            found = self._client.get_experiment_by_name(experiment)
            self._experiment: str = (
                found.experiment_id if found else self._client.create_experiment(experiment)
            )
        except (MlflowException, OSError) as error:
            raise SettingError(
                en=f"MLflow at {uri} cannot be used: {error}",
                ja=f"{uri} の MLflow を使用できません: {error}",
            ) from error
        self._run_id = ""
        self._waiting: list[Any] = []
        self._last_call = 0.0

    def __call__(self, event: Event) -> None:
        match event:
            case Started():
                self._begin(event)
            case EpochEnded():
                self._waiting += _metrics(event.row)
                if time.monotonic() - self._last_call >= _SECONDS_BETWEEN_CALLS:
                    self._send()
            case Ended():
                self._send()
                status = _STATUS.get(event.reason, "FINISHED")
                self._client.set_terminated(self._run_id, status)

    def _begin(self, event: Started) -> None:
        from mlflow.entities import Param

        self._run_id = self._client.create_run(self._experiment).info.run_id
        told = {"network": event.network.text, **dict(_flat(event.settings.to_json(), ""))}
        parameters = [Param(name, str(value)[:_LONGEST_PARAMETER]) for name, value in told.items()]
        self._client.log_batch(self._run_id, params=parameters)

    def _send(self) -> None:
        while self._waiting:
            now, self._waiting = self._waiting[:_MOST_METRICS], self._waiting[_MOST_METRICS:]
            self._client.log_batch(self._run_id, metrics=now)
        self._last_call = time.monotonic()


def _metrics(row: dict[str, Any]) -> list[Any]:
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    return [
        Metric(name, float(value), now, row["epoch"])
        for name, value in row.items()
        if name != "epoch" and isinstance(value, int | float) and math.isfinite(value)
    ]


def _flat(settings: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """``{"optimizer": {"rate": 0.1}}`` as ``optimizer.rate``."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value
