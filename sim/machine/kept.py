"""Machine code in one file, to be loaded without Numba, which takes long to import.

The folder is named by the sources and versions (`folder`), the file by the processor: code made
for one may not run on another. Damage is noticed by a digest, for damaged code would not fail but
do anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llvmlite import binding

DIGEST = 32
OF_THE_PROCESSOR = ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES")
"""Variables by which a user has Numba compile for another processor."""


@dataclass(frozen=True)
class Unit:
    """The object code of one function, and the symbol in it to be called."""

    name: str
    symbol: str
    code: bytes


class Loaded:
    """Machine code in memory, as long as this lives."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Load the units. Raises RuntimeError if LLVM cannot."""
        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        machine = binding.Target.from_default_triple().create_target_machine(jit=True)
        # Object code is added to an engine, and an engine begins with a module: an empty one.
        self._engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
        for unit in units:
            self._engine.add_object_file(binding.ObjectFileRef.from_data(unit.code))
        self._engine.finalize_object()
        self.addresses = [self._engine.get_function_address(unit.symbol) for unit in units]
        if 0 in self.addresses:
            raise RuntimeError("a function is not in its code")


def file_in(folder: Path) -> Path:
    """The file for code of this processor."""
    features = sorted(binding.get_host_cpu_features().items())
    chosen = [os.environ.get(name) for name in OF_THE_PROCESSOR]
    processor = repr((binding.get_process_triple(), binding.get_host_cpu_name(), features, chosen))
    name = hashlib.blake2b(processor.encode(), digest_size=8).hexdigest()
    return folder / f"{name}.code"


def read(file: Path) -> list[Unit] | None:
    """The units in the file, in their order; None: there is no such file, or it is damaged."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    body = content[DIGEST:]
    if _digest(body) != content[:DIGEST]:
        return None
    head, _, codes = body.partition(b"\n")
    units = []
    begin = 0
    for name, symbol, size in json.loads(head):
        units.append(Unit(name, symbol, codes[begin : begin + size]))
        begin += size
    return units


def write(file: Path, units: Sequence[Unit]) -> None:
    """Put the file there as a whole: whoever reads meanwhile finds the old one, or none.

    If it cannot be written, such as to a full disk, there is none: the next process compiles again.
    """
    head = json.dumps([(unit.name, unit.symbol, len(unit.code)) for unit in units])
    body = b"".join([head.encode(), b"\n", *(unit.code for unit in units)])
    made = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            made = stream.name
            stream.write(_digest(body) + body)
        os.replace(made, file)
    except OSError:
        if made is not None:
            Path(made).unlink(missing_ok=True)


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST).digest()
