"""Replications on a Dask cluster: a real scheduler and two worker processes on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sim.cli import main
from sim.compile import compile_model
from sim.errors import InputError
from sim.scenario import loads
from sim.studies import Pool, study
from tests.studies.same import assert_same_tallies

pytest.importorskip("distributed", reason="needs the extra [cluster]: dask[distributed]")
pytestmark = [
    pytest.mark.slow,
    # the libraries' own: a connection that is closed while the loop ends
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

ROOT = Path(__file__).resolve().parents[2]

TEXT = """
name: On a cluster
period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}
queues:
  calls:
    channel: voice
    arrivals: {rate: 60/h, variability: 10%}
    handle_time: {mean: 240s}
    patience: {mean: 3min, distribution: exponential}
    target: {answered: 80%, within: 20s}
agents:
  desk: {seated: 5, skills: {calls: 1}, cost: {hour: 30}}
run: {replications: 60, seed: 7}
scenarios:
  two_more: {agents.desk.seated: 7}
"""


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def dask(*arguments: str, folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "dask", *arguments]
    with (folder / "log.txt").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)


def worker(address: str, folder: Path) -> subprocess.Popen[bytes]:
    """A worker process without a nanny: killed, it stays dead."""
    return dask("worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard",
                "--local-directory", str(folder), folder=folder)  # fmt: skip


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler, and its two worker processes."""
    from distributed import Client

    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    started = [dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard",
                    folder=tmp_path)]  # fmt: skip
    try:
        for _ in range(300):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        workers = [worker(address, tmp_path) for _ in range(2)]
        started += workers
        with Client(address, timeout="30s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, workers
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=30)


def test_the_same_figures_as_here(cluster: tuple[str, list[subprocess.Popen[bytes]]]) -> None:
    address, _ = cluster
    scenario = loads(TEXT)
    here = study(scenario, workers=1)
    with Pool(cluster=address) as pool:
        there = study(scenario, pool=pool)
        again = study(scenario, pool=pool, replications=7)  # one pool for several studies
    assert_same_tallies(here.tallies, there.tallies)
    assert_same_tallies(here.tallies[:7], again.tallies)


def test_a_killed_worker_costs_time_and_no_results(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    address, workers = cluster
    model = compile_model(loads(TEXT))
    with Pool(workers=1) as alone:
        here = [one for _, one in alone.replicate(model, 7, range(300))]
    there = []
    with Pool(cluster=address) as pool:
        for number, one in pool.replicate(model, 7, range(300)):
            there.append(one)
            if number == 40:  # in the middle, with batches on both
                workers[0].send_signal(signal.SIGKILL)
    assert workers[0].wait(timeout=10) == -signal.SIGKILL
    assert workers[1].poll() is None
    assert_same_tallies(here, there)


POLICY = """
class Newest:
    def contact_for(self, agent, contacts, center):
        return contacts[-1]
"""


def test_the_commands_take_a_cluster(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address, _ = cluster
    file = tmp_path / "center.yaml"
    file.write_text(TEXT, "utf-8")
    policies = tmp_path / "policies.py"
    policies.write_text(POLICY, "utf-8")
    by_policy = ["--engine", "reference", "--policy", f"{policies}:Newest"]
    for command in (
        ["run", str(file)],
        ["run", str(file), "--replications", "8", *by_policy],
        ["compare", str(file), "two_more"],
        ["sweep", str(file), "--vary", "agents.desk.seated=4,5"],
    ):
        assert main([*command, "--json", "--workers", "1"]) == 0
        here = capsys.readouterr().out
        assert main([*command, "--json", "--cluster", address]) == 0
        assert capsys.readouterr().out == here


def test_a_cluster_whose_workers_went_away_is_said_so(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    address, workers = cluster
    for one in workers:
        one.terminate()
        one.wait(timeout=30)
    with pytest.raises(InputError, match="no worker of it answers"), Pool(cluster=address) as pool:
        study(loads(TEXT), pool=pool)


def test_an_address_where_nobody_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "center.yaml"
    file.write_text(TEXT, "utf-8")
    address = f"tcp://127.0.0.1:{free_port()}"
    assert main(["run", str(file), "--cluster", address]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"--cluster: {address}: no Dask scheduler answers there")
    assert "mend: start one: dask scheduler" in captured.err
    assert "Traceback" not in captured.err
