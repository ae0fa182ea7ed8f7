"""The command line as a whole: exit codes, messages, what it does not print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.shipped import FOLDERS, find_scenario, shipped_files
from sim.errors import InputError

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    "line", ["--help", "run --help", "sweep --help", "erlang c --help", "--version"]
)
def test_help_is_no_error(capsys: Capture, line: str) -> None:
    assert main(line.split()) == 0
    captured = capsys.readouterr()
    assert captured.out
    assert captured.err == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "COMMAND"),
        ("simulate x.yaml", "invalid choice: 'simulate'"),
        ("run", "FILE"),
        ("run x.yaml --replicatons 5", "did you mean --replications?"),
        ("run x.yaml --replications 0", "--replications: 0: is too small"),
        ("run x.yaml --replications 0", "mend: write --replications 1"),
        ("run x.yaml --replications 4.5", "allowed: a whole number from 1 to 100,000"),
        ("run x.yaml --replications 1e3", "mend: write 1000"),
        ("run x.yaml --replications 1e9", "--replications: 1e9: is not a whole number"),
        ("run x.yaml --replications 100001", "mend: write --replications 100000"),
        ("run x.yaml --replications", "expected one argument"),
        ("run x.yaml --seed -3", "--seed: -3: is too small"),
        ("run x.yaml --seed nan", "--seed: nan: is not a whole number"),
        ("compare x.yaml --seed x", "mend: write a number without sign, unit or decimals"),
        ("run x.yaml --engine best", "--engine: best: there is no such engine"),
        ("run x.yaml --engine best", "allowed: fast, reference"),
        ("sweep x.yaml --engine referenc", "mend: did you mean reference?"),
        ("run x.yaml y.yaml", "unexpected argument 'y.yaml'"),
        ("resolve", "FILE is missing"),
        ("resolve x.yaml --schema", "--schema goes without FILE"),
        ("erlang", "FORMULA"),
        ("erlang d", "invalid choice: 'd'"),
    ],
)
def test_bad_options_are_refused(capsys: Capture, line: str, message: str) -> None:
    assert main(line.split()) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_a_file_that_is_not_there_names_the_nearest(capsys: Capture) -> None:
    name = next(iter(shipped_files()))
    assert main(["run", name[:-1] + "x"]) == 2
    error = capsys.readouterr().err
    assert "there is no such file" in error
    assert f"did you mean {name}?" in error


def test_shipped_scenarios_are_found_by_name_and_by_path() -> None:
    files = shipped_files()
    assert files
    for name, path in files.items():
        assert find_scenario(name) == path
        assert find_scenario(str(path)) == path
        assert find_scenario(f"{name}.yaml") == path
    with pytest.raises(InputError, match="no such file"):
        find_scenario("nowhere/at/all.yaml")


def test_a_wheel_carries_the_scenarios_where_they_are_looked_for() -> None:
    import tomllib

    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    in_wheel, in_checkout = FOLDERS
    assert included == {"scenarios": in_wheel.relative_to(root).as_posix()}
    assert in_checkout == root / "scenarios"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom sim.cli import main\nmain(['run', '--help'])\n"
        "heavy = {'numpy', 'scipy', 'pandas', 'matplotlib', 'simpy', 'pyarrow', 'pydantic'}\n"
        "heavy.add('joblib')\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_erlang_imports_neither_pandas_nor_matplotlib() -> None:
    code = (
        "import sys\nfrom sim.cli import main\n"
        "main('erlang c --load 5 --handle-time 60s --agents 9'.split())\n"
        "heavy = {'pandas', 'matplotlib', 'simpy', 'pyarrow'}\n"
        "sys.exit(repr(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
