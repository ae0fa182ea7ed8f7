"""Simulates the bank hotline and writes it beside the recorded day into docs/bank_hotline.md.

Usage: python tools/compare_bank_hotline.py [--replications 400]

Needs only what is shipped: the scenario and the recorded tables beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

# The script is started by its path, not as a module.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sim
from tools.bank_hotline import comparison, desk, page

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "scenarios" / "bank_hotline.yaml"
RECORDED = ROOT / "scenarios" / "data" / "bank_hotline"
PAGE = ROOT / "docs" / "bank_hotline.md"
FIGURE = ROOT / "docs" / "images" / "bank_hotline.png"


def blocks(frame: pd.DataFrame, truth: pd.DataFrame, neighbours: pd.DataFrame) -> dict[str, str]:
    """Generated parts of the page that need the simulated days."""
    labels = [desk.slot_label(slot) for slot in range(desk.SLOTS)]
    pairs = []
    for metric in comparison.PER_SLOT:
        pairs += [f"{comparison.RATIOS[metric][0]}: simulated", "recorded"]
    return {
        "day": page.table(
            [
                "19 January",
                "simulated",
                "90 % of simulated days",
                "recorded",
                "difference",
                "recorded on the neighbours",
            ],
            comparison.day_lines(frame, truth, neighbours),
        ),
        "errors": page.table(
            [
                "per half hour",
                "bias",
                "mean absolute error",
                "by chance alone",
                "of the neighbours' mean",
                "recorded within 90 % of simulated days",
            ],
            comparison.error_lines(frame, truth, neighbours),
        ),
        "classes": page.table(
            ["queue", "offered", *pairs], comparison.class_lines(frame, truth, list(desk.CLASSES))
        ),
        "half-hours": page.table(
            ["half hour", "offered", *pairs], comparison.slot_lines(frame, truth, labels)
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Simulated beside recorded.")
    parser.add_argument("--replications", type=int, default=400)
    replications = parser.parse_args().replications
    study = sim.study(sim.load(SCENARIO), replications=replications)
    truth = pd.read_csv(RECORDED / "recorded.csv")
    neighbours = pd.read_csv(RECORDED / "recorded_neighbours.csv")
    frame = comparison.by_interval(study)
    texts = blocks(frame, truth, neighbours)
    page.fill(PAGE, texts)
    comparison.draw(frame, truth, FIGURE)
    print(texts["day"], texts["errors"], sep="\n\n")


if __name__ == "__main__":
    main()
