"""The pool: the same replications in the same order, wherever they are carried out."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from sim.compile import compile_model
from sim.errors import InputError
from sim.model import Model
from sim.scenario import loads
from sim.studies import Pool, one_replication, study
from sim.studies.comparison import compare
from sim.studies.parcel import MOST_OPEN, carry_out, opened, packed
from sim.studies.pool import BATCHES_A_WORKER
from sim.studies.versions import versions
from tests.studies.same import assert_same_tallies
from tests.studies.small import SMALL


@pytest.fixture(scope="module")
def model() -> Model:
    return compile_model(loads(SMALL))


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are started whatever they cost: the worlds of these tests are small."""
    monkeypatch.setattr("sim.studies.pool.START_SECONDS", 0.0)
    monkeypatch.setattr("sim.studies.pool.WORTH_SENDING", 0.0)


@pytest.mark.usefixtures("eager")
def test_two_processes_give_the_same_bits_as_one(model: Model) -> None:
    here = [one_replication(model, 7, number, "reference") for number in range(24)]
    with Pool(workers=2) as pool:
        found = list(pool.replicate(model, 7, range(24)))
        assert pool._running
        scattered = list(pool.replicate(model, 7, [20, 3, 11, 4]))
    assert [number for number, _ in found] == list(range(24))
    assert_same_tallies(here, [one for _, one in found])
    assert [number for number, _ in scattered] == [20, 3, 11, 4]
    assert_same_tallies([here[n] for n in (20, 3, 11, 4)], [one for _, one in scattered])


@pytest.mark.usefixtures("eager")
def test_several_models_in_one_stream(model: Model) -> None:
    other = compile_model(loads(SMALL, scenario="two_more"))
    wanted = [(which, number) for number in range(5) for which in (0, 1)]
    with Pool(workers=2) as pool:
        found = list(pool.stream([model, other], 7, wanted))
    assert [which for which, _ in found] == wanted
    alone = [one_replication([model, other][which], 7, n, "reference") for which, n in wanted]
    assert_same_tallies(alone, [one for _, one in found])


@pytest.mark.usefixtures("eager")
def test_leaving_early_leaves_the_pool_fit_for_the_next(model: Model) -> None:
    with Pool(workers=2) as pool:
        with closing(pool.replicate(model, 7, range(500))) as done:
            for number, _ in done:
                if number == 5:
                    break
        again = [one for _, one in pool.replicate(model, 7, range(4))]
    here = [one_replication(model, 7, number, "reference") for number in range(4)]
    assert_same_tallies(here, again)


@pytest.mark.usefixtures("eager")
def test_workers_leave_ctrl_c_to_the_one_who_started_them(model: Model) -> None:
    """A terminal sends Ctrl-C to all processes; only the first one may listen."""
    import psutil
    from joblib.externals.loky import get_reusable_executor

    with Pool(workers=2) as pool:
        list(pool.replicate(model, 7, range(8)))
        workers = list(get_reusable_executor(reuse=True)._processes)
        assert len(workers) == 2
        for pid in workers:
            os.kill(pid, signal.SIGINT)
        time.sleep(0.2)
        assert all(psutil.pid_exists(pid) for pid in workers)
        again = [one for _, one in pool.replicate(model, 7, range(8))]
        assert set(workers) == set(get_reusable_executor(reuse=True)._processes)
    here = [one_replication(model, 7, number, "reference") for number in range(8)]
    assert_same_tallies(here, again)


def test_few_short_replications_stay_in_this_process(model: Model) -> None:
    before = threading.active_count()
    with Pool(workers=2) as pool:
        assert len(list(pool.replicate(model, 7, range(6)))) == 6
        assert not pool._running
    assert threading.active_count() == before


def deciding(seconds: Sequence[float], workers: int = 4) -> Pool:
    """A pool that has measured replications of these seconds."""
    pool = Pool(workers)
    for one in seconds:
        pool._measure(one, 1)
    return pool


def test_when_processes_are_started() -> None:
    assert not deciding([])._should_send(1000)  # nothing measured yet
    assert not deciding([0.9])._should_send(1000)  # the first may have imported
    assert deciding([2.0])._should_send(1000)  # so long is no import
    assert deciding([0.9, 0.02])._should_send(1000)  # 20 s, 15 of them saved
    assert not deciding([0.9, 0.02])._should_send(50)  # 1 s
    assert not deciding([0.9, 0.02])._should_send(1000, seconds=1.9)  # broken off before
    assert deciding([0.9, 0.02])._should_send(1000, seconds=10.0)
    assert not deciding([0.9, 0.02], workers=1)._should_send(1000)
    assert not deciding([5.0])._should_send(1)  # one cannot be shared out
    busy = deciding([0.02] * 200)  # 4 s here already: more of them must be expected
    assert busy._should_send(50)
    busy._running = True
    assert busy._should_send(50)
    assert not busy._should_send(5)  # 0.1 s of work: not worth sending


def test_batches_are_of_one_model_and_leave_work_for_all() -> None:
    pool = deciding([0.001, 0.001], workers=2)
    errands = pool._errands([(0, number) for number in range(160)])
    assert len(errands) == 2 * BATCHES_A_WORKER
    assert [n for errand in errands for n in errand.numbers] == list(range(160))
    mixed = pool._errands([(0, 0), (0, 1), (1, 0), (1, 1), (0, 2)] * 20)
    assert [errand.which for errand in mixed] == [0, 1] * 20 + [0]
    slow = deciding([9.0, 9.0], workers=2)._errands([(0, number) for number in range(5)])
    assert [errand.numbers for errand in slow] == [(0,), (1,), (2,), (3,), (4,)]


def test_a_parcel_is_opened_once_and_read_only(model: Model) -> None:
    parcel = packed(model)
    first = opened(parcel)
    assert opened(parcel) is first
    assert not first.queues.priority.flags.writeable
    for seed in range(MOST_OPEN):
        opened(packed(compile_model(loads(SMALL).replace("queues.calls.priority", seed + 2))))
    assert opened(parcel) is not first  # others took its place
    batch = carry_out(parcel, 7, (3, 1), "reference", one_replication)
    here = [one_replication(model, 7, number, "reference") for number in (3, 1)]
    assert_same_tallies(here, batch.tallies)
    assert batch.seconds > 0


@pytest.mark.usefixtures("eager")
def test_studies_and_comparisons_do_not_depend_on_workers() -> None:
    scenario = loads(SMALL)
    other = scenario.variant_named("two_more")
    with Pool(workers=2) as pool:
        assert_same_tallies(study(scenario, workers=1).tallies, study(scenario, pool=pool).tallies)
        alone = compare([scenario, other], workers=1, replications=45)
        shared = compare([scenario, other], pool=pool, replications=45)
    assert alone.differences(alone.others[0]).keys() == shared.differences(shared.others[0]).keys()
    assert_same_tallies(alone.others[0].tallies, shared.others[0].tallies)


def test_a_pool_needs_a_worker() -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        Pool(workers=0)


def test_progress_is_told_in_order(model: Model) -> None:
    told: Iterator[int] = (number for number, _ in Pool(workers=1).replicate(model, 7, range(5)))
    assert list(told) == [0, 1, 2, 3, 4]


class SaysVersions:
    """A client of a cluster whose workers say these versions."""

    def __init__(self, **workers: dict[str, str]) -> None:
        self.workers = workers

    def run(self, question: object) -> dict[str, dict[str, str]]:
        assert question is versions
        return self.workers


def test_workers_with_other_versions_are_refused() -> None:
    from sim.studies.cluster import _check_versions

    here = versions()
    _check_versions("tcp://x:1", SaysVersions(one=here, two=here))
    other = SaysVersions(one=here, two={**here, "numpy": "1.26.0"})
    with pytest.raises(InputError) as caught:
        _check_versions("tcp://x:1", other)
    assert f"two has numpy 1.26.0, here it is {here['numpy']}" in str(caught.value)
    assert "mend: install the same versions everywhere" in str(caught.value)
