"""Derives scenarios/data/bank_hotline/ and the tables of docs/bank_hotline.md from the record.

Usage: python tools/fit_bank_hotline.py PATH/TO/january.txt.gz

Nothing but the arrivals and the recorded truth is taken from the day shown; all the rest comes from
the neighbouring weekdays. The script is deterministic: the same file gives the same tables.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

# The script is started by its path, not as a module.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sim
from tools.bank_hotline import desk, inference, neighbours, order, page, records, tables
from tools.bank_hotline.durations import HandleTime, handle_time
from tools.bank_hotline.patience import PatienceFit, Sample, best_patience, fit_all

ROOT = Path(__file__).resolve().parent.parent
SCENARIO = ROOT / "scenarios" / "bank_hotline.yaml"  # queues of the simulated neighbours
DATA = ROOT / "scenarios" / "data" / "bank_hotline"
PAGE = ROOT / "docs" / "bank_hotline.md"
HEAD_START_S = 90


@dataclass(frozen=True)
class Result:
    """All that is derived, before it is written."""

    month: pd.DataFrame
    shown: pd.DataFrame
    days: dict[date, pd.DataFrame]
    pooled: pd.DataFrame  # neighbouring days without the hour of the fault
    jumping: float  # share of recorded priority contacts that jump the queue
    jumping_seen: int
    priority: float  # share of identified contacts recorded as priority
    handle: dict[str, HandleTime]
    patience: dict[str, tuple[PatienceFit, ...]]
    samples: dict[str, Sample]
    staff: inference.Staff
    match: neighbours.Match

    @property
    def jumping_share(self) -> float:
        """Share of all regular and priority contacts that go to the queue with the head start."""
        return self.jumping * self.priority

    @property
    def seated(self) -> np.ndarray:
        """Agents per half hour of the scenario."""
        return np.round(self.match.factor * self.staff.agents, 1)


def derive(path: Path) -> Result:
    """Reads the month and derives everything."""
    month = records.read_month(path)
    shown = _day(month, desk.SHOWN)
    days = {day: _day(month, day) for day in desk.NEIGHBOURS}
    pooled = desk.outside_fault(pd.concat(days.values(), ignore_index=True))
    answered = pooled[pooled["answered"]]
    jumping, jumping_seen = order.head_start_share(pooled, HEAD_START_S)
    waiting = pooled[pooled["waited"]]
    identified = waiting[(waiting["class"] == desk.GENERAL_CLASS) & (waiting["priority"] > 0)]
    priority = float((identified["priority"] == desk.PRIORITY_CODE).mean())
    samples = patience_samples(waiting, jumping)
    staff = inference.infer(days)
    return Result(
        month=month,
        shown=shown,
        days=days,
        pooled=pooled,
        jumping=jumping,
        jumping_seen=jumping_seen,
        priority=priority,
        handle={
            name: handle_time(answered.loc[answered["class"] == name, "ser_time"].to_numpy(float))
            for name in desk.CLASSES
        },
        patience={name: fit_all(sample) for name, sample in samples.items()},
        samples=samples,
        staff=staff,
        match=neighbours.level(days, jumping * priority, staff, sim.load(SCENARIO)),
    )


def patience_samples(waiting: pd.DataFrame, jumping: float) -> dict[str, Sample]:
    """Waits per queue. A recorded priority contact is in the regular queue with weight 1 - jumping.

    For it is not known which priority contacts jump, only what share of them does.
    """
    general = waiting[waiting["class"] == desk.GENERAL_CLASS]
    recorded_priority = (general["priority"] == desk.PRIORITY_CODE).to_numpy()
    own = {name: waiting[waiting["class"] == name] for name in desk.CLASSES[1:]}
    return {
        desk.REGULAR: _sample(general, np.where(recorded_priority, 1 - jumping, 1.0)),
        desk.PRIORITY: _sample(general[recorded_priority], None),
        **{name: _sample(contacts, None) for name, contacts in own.items()},
    }


def fits_table(result: Result) -> pd.DataFrame:
    """The numbers that the scenario file repeats, one a row."""
    rows: list[tuple[str, str, str]] = []
    for name, known in result.handle.items():
        lognormal = next(fit for fit in known.fits if fit.name == "lognormal")
        queues = (desk.REGULAR, desk.PRIORITY) if name == desk.GENERAL_CLASS else (name,)
        for queue in queues:
            rows.append((queue, "handle_time_mean_s", f"{known.mean:.0f}"))
            rows.append((queue, "handle_time_cv", f"{lognormal.cv:.2f}"))
            rows.append((queue, "hung_up_share", f"{known.cut_off_share:.3f}"))
    for queue, fits in result.patience.items():
        chosen = best_patience(fits)
        rows.append((queue, "patience_distribution", chosen.name))
        rows.append((queue, "patience_mean_s", f"{chosen.mean:.0f}"))
        rows.append((queue, "patience_cv", f"{chosen.cv:.2f}"))
        rows.append((queue, "patience_balk", f"{chosen.balk:.3f}"))
    rows.append(("regular+priority", "head_start_share", f"{result.jumping_share:.3f}"))
    return pd.DataFrame(rows, columns=["queue", "quantity", "value"])


def write_data(result: Result, folder: Path) -> None:
    """Writes the small tables of the scenario."""
    share = result.jumping_share
    own = tables.arrivals_by_class(result.shown)
    forecast = tables.forecast_by_class(result.days)
    tables.write(tables.arrivals_table(own, share, desk.SHOWN), folder / "arrivals.csv")
    tables.write(
        tables.arrivals_table(forecast, share, desk.SHOWN), folder / "arrivals_forecast.csv"
    )
    tables.write(tables.staff_table(result.seated, desk.SHOWN), folder / "staff.csv")
    tables.write(tables.recorded_table(result.shown, desk.SHOWN), folder / "recorded.csv")
    around = pd.concat(
        [tables.recorded_table(own, day) for day, own in result.days.items()], ignore_index=True
    )
    center = around[around["queue"] == "center"]
    tables.write(center, folder / "recorded_neighbours.csv")
    tables.write(fits_table(result), folder / "fits.csv")


def page_blocks(result: Result) -> dict[str, str]:
    """Generated parts of the page, by name."""
    ps = result.pooled[
        result.pooled["answered"] & result.pooled["waited"] & (result.pooled["type"] == "PS")
    ]
    priority = ps["priority"] == desk.PRIORITY_CODE
    counted = [*desk.NEIGHBOURS, desk.SHOWN]
    return {
        "cleaning": page.cleaning_table(
            {
                day: records.cleaning_of(result.month, day, desk.OPENS, desk.CLOSES)
                for day in sorted(counted)
            }
        ),
        "head-start": page.gap_table(
            order.overtaking_by_gap(ps[~priority], ps[priority]),
            _passed_over(result, priority=False),
            _passed_over(result, priority=True),
        ),
        "split": (
            f"{result.jumping:.1%} of {result.jumping_seen} recorded priority contacts that met a "
            f"waiting regular one went first; {result.priority:.1%} of the identified contacts are "
            f"recorded as priority: {result.jumping_share:.1%} of `regular+priority` have the head "
            "start."
        ),
        "handle": page.handle_table(result.handle),
        "patience": page.patience_table(result.samples, result.patience, best_patience),
        "staff": page.staff_table(result.staff, result.seated),
        "level": page.level_table(result.match),
    }


def _passed_over(result: Result, priority: bool) -> pd.Series:
    contacts = result.pooled
    taken = contacts[contacts["answered"] & (contacts["type"] == "NW")]
    skilled = set(taken["server"]) - {desk.NOBODY}
    others = (contacts["type"] == "PS") & (
        (contacts["priority"] == desk.PRIORITY_CODE)
        if priority
        else (contacts["priority"] != desk.PRIORITY_CODE)
    )
    return order.passed_over(contacts[others | (contacts["type"] == "NW")], "NW", "PS", skilled)


def _day(month: pd.DataFrame, day: date) -> pd.DataFrame:
    return desk.with_class(records.contacts_of(month, day, desk.OPENS, desk.CLOSES))


def _sample(contacts: pd.DataFrame, weight: np.ndarray | None) -> Sample:
    return Sample(
        wait=contacts["q_time"].to_numpy(float),
        left=(~contacts["answered"]).to_numpy(),
        weight=np.ones(len(contacts)) if weight is None else weight,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Derives the bank hotline scenario.")
    parser.add_argument("record", type=Path, help="january.txt.gz of the Anonymous Bank data")
    result = derive(parser.parse_args().record)
    write_data(result, DATA)
    page.fill(PAGE, page_blocks(result))
    print(fits_table(result).to_string(index=False))


if __name__ == "__main__":
    main()
