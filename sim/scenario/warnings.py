"""What is allowed but easily meant otherwise, as plain sentences."""

from __future__ import annotations

from sim.scenario.kind_rules import LIVE
from sim.scenario.parts import Parts
from sim.scenario.unit_time import write_duration
from sim.scenario.yaml_nodes import Table


def note_warnings(parts: Parts) -> None:
    """Append what the file itself says, and the warnings that concern single nodes."""
    caveats = parts.plain_parts.get("caveats")
    parts.warnings.extend(caveats if isinstance(caveats, tuple) else ())
    for name, queue in parts.queues.items():
        raw = parts.raw.entries["queues"]
        written = raw.entries.get(name) if isinstance(raw, Table) else None
        is_live = queue.channel in LIVE
        if is_live and isinstance(written, Table) and "patience" not in written.entries:
            parts.warnings.append(
                f"queues.{name} names no patience: its customers never leave. Write patience: none "
                "if that is meant."
            )
        for key, spec in (("handle_time", queue.handle_time), ("session", queue.session)):
            if spec is not None and spec.distribution == "constant" and spec.mean:
                parts.warnings.append(
                    f"queues.{name}.{key} is the same {write_duration(spec.mean)} for every "
                    f"contact; {{mean: {write_duration(spec.mean)}}} would vary."
                )
    lines = parts.plain_parts.get("lines")
    voices = [name for name, queue in parts.queues.items() if queue.channel == "voice"]
    if lines == 0 and voices:
        parts.warnings.append(f"lines is 0: every contact of {', '.join(voices)} is blocked.")
