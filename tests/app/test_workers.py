"""Studies on shared workers: fair, stoppable, shared, and within their budget."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

import pytest

from sim.app.in_worker import Chunk, TooLong, replicate, time_limit
from sim.app.workers import Order, Workers
from sim.scenario import Scenario, loads
from tests.cli.conftest import DESK


class ByHand(Executor):
    """Carries out what it was given when the test says so, in the order in which it came."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, fn, args))
        return future

    def next_seed(self) -> int:
        """The seed of the chunk that is done next."""
        seed = self.waiting[0][2][1]
        assert isinstance(seed, int)
        return seed

    def step(self, error: BaseException | None = None) -> None:
        """Carry out one piece of work, or let it fail."""
        future, fn, args = self.waiting.pop(0)
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(fn(*args))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.waiting.clear()


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(DESK)


def order(scenario: Scenario, seed: int, replications: int = 8) -> Order:
    return Order(scenario, replications, seed, "reference")


def test_all_replications_are_done_once_whoever_finishes_first(scenario: Scenario) -> None:
    executor = ByHand()
    workers = Workers(lambda: executor, 2)
    progress = workers.look(order(scenario, 1), "a")
    assert len(executor.waiting) == 2  # no more than there are places
    while executor.waiting:
        executor.waiting.reverse()
        executor.step()
    assert progress.state == "done"
    assert sorted(progress.tallies) == list(range(8))


def test_a_chunk_that_takes_long_makes_room_for_others(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.app.in_worker.LONGEST_CHUNK", 0.0)
    executor = ByHand()
    workers = Workers(lambda: executor, 1)
    long = workers.look(order(scenario, 1, 40), "long")
    [(_, _, arguments)] = executor.waiting
    assert len(arguments[2]) == 10
    workers.look(order(scenario, 2, 1), "short")
    executor.step()
    assert sorted(long.tallies) == [0]  # one replication, not the ten that were asked for
    assert executor.next_seed() == 2
    while executor.waiting:
        executor.step()
    assert sorted(long.tallies) == list(range(40))
    assert long.state == "done"


def test_users_take_turns(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.app.workers.time.monotonic", lambda: 0.0)  # nobody goes meanwhile
    executor = ByHand()
    workers = Workers(lambda: executor, 1)
    workers.look(order(scenario, 1, 400), "long")
    workers.look(order(scenario, 2, 400), "long")  # a second study gives no second turn
    executor.step()
    workers.look(order(scenario, 3, 4), "short")
    served = []
    for _ in range(8):
        served.append(executor.next_seed())
        future, _, args = executor.waiting.pop(0)
        future.set_result(Chunk(tuple((n, None) for n in args[2]), 0.0))  # type: ignore[misc]
    assert served[1::2] == [3, 3, 3, 3]


def test_two_users_of_one_study_share_it(scenario: Scenario) -> None:
    executor = ByHand()
    workers = Workers(lambda: executor, 1)
    one, two = (workers.look(order(scenario, 1, 1), user) for user in ("a", "b"))
    assert one is two
    assert len(executor.waiting) == 1


def test_a_stop_ends_it_unless_somebody_else_wants_it(scenario: Scenario) -> None:
    executor = ByHand()
    workers = Workers(lambda: executor, 1)
    progress = workers.look(order(scenario, 1), "a")
    workers.look(order(scenario, 1), "b")
    workers.stop(order(scenario, 1), "a")
    assert progress.state == "running"
    workers.stop(order(scenario, 1), "b")
    assert progress.state == "stopped"
    executor.step()  # what was being done comes too late
    assert not executor.waiting
    assert progress.tallies == {}


def test_a_study_nobody_looks_at_is_given_up(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("sim.app.workers.time.monotonic", lambda: now[0])
    executor = ByHand()
    workers = Workers(lambda: executor, 1)
    seen, left = workers.look(order(scenario, 1), "a"), workers.look(order(scenario, 2), "b")
    now[0] = 5.0
    workers.again(seen, "a")
    now[0] = 8.0
    executor.step()
    assert (seen.state, left.state) == ("running", "stopped")


def test_too_much_work_ends_it(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.app.workers.MOST_SECONDS", 0.0)
    executor = ByHand()
    workers = Workers(lambda: executor, 1)
    progress = workers.look(order(scenario, 1), "a")
    executor.step()
    assert progress.state == "too_long"
    assert not executor.waiting


@pytest.mark.parametrize(
    ("error", "state"), [(TooLong(), "too_long"), (ValueError("no agents"), "failed")]
)
def test_a_chunk_that_fails_ends_its_study(
    scenario: Scenario, error: Exception, state: str
) -> None:
    executor = ByHand()
    workers = Workers(lambda: executor, 1)
    progress = workers.look(order(scenario, 1), "a")
    executor.step(error)
    assert progress.state == state
    assert ("no agents" in progress.complaint) == (state == "failed")


def test_dead_workers_are_replaced(scenario: Scenario) -> None:
    class Dead(ByHand):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            raise BrokenExecutor("a worker died")

    alive = ByHand()
    executors: list[Executor] = [Dead(), alive]
    workers = Workers(lambda: executors.pop(0), 1)
    progress = workers.look(order(scenario, 1, 1), "a")
    alive.step()
    assert progress.state == "done"


def test_a_time_limit_rings_in_the_middle() -> None:
    with pytest.raises(TooLong), time_limit(0.05):
        while True:
            pass


def test_a_chunk_does_not_depend_on_the_others(scenario: Scenario) -> None:
    together = dict(replicate(scenario, 7, range(3), "reference", 60).tallies)
    alone = dict(replicate(scenario, 7, [2], "reference", 60).tallies)
    assert (together[2].waits == alone[2].waits).all()
