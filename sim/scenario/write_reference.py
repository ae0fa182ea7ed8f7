"""Writes the generated files of docs/reference: python -m sim.scenario.write_reference"""

from __future__ import annotations

import json
from pathlib import Path

from sim.scenario.reference import json_schema, reference_markdown

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def main() -> None:
    """Write both files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "scenario.md").write_text(reference_markdown(), encoding="utf-8")
    schema = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    (FOLDER / "scenario.schema.json").write_text(schema, encoding="utf-8")


if __name__ == "__main__":
    main()
