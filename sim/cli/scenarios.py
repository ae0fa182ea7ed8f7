"""`ccsim scenarios`: the shipped scenarios, what each asks and its named variants."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from sim.cli import DONE
from sim.cli.shipped import shipped_files

SENTENCE = re.compile(r"(?<=[.?]) ")
PAGES = "docs/scenarios/"


@dataclass(frozen=True)
class Shipped:
    """One shipped scenario: `question` is the comment at the top of its file."""

    name: str
    title: str
    question: str
    variants: tuple[str, ...]
    file: str


def scenarios(options: argparse.Namespace) -> int:
    """Carry out the command; returns the exit code."""
    found = [described(name, path) for name, path in shipped_files().items()]
    if options.json:
        document = {"scenarios": [vars(entry) for entry in found]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        return DONE
    from rich.padding import Padding
    from rich.text import Text

    from sim.cli.console import console_for_stdout

    console = console_for_stdout()
    console.print(Text("Shipped scenarios: ccsim run NAME", style="bold"))
    for entry in found:
        console.print()
        console.print(Text(entry.name, style="bold"))
        variants = ", ".join(entry.variants)
        for said in (asked(entry), f"with --scenario: {variants}" if variants else ""):
            if said:
                console.print(Padding(Text(said), (0, 0, 0, 2)))
    return DONE


def asked(entry: Shipped) -> str:
    """What the scenario asks, without the sentence that names its page."""
    sentences = SENTENCE.split(entry.question or entry.title)
    return " ".join(one for one in sentences if PAGES not in one)


def described(name: str, path: Path) -> Shipped:
    """Read one shipped file: its name, its opening comment and its variants."""
    from sim.scenario import load

    scenario = load(path)
    question = opening_comment(path.read_text("utf-8"))
    return Shipped(name, scenario.tree.name, question, tuple(scenario.variants), str(path))


def opening_comment(text: str) -> str:
    """The first paragraph of the comment that a file opens with."""
    words: list[str] = []
    for line in text.splitlines():
        said = line.removeprefix("#").strip()
        if not line.startswith("#") or (words and not said):
            break
        if said:
            words.append(said)
    return " ".join(words)
