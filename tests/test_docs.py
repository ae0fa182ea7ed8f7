"""The pages say what is true: their Python blocks run, their `$ ccsim` lines print what they show.

In a `console` block a line `$ ccsim ...` is run and what follows it must be what it prints; `...`
stands for anything, and without lines nothing is compared. `python` blocks of one page run one
after the other. A `yaml` block that opens with `# name.yaml` is written to that file, and so is a
`python` block that opens with `# name.py`. All run in a folder that has the shipped scenarios and
nothing else.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path

import pytest

from sim.cli import main

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(python|console|yaml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


@dataclass(frozen=True)
class Command:
    """A command of a console block and the output the page shows for it."""

    arguments: tuple[str, ...]
    shown: str


def pages() -> list[Path]:
    """README and every page of the documentation."""
    tops = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")]
    return [page for page in tops if page.exists()] + sorted((ROOT / "docs").rglob("*.md"))


def blocks(page: Path) -> list[tuple[int, str, str]]:
    """(line, language, text) of the blocks that are run."""
    text = page.read_text("utf-8")
    return [
        (text.count("\n", 0, found.start()) + 2, found[1], found[2])
        for found in BLOCK.finditer(text)
    ]


def commands(block: str) -> list[Command]:
    """The `$ ccsim` commands of a console block; other commands are not for running here."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return [
        Command(tuple(shlex.split(line)[1:]), "\n".join(shown).strip("\n"))
        for line, shown in found
        if line.startswith("ccsim ") and not re.search(r"[|&;<>]", line)
    ]


RUN = [page for page in pages() if blocks(page)]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a reader has it: the shipped scenarios, and whatever the page writes."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("page", RUN, ids=name)
def test_blocks_run_and_print_what_the_page_shows(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    for line, language, text in blocks(page):
        opening = re.match(r"# (\w+\.(?:yaml|py))\n", text)
        if opening:
            Path(opening[1]).write_text(text, "utf-8")
            continue
        if language == "yaml":
            continue
        if language == "python":
            source = "\n" * (line - 1) + text
            exec(compile(source, str(page), "exec"), namespace)
            capsys.readouterr()
            continue
        for command in commands(text):
            code = main(command.arguments)
            printed = capsys.readouterr()
            said = f"{name(page)}:{line}: ccsim {shlex.join(command.arguments)}"
            assert code in (0, 1), f"{said}\n{printed.err}"
            if command.shown:
                flags = ELLIPSIS | NORMALIZE_WHITESPACE
                same = OutputChecker().check_output(command.shown, printed.out, flags)
                assert same, f"{said}\nthe page shows:\n{command.shown}\nprinted:\n{printed.out}"


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    inside = [target for target in LINK.findall(text) if "://" not in target]
    missing = [target for target in inside if not (page.parent / target).exists()]
    assert missing == []


def test_readme_has_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "python -m pip install -e . && ccsim run scenarios/bank_hotline.yaml" in readme
    assert "python -m pip install -e '.[test]' && python -m pytest" in readme


def test_the_check_reads_commands_and_output() -> None:
    block = "$ ccsim erlang c --load 5\nload 5\n...\n\n$ ls | head\nx\n$ ccsim scenarios\n"
    first, second = commands(block)
    assert first == Command(("erlang", "c", "--load", "5"), "load 5\n...")
    assert second == Command(("scenarios",), "")
