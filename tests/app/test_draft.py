"""Changes made on the pages, as settings of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.app.draft import Draft, Shift, Source
from sim.cli.shipped import shipped_files
from sim.errors import InputError


def draft(path: Path) -> Draft:
    return Draft(Source(path, path.stem))


@pytest.fixture
def phone() -> Draft:
    return draft(shipped_files()["phone_center"])


@pytest.fixture
def bank() -> Draft:
    return draft(shipped_files()["bank_hotline"])


def test_without_changes_it_is_the_file(phone: Draft) -> None:
    assert phone.settings() == []
    assert phone.scenario.variant == "base"
    assert phone.arguments(20, 7) == ["run", "phone_center", "--replications", "20", "--seed", "7"]


@pytest.mark.parametrize(
    ("cell", "typed", "setting"),
    [
        (("demand", "sales", "rate"), "700/d", "queues.sales.arrivals.rate=700/d"),
        (("demand", "sales", "handle_time"), "5min", "queues.sales.handle_time.mean=5min"),
        (("demand", "sales", "patience"), "none", "queues.sales.patience=none"),
        (("demand", "sales", "patience"), "2min", "queues.sales.patience.mean=2min"),
        (("targets", "sales", "answered"), "90%", "queues.sales.target.answered=90%"),
        (("targets", "sales", "abandoned"), " ", "queues.sales.target.abandoned=null"),
        (("groups", "sales_desk", "hour"), "40", "agents.sales_desk.cost.hour=40"),
        (
            ("shifts", "cross_trained: late", "agents"), "6",
            "agents.cross_trained.shifts.late.agents=6",
        ),
        (
            ("skills", "sales_desk", "service"), "{rank: 2, after: 30s}",
            "agents.sales_desk.skills.service={rank: 2, after: 30s}",
        ),
    ],
)  # fmt: skip
def test_a_typed_cell_is_a_setting_that_loads(
    phone: Draft, cell: tuple[str, str, str], typed: str, setting: str
) -> None:
    phone.typed[cell] = typed
    assert phone.settings() == [setting]
    assert phone.scenario != phone.base
    assert phone.scenario.variant == "changed"


def test_what_stands_there_already_is_no_change(phone: Draft) -> None:
    for sheet in phone.sheets.values():
        for (row, column), cell in sheet.cells.items():
            phone.typed[sheet.name, row, column] = f" {cell.text} "
    for grid in phone.grids.values():
        for column, numbers in grid.columns.items():
            phone.numbers[grid.name, column] = numbers
    assert phone.settings() == []


def test_patience_can_be_given_where_there_was_none() -> None:
    leads = draft(shipped_files()["leads_hotline"])
    leads.typed["demand", "ring_backs", "patience"] = "2min"
    patience = leads.scenario.tree.queues["ring_backs"].patience
    assert (patience.mean, patience.distribution) == (120_000, "exponential")


def test_volumes_typed_by_interval_take_the_place_of_the_file(bank: Draft) -> None:
    bank.numbers["volumes", "regular"] = (5.0,) * 34
    arrivals = bank.scenario.tree.queues["regular"].arrivals
    assert arrivals is not None
    assert arrivals.per_interval == (5.0,) * 34
    assert arrivals.file is None
    assert (
        bank.scenario.tree.queues["priority"].arrivals == bank.base.tree.queues["priority"].arrivals
    )


def test_levers_start_from_what_was_typed(phone: Draft) -> None:
    phone.typed["shifts", "cross_trained: late", "agents"] = "6"
    phone.heads["agents.cross_trained.shifts.late.agents"] = 2
    phone.heads["agents.service_desk.seated"] = -100
    phone.volume, phone.handle = 110, 50
    tree = phone.scenario.tree
    shifts = tree.agents["cross_trained"].shifts
    assert shifts is not None
    assert shifts["late"].agents == 8
    seated = tree.agents["service_desk"].seated
    assert seated is not None
    assert set(seated.per_interval or ()) == {0.0}
    arrivals, handle = tree.queues["sales"].arrivals, tree.queues["sales"].handle_time
    assert arrivals is not None
    assert handle is not None
    assert arrivals.scale == pytest.approx(1.1)
    assert handle.mean == 135_000


def test_closed_intervals_stay_closed_under_a_lever(bank: Draft) -> None:
    lever = bank.levers()[0]
    bank.heads[lever.path] = 3
    after = bank.scenario.tree.agents["desk"].seated
    assert after is not None
    expected = [count + 3 if count else 0.0 for count in lever.heads]
    assert list(after.per_interval or ()) == pytest.approx(expected)


def test_the_same_customers_move(phone: Draft) -> None:
    phone.shifts["shift_1"] = Shift("sales", "service")
    phone.shares["shift_1"] = 20
    shift = phone.scenario.tree.channel_shift["shift_1"]
    assert (shift.from_, shift.to, shift.share) == ("sales", "service", 0.2)


def test_every_mistake_is_told_at_once_and_nothing_is_lost(phone: Draft) -> None:
    phone.typed["demand", "sales", "handle_time"] = "8x"
    phone.typed["groups", "sales_desk", "max_occupancy"] = "140%"
    with pytest.raises(InputError) as error:
        _ = phone.scenario
    assert [problem.path for problem in error.value.problems] == [
        "queues.sales.handle_time.mean",
        "agents.sales_desk.max_occupancy",
    ]
    assert phone.typed["demand", "sales", "handle_time"] == "8x"
    phone.reset()
    assert phone.scenario == phone.base


def test_changes_stay_with_another_variant(phone: Draft) -> None:
    phone.typed["targets", "sales", "answered"] = "90%"
    phone.variant = "campaign"
    assert phone.scenario.variant == "campaign, changed"
    assert phone.arguments(20, 7)[2:4] == ["--scenario", "campaign"]
