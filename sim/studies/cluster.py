"""A running Dask cluster as the place where replications are carried out (extra `[cluster]`).

    dask scheduler                      # on one computer; prints its address
    dask worker tcp://host:8786         # on each of the others, with the same ccsim installed

Replications go through joblib's Dask backend. A worker that dies costs time: the scheduler gives
its batches to the others. Models travel with the batches, so nothing is lost with a worker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sim.errors import InputError, Problem
from sim.studies.versions import versions

PATIENCE = "10s"
"""How long a scheduler may take to answer."""

ALLOWED = "the address of a running Dask scheduler, such as tcp://192.168.1.5:8786"


class Cluster:
    """A connection to a scheduler."""

    def __init__(self, address: str, client: Any) -> None:
        self._address = address
        self._client = client

    def workers(self) -> int:
        """Threads of all workers at this moment."""
        cores: dict[str, int] = self._client.ncores()
        return max(1, sum(cores.values()))

    def parallel(self) -> Any:
        """joblib's `Parallel` on this cluster. InputError if it has no worker."""
        from joblib import Parallel, parallel_config

        with parallel_config(backend="dask", client=self._client), self.plain_errors():
            return Parallel(n_jobs=-1, return_as="generator", batch_size=1, pre_dispatch="2*n_jobs")

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Say what went wrong with the cluster in plain words."""
        from distributed.scheduler import KilledWorker

        try:
            yield
        except TimeoutError as error:
            raise _refused(self._address, "no worker of it answers",
                           "start one: dask worker ADDRESS") from error  # fmt: skip
        except KilledWorker as error:
            raise _refused(self._address, "several workers died over the same replications",
                           "look at their log; they may lack memory") from error  # fmt: skip

    def close(self) -> None:
        """Leave the cluster; it goes on running."""
        self._client.close()


def connect(address: str) -> Cluster:
    """Connect to a scheduler and check that its workers simulate the same as this computer.

    InputError without the extra, for an address where no scheduler answers, and for workers that
    have no ccsim or other versions.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise _refused(address, "Dask is not installed",
                       "python -m pip install 'ccsim[cluster]'") from error  # fmt: skip
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise _refused(address, "no Dask scheduler answers there",
                       "start one: dask scheduler") from error  # fmt: skip
    try:
        _check_versions(address, client)
    except BaseException:
        client.close()
        raise
    return Cluster(address, client)


def _check_versions(address: str, client: Any) -> None:
    try:
        found: dict[str, dict[str, str]] = client.run(versions)
    except ImportError as error:
        raise _refused(address, "its workers have no ccsim",
                       "install the same version of ccsim on each of them") from error  # fmt: skip
    here = versions()
    differing = [
        f"{worker} has {name} {said.get(name, '(none)')}, here it is {version}"
        for worker, said in sorted(found.items())
        for name, version in here.items()
        if said.get(name) != version
    ]
    if differing:
        raise _refused(address, _listed(differing), "install the same versions everywhere",
                       "workers with the same versions: others may give other figures")  # fmt: skip


def _listed(sentences: Sequence[str]) -> str:
    more = f", and {len(sentences) - 3} more" if len(sentences) > 3 else ""
    return "; ".join(sentences[:3]) + more


def _refused(address: str, message: str, mend: str, allowed: str = ALLOWED) -> InputError:
    return InputError([Problem("--cluster", None, "", address, message, allowed, mend)])
