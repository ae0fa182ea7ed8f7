"""A routing policy written in Python: a class of one file (docs/how-to/policies.md).

The text of the file travels with the model, so that every worker, also on another computer, runs
the very same policy, and its hash says which one it was.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import inspect
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

from sim.errors import InputError, Problem

DECISIONS = ("agent_for", "contact_for")
"""Methods of a policy (R96): an agent for a contact, a contact for an agent."""

ALLOWED = "FILE.py:CLASS, such as policies.py:UrgentFirst"
MODULE = "ccsim_policy"
DRAWING = ("random", "secrets", "numpy.random")


@dataclass(frozen=True)
class PolicyFile:
    """A policy: the file as the user named it, its class, and the file's whole text."""

    file: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.name} of {self.file}"

    @property
    def sha256(self) -> str:
        """Hash of the file's content."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def facts(self) -> dict[str, str]:
        """What documents say of it."""
        return {"name": self.name, "file": self.file, "sha256": self.sha256}

    def make(self) -> object:
        """Run the file from the beginning and make an object of the class (R96).

        InputError for whatever goes wrong in the file.
        """
        module = ModuleType(MODULE)
        sys.modules[MODULE] = module  # dataclasses look their module up
        # stdout is the command's: a table, or one JSON document.
        vars(module)["print"] = partial(print, file=sys.stderr)
        try:
            exec(compile(self.text, self.file, "exec"), vars(module))
        except SyntaxError as error:
            raise self.refused(f"cannot be read as Python: {error.msg}", error.lineno) from None
        except (Exception, SystemExit) as error:
            raise self.raised(error, "") from error
        kind = getattr(module, self.name, None)
        if not inspect.isclass(kind):
            raise self._no_class(module)
        try:
            return kind()
        except (Exception, SystemExit) as error:
            mend = f"an object is made by {self.name}(), without arguments"
            raise self.raised(error, "__init__", mend=mend) from error

    def raised(
        self, error: BaseException, method: str, when: str = "", mend: str = ""
    ) -> InputError:
        """The error of an exception in the file: its line, and when it happened."""
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == self.file
        ]
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        return self.refused(said + when, lines[-1] if lines else None, method, mend=mend)

    def refused(
        self, message: str, line: int | None, method: str = "", allowed: str = "", mend: str = ""
    ) -> InputError:
        """The error of this policy, or of a method of it."""
        path = f"{self.name}.{method}" if method else self.name
        return InputError([Problem(self.file, line, path, None, message, allowed, mend)])

    @staticmethod
    def line_of(made: object, method: str) -> int | None:
        """The line on which a method begins, where that is known."""
        code = getattr(getattr(made, method), "__code__", None)
        return None if code is None else int(code.co_firstlineno)

    def _no_class(self, module: ModuleType) -> InputError:
        there = [
            name
            for name, value in vars(module).items()
            if inspect.isclass(value) and value.__module__ == MODULE
        ]
        near = difflib.get_close_matches(self.name, there, n=1)
        return self.refused(
            "the file has no such class", None, allowed=", ".join(there) or "a class of the file",
            mend=f"did you mean {near[0]}?" if near else "",
        )  # fmt: skip


def read_policy(words: str) -> PolicyFile:
    """Read the policy that `FILE.py:CLASS` names, and try whether it can be used.

    The file is run, and an object of the class is made and thrown away. Raises InputError.
    """
    file, _, name = words.rpartition(":")
    if not file or not name.isidentifier():
        mend = f"write {words}:CLASS" if words.endswith(".py") else ""
        raise _refused(words, "names no file and class", ALLOWED, mend)
    try:
        text = Path(file).read_text("utf-8")
    except FileNotFoundError:
        raise _refused(words, f"there is no file {file}", ALLOWED) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise _refused(words, f"{file} cannot be read: {why}", ALLOWED) from error
    policy = PolicyFile(file, name, text)
    _refuse_drawing(policy)
    _check_methods(policy, policy.make())
    return policy


def _refuse_drawing(policy: PolicyFile) -> None:
    """R96: a policy draws nothing."""
    try:
        tree = ast.parse(policy.text)
    except (SyntaxError, ValueError):  # said when it is run
        return
    for line, what in _imports(tree):
        if any(what == module or what.startswith(module + ".") for module in DRAWING):
            raise policy.refused(
                f"uses {what}: a policy draws nothing, or the same customers would meet other "
                "luck under another policy",
                line,
                mend="use contact.pick, a number from 0 up to 1 drawn for this contact from the "
                "seed",
            )


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, module or name) of every import, and `np.random` where it is used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id in ("np", "numpy"):
                yield node.lineno, f"numpy.{node.attr}"


def _check_methods(policy: PolicyFile, made: object) -> None:
    """A policy has at least one of the two decisions, each with three arguments."""
    for name, _ in inspect.getmembers_static(type(made), callable):
        near = difflib.get_close_matches(name, DECISIONS, n=1, cutoff=0.8)
        if near and name not in DECISIONS:
            raise policy.refused(
                "is no decision of a policy", policy.line_of(made, name), name,
                allowed=" and ".join(DECISIONS), mend=f"did you mean {near[0]}?",
            )  # fmt: skip
    there = [name for name in DECISIONS if hasattr(made, name)]
    if not there:
        raise policy.refused("decides nothing", None, allowed="agent_for, contact_for, or both",
                             mend="see docs/how-to/policies.md")  # fmt: skip
    for name in there:
        is_agent = name == "agent_for"
        wanted = "contact, agents, center" if is_agent else "agent, contacts, center"
        try:
            inspect.signature(getattr(made, name)).bind(None, None, None)
        except TypeError:
            line = policy.line_of(made, name)
            message = "does not take the three arguments of this decision"
            raise policy.refused(message, line, name, f"def {name}(self, {wanted})") from None
        except ValueError:  # a function of C does not say what it takes
            continue


def _refused(words: str, message: str, allowed: str, mend: str = "") -> InputError:
    return InputError([Problem("--policy", None, "", words, message, allowed, mend)])
