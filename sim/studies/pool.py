"""Where replications are carried out: in this process, in others, on a Dask cluster.

    with Pool(workers=4) as pool:
        for number, tally in pool.replicate(model, seed, range(100), "reference"):
            ...

`Pool.replicate` gives the replications *in the order of their numbers*, each as soon as it and
those before it are done. What it gives does not depend on the number of workers, on who is
fastest, or on where they are: a replication is a function of (model, seed, number, engine).

Keep one pool open over several studies (a comparison, a sweep, a search): its processes are
started once. A study takes it as `study(scenario, pool=pool)`. Several models whose replications
belong together go through `Pool.stream`, without a pause between them.

- `workers`: processes; None for one a core. With 1 everything happens here.
- `cluster`: address of a Dask scheduler, "tcp://host:8786" (extra `[cluster]`); takes its workers.
- Starting processes costs about a second, so a pool first works in this process and measures: it
  starts them when the replications still to come are worth it, or when it has worked here for so
  long that more of it must be expected. When it does so changes no result.
- Stop early by leaving the loop and closing the generator (`contextlib.closing`): what workers
  have begun is finished and thrown away, nothing new is begun.
- `InputError`: a cluster that cannot be reached, or whose workers have other versions.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from math import ceil
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sim.engine.engines import prepare
from sim.engine.names import DEFAULT_ENGINE
from sim.metrics.tally import Tally
from sim.model import Model
from sim.studies.parcel import (
    Batch,
    Found,
    Parcel,
    Task,
    carry_out,
    one_replication,
    packed,
)

if TYPE_CHECKING:
    from sim.studies.cluster import Cluster

START_SECONDS = 1.5
"""What starting processes costs, imports included; measured in benchmarks/parallel.py."""

BATCH_SECONDS = 0.4
"""Work of one batch: long against sending it, short against a user's patience."""

BATCHES_A_WORKER = 4
"""At least so many batches for each worker, so that none waits long for the last."""

WORTH_SENDING = 0.25
"""Seconds to be saved before replications go to processes that are running already."""

Wanted = tuple[int, int]
"""(place of the model in the list, number of the replication)."""


@dataclass(frozen=True)
class _Errand:
    """One batch: replications of one model."""

    which: int
    numbers: tuple[int, ...]


class Pool:
    """Carries out replications; the module's docstring says how to use it."""

    def __init__(self, workers: int | None = None, *, cluster: str | None = None) -> None:
        if workers is not None and workers < 1:
            raise ValueError("a pool needs at least one worker")
        self._workers = workers
        self._cluster: Cluster | None = None
        self._running = False
        self._seconds: float | None = None  # of processor time, of the last replication measured
        self._measured = 0
        self._spent = 0.0  # seconds of replications in this process so far
        if cluster is not None:
            from sim.studies.cluster import connect

            self._cluster = connect(cluster)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster. Processes of this computer end by themselves when they idle."""
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None

    @property
    def workers(self) -> int:
        """Replications carried out at the same time, once the workers run."""
        if self._cluster is not None:
            return self._cluster.workers()
        if self._workers is None:
            import joblib

            self._workers = int(joblib.cpu_count())
        return self._workers

    def replicate(
        self, model: Model, seed: int, numbers: Iterable[int], engine: str = DEFAULT_ENGINE
    ) -> Generator[tuple[int, Tally], None, None]:
        """The replications of one model: (number, tally), in the order of `numbers`."""
        wanted = [(0, number) for number in numbers]
        with closing(self.stream([model], seed, wanted, engine)) as done:
            for (_, number), counted in done:
                yield number, counted

    def stream(
        self,
        models: Sequence[Model],
        seed: int,
        wanted: Sequence[Wanted],
        engine: str = DEFAULT_ENGINE,
        within: float | None = None,
    ) -> Generator[tuple[Wanted, Tally], None, None]:
        """Replications of several models, in the order of `wanted`; `within` as for `results`."""
        return self.results(one_replication, models, seed, wanted, engine, within)

    def results(
        self,
        task: Task[Found],
        models: Sequence[Model],
        seed: int,
        wanted: Sequence[Wanted],
        engine: str,
        within: float | None = None,
    ) -> Generator[tuple[Wanted, Found], None, None]:
        """What a task gives for each of the wanted, in their order.

        `within`: seconds after which the caller will break off. It ends nothing here, but processes
        that take longer to start than is left are not started.
        """
        prepare(engine)
        end = math.inf if within is None else time.monotonic() + within
        for place, (which, number) in enumerate(wanted):
            if self._should_send(len(wanted) - place, end - time.monotonic()):
                yield from self._sent(task, models, seed, wanted[place:], engine)
                return
            begin = time.thread_time()  # not the clock: on a busy computer all looks long
            counted = task(models[which], seed, number, engine)
            self._measure(time.thread_time() - begin, 1)
            yield (which, number), counted

    def _should_send(self, left: int, seconds: float = math.inf) -> bool:
        """Whether the rest, or what fits into the seconds, is better done by workers.

        Decides about time, never about results.
        """
        if self._cluster is not None:
            return self._seconds is not None
        if left < 2 or self._seconds is None:
            return False
        least = WORTH_SENDING
        if not self._running:
            imports_may_be_in_it = self._measured < 2 and self._seconds < START_SECONDS
            if imports_may_be_in_it:
                return False
            if self._spent <= START_SECONDS:
                least = START_SECONDS
        work = min(left * self._seconds, seconds)
        if work <= least or self.workers == 1:  # joblib counts cores: asked last
            return False
        return work * (1 - 1 / min(self.workers, left)) > least

    def _measure(self, seconds: float, replications: int) -> None:
        self._seconds = seconds / replications
        self._measured += replications
        self._spent += seconds

    def _sent(
        self,
        task: Task[Found],
        models: Sequence[Model],
        seed: int,
        wanted: Sequence[Wanted],
        engine: str,
    ) -> Generator[tuple[Wanted, Found], None, None]:
        from joblib import Parallel, delayed

        errands = self._errands(wanted)
        parcels: dict[int, Parcel] = {}
        stopped = False

        def calls() -> Iterator[Any]:
            for errand in errands:
                if stopped:
                    return
                if errand.which not in parcels:
                    parcels[errand.which] = packed(models[errand.which])
                yield delayed(carry_out)(parcels[errand.which], seed, errand.numbers, engine, task)

        with ExitStack() as stack:
            parallel: Parallel
            if self._cluster is not None:
                parallel = self._cluster.parallel()
                stack.enter_context(self._cluster.plain_errors())
            else:
                parallel = _processes(self.workers)
            self._running = True
            batches: Iterator[Batch[Found]] = parallel(calls())
            try:
                for errand, batch in zip(errands, batches, strict=True):
                    self._seconds = batch.seconds / len(errand.numbers)
                    for number, counted in zip(errand.numbers, batch.tallies, strict=True):
                        yield (errand.which, number), counted
            except GeneratorExit:
                stopped = True
                for _ in batches:  # joblib would end the processes; let them finish instead
                    pass
                raise

    def _errands(self, wanted: Sequence[Wanted]) -> list[_Errand]:
        """The wanted in batches, each of one model."""
        seconds = max(self._seconds or 0.0, 1e-6)
        fair = ceil(len(wanted) / (BATCHES_A_WORKER * max(self.workers, 1)))
        most = max(1, min(ceil(BATCH_SECONDS / seconds), fair))
        errands: list[_Errand] = []
        for which, number in wanted:
            last = errands[-1] if errands else None
            if last is not None and last.which == which and len(last.numbers) < most:
                errands[-1] = _Errand(which, (*last.numbers, number))
            else:
                errands.append(_Errand(which, (number,)))
        return errands


def _processes(workers: int) -> Any:
    """Processes of this computer (loky). They leave Ctrl-C to the process that started them."""
    from joblib import Parallel, parallel_config

    with parallel_config(backend="loky", initializer=_leave_ctrl_c_alone):
        return Parallel(
            n_jobs=workers,
            return_as="generator",
            batch_size=1,
            pre_dispatch=workers,
            max_nbytes=None,
        )


def _leave_ctrl_c_alone() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
