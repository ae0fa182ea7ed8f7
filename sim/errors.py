"""Errors a user can mend: every one says where, what, what is allowed and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input.

    `source` is the file (or the command-line option) that said it, `line` its line there (None
    where there is none), `path` the dotted path in the scenario, `value` what was written there.
    """

    source: str
    line: int | None
    path: str
    value: str | None
    message: str
    allowed: str = ""
    mend: str = ""

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}"
        what = " = ".join(part for part in (self.path, self.value) if part)
        lines = [f"{where}: {what}: {self.message}" if what else f"{where}: {self.message}"]
        if self.allowed:
            lines.append(f"    allowed: {self.allowed}")
        if self.mend:
            lines.append(f"    mend: {self.mend}")
        return "\n".join(lines)


class InputError(Exception):
    """Bad input: one or more problems, all of them at once. The command line exits with code 2."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        """Errors come back from worker processes, too."""
        return InputError, (self.problems,)
