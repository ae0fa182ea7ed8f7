"""The command `ccsim`. Heavy modules are imported inside the commands that need them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from sim.cli.stopping import listen, restore
from sim.errors import InputError

DONE = 0
CHECK_FAILED = 1
BAD_INPUT = 2
INTERRUPTED = 130
PIPE_CLOSED = 141  # 128 + SIGPIPE, as a shell reports it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 done, 1 a check failed (`--require-targets`), 2 bad input (the message is on stderr), 130
    interrupted with nothing half done (143 terminated), 141 the reader of stdout went away.
    """
    from sim.cli.parser import parse

    before = listen()
    try:
        options = parse(arguments)
        code: int = options.command(options)
        sys.stdout.flush()
        return code
    except SystemExit as stopped:  # argparse: --help, or a bad option already explained on stderr
        return stopped.code if isinstance(stopped.code, int) else BAD_INPUT
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    except BrokenPipeError:
        _silence_stdout()
        return PIPE_CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"ccsim: {where}{error.strerror or error}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("\nccsim: interrupted; nothing was left half done\n")
        return INTERRUPTED
    finally:
        restore(before)


def _silence_stdout() -> None:
    """Let Python's own flush at exit write to nowhere instead of complaining again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):  # stdout is no real file (a test, a notebook)
        pass
    finally:
        os.close(nowhere)
