"""Slides: six of them, nothing outside or cut off, native charts, titles that claim no more."""

from __future__ import annotations

from io import BytesIO
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from pptx import Presentation
from pptx.util import Emu, Inches

from sim.report.reading import Reader
from sim.report.slides import comparison_slides, study_slides
from sim.report.slides_bytes import without_times
from sim.report.slides_day import day_shape
from sim.report.slides_frame import Box, fitting, lines_in, lines_of, unbroken
from sim.report.slides_sensitivity import Effect, Sensitivity, sensitivity_title
from sim.report.slides_titles import (
    MOST_WORDS,
    answer_title,
    change_title,
    compared,
    cost_title,
    day_title,
    days_title,
    differences_title,
    erlang_title,
    with_names,
)
from sim.report.wording import Estimate
from sim.scenario import load
from sim.studies import study as simulate
from sim.studies.comparison import Comparison, Difference, compare
from tests.report import handmade
from tests.report.office_scenario import OFFICE

LONG = "客户服务与投诉处理热线 and a name that is much too long for any slide " * 1


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("office") / "office.yaml"
    path.write_text(OFFICE, "utf-8")
    return load(path)


@pytest.fixture(scope="module")
def study(base: Any) -> Any:
    return simulate(base)


@pytest.fixture(scope="module")
def comparison(base: Any) -> Any:
    return compare([base, *(base.variant_named(name) for name in base.variants)])


def crowded(folder: Path) -> Any:
    """Seven queues and groups with long names, and five scenarios."""
    queues = "".join(
        f'  "{LONG}{n}":\n    channel: voice\n    arrivals: {{rate: {10 + n}/h}}\n'
        "    handle_time: {mean: 120s}\n    patience: {mean: 3min}\n"
        "    target: {answered: 80%, within: 3min20s, abandoned: 6%}\n"
        for n in range(7)
    )
    groups = "".join(
        f'  "group {LONG}{n}":\n    seated: {n % 3 + 1}\n    skills: {{"{LONG}{n}": 1}}\n'
        "    cost: {hour: 30000}\n"
        for n in range(7)
    )
    scenarios = "".join(
        f'  "scenario {LONG}{n}": {{"agents.group {LONG}{n}.seated": 5}}\n' for n in range(5)
    )
    path = folder / "crowded.yaml"
    path.write_text(
        f"name: {LONG}\ncurrency: EUR\n"
        "period: {start: 2026-03-02 08:00, length: 1h, interval: 30min}\n"
        f"queues:\n{queues}agents:\n{groups}"
        f"run: {{replications: 2, seed: 1}}\nscenarios:\n{scenarios}",
        "utf-8",
    )
    return load(path)


def opened(content: bytes) -> Any:
    return Presentation(BytesIO(content))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def plain(text: str) -> str:
    """A text of a slide without the signs that keep a number and its unit on one line."""
    return text.replace("\u00a0", " ").replace("\u2212", "-")


def test_no_line_break_parts_a_number_from_its_unit_or_its_sign() -> None:
    assert unbroken("-12.0 % (-14.0 to +2.0 %), 20 s, 5 min") == (
        "\u221212.0\u00a0% (\u221214.0 to +2.0\u00a0%), 20\u00a0s, 5\u00a0min"
    )
    assert unbroken("10:30-11:00, 58-60, one-off, 1 scenario") == (
        "10:30-11:00, 58-60, one-off, 1 scenario"
    )


def charts(deck: Any, number: int) -> list[Any]:
    return [shape.chart for shape in deck.slides[number].shapes if shape.has_chart]


def series(chart: Any) -> dict[str, list[float | None]]:
    return {one.name: list(one.values) for one in chart.plots[0].series}


# ---------------------------------------------------------------- shape


def check_layout(deck: Any) -> None:
    """Six slides 16:9; everything inside, apart from each other, large enough, not cut off."""
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    assert len(deck.slides) == 6
    for slide in deck.slides:
        shapes = list(slide.shapes)
        for shape in shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
        for one, other in combinations(shapes, 2):
            assert apart(one, other), (one.name, other.name, titles(deck))
        for shape in shapes:
            if shape.has_text_frame:
                check_text(shape.text_frame, shape.width, shape.height)
            elif shape.has_table:
                assert sum(row.height for row in shape.table.rows) <= shape.height + 10
                for row in shape.table.rows:
                    for column, cell in zip(shape.table.columns, row.cells, strict=True):
                        room = column.width - cell.margin_left - cell.margin_right
                        check_text(cell.text_frame, room, row.height)


def apart(one: Any, other: Any) -> bool:
    beside = one.left + one.width <= other.left or other.left + other.width <= one.left
    above = one.top + one.height <= other.top or other.top + other.height <= one.top
    return bool(beside or above)


def check_text(frame: Any, width: int, height: int) -> None:
    runs = [run for paragraph in frame.paragraphs for run in paragraph.runs]
    for run in runs:
        assert run.font.size.pt >= 12
        assert run.font._element.find(".//{*}ea").get("typeface") == "Microsoft YaHei"
    sizes = {run.font.size.pt for run in runs}
    if not sizes:
        return
    [size] = sizes
    wide = Emu(width).inches * 72 / size / 0.5  # half a font size a sign, two for a Chinese one
    lines = sum(
        np.ceil(sum(2 if sign > "⺀" else 1 for sign in paragraph.text) / wide)
        for paragraph in frame.paragraphs
    )
    assert lines * size * 1.2 <= Emu(height).inches * 72


def check_titles(deck: Any) -> None:
    for title in titles(deck):
        assert 3 <= len(title.split()) <= MOST_WORDS


def test_a_study_has_six_slides_that_fit(study: Any) -> None:
    deck = opened(study_slides(study))
    check_layout(deck)
    check_titles(deck)


def test_a_comparison_has_six_slides_that_fit(comparison: Any) -> None:
    deck = opened(comparison_slides(comparison))
    check_layout(deck)
    check_titles(deck)


def test_many_long_names_fit_and_what_is_left_out_is_counted(tmp_path: Path) -> None:
    scenario = crowded(tmp_path)
    deck = opened(study_slides(simulate(scenario)))
    check_layout(deck)
    check_titles(deck)
    deck = opened(comparison_slides(compare([scenario, *(
        scenario.variant_named(name) for name in scenario.variants)])))  # fmt: skip
    check_layout(deck)
    check_titles(deck)
    [table] = [shape.table for shape in deck.slides[2].shapes if shape.has_table]
    assert table.cell(len(table.rows) - 1, 0).text.endswith(" more")


def test_every_slide_says_what_its_figures_were_made_from(study: Any) -> None:
    deck = opened(study_slides(study))
    for number, slide in enumerate(deck.slides):
        texts = [plain(shape.text_frame.text) for shape in slide.shapes if shape.has_text_frame]
        [source] = [text for text in texts if text.startswith("=A desk, 客户服务 (base)")]
        assert "mean of 5 replications, 95 % interval · fast engine, seed 3" in source
        assert number == 4 or "SL-1" in source
        for chart in charts(deck, number):
            assert "5 replications" in plain(chart.chart_title.text_frame.text)
            assert "base" in chart.chart_title.text_frame.text
            assert chart.value_axis.axis_title.text_frame.text
            assert chart.category_axis.axis_title.text_frame.text


def test_names_of_a_chart_have_a_font_for_chinese(study: Any) -> None:
    xml = charts(opened(study_slides(study)), 0)[0]._chartSpace.xml
    properties = xml.count("<a:defRPr ") + xml.count("<a:rPr ")
    labels = 2  # the numbers on the bars of both series are never Chinese
    assert xml.count('<a:ea typeface="Microsoft YaHei"/>') == properties - labels


def test_the_same_study_gives_the_same_bytes(study: Any) -> None:
    content = study_slides(study)
    assert content == study_slides(study)
    with ZipFile(BytesIO(content)) as package:
        inside = [name for name in package.namelist() if name.endswith(".xlsx")]
        assert len(inside) == 7
        assert all(info.date_time == (2000, 1, 1, 0, 0, 0) for info in package.infolist())
        numbers = package.read(inside[0])
        assert numbers == without_times(numbers)


# ---------------------------------------------------------------- charts


def test_charts_are_native_and_hold_the_figures(study: Any) -> None:
    deck, reader = opened(study_slides(study)), Reader(study)
    queues = study.model.labels.queues
    [answer] = charts(deck, 0)
    level = [reader.mean("queue", queue, "service_level") for queue in queues]
    assert list(answer.plots[0].categories) == list(queues)
    assert series(answer) == {"base": pytest.approx(level), "target": [0.8, 0.7]}
    contacts, present, service = charts(deck, 1)
    for chart, name, metric in (
        (contacts, "offered", "offered"),
        (contacts, "answered", "answered"),
        (present, "base", "staffed"),
        (service, "base", "service_level"),
    ):
        band = reader.by_interval("center", "center", metric)
        assert band is not None
        assert series(chart)[name] == pytest.approx(band.mean)
    assert list(contacts.plots[0].categories) == ["08:00", "08:30", "09:00", "09:30"]
    [days] = charts(deck, 2)
    met = [reader.mean("queue", queue, "days_met") for queue in queues]
    assert series(days)["days on target"] == pytest.approx(met)
    [erlang] = charts(deck, 3)
    checks = [study.erlang[queue] for queue in queues]
    assert series(erlang)["Erlang C"] == pytest.approx([c.erlang_c.service_level for c in checks])
    [cost] = charts(deck, 4)
    total = reader.mean("center", "center", "cost")
    assert sum(value or 0.0 for value in series(cost)["cost"]) == pytest.approx(total)


def test_intervals_are_error_bars(study: Any) -> None:
    [answer] = charts(opened(study_slides(study)), 0)
    level = Reader(study).whole("queue", "+calls", "service_level")
    assert level is not None and level.low is not None and level.high is not None
    bars = answer._chartSpace.findall(".//{*}errBars")
    assert len(bars) == 1  # the target has none
    above, below = (bars[0].find(f"{{*}}{tag}//{{*}}v").text for tag in ("plus", "minus"))
    assert float(above) == pytest.approx(level.high - level.mean)
    assert float(below) == pytest.approx(level.mean - level.low)
    order = [child.tag.rpartition("}")[2] for child in bars[0].getparent()]
    assert order.index("errBars") == order.index("cat") - 1


def test_a_comparison_shows_paired_differences(comparison: Any) -> None:
    deck = opened(comparison_slides(comparison))
    found = comparison.differences(comparison.others[0])
    [chart] = charts(deck, 2)
    difference = found["center", "center", "service_level"]
    assert series(chart)["Service level"][0] == pytest.approx(difference.difference)
    [cost] = charts(deck, 4)
    studies = (comparison.base_study, *comparison.others)
    costs = [Reader(one).mean("center", "center", "cost") for one in studies]
    assert series(cost)["Cost"] == pytest.approx(costs)
    [table] = [shape.table for shape in deck.slides[5].shapes if shape.has_table]
    cells = [cell.text for cell in table.rows[1].cells]
    assert cells == ["@more", "agents.+desk.seated", "4, 5, 5, 4", "9 agents"]


def test_several_days_are_drawn_as_their_mean_day(base: Any) -> None:
    two = base.replace("agents.+desk.seated", 4).replace("period.length", "2d")
    study = simulate(two, replications=2)
    shape = day_shape(Reader(study))
    band = Reader(study).by_interval("center", "center", "offered")
    assert band is not None and len(band.mean) == 96 and len(shape.times) == 48
    assert (shape.times[0], shape.times[-1], shape.days) == ("00:00", "23:30", 3)
    # 08:00 to 08:00 two days later touches three days: 32 + 48 + 16 intervals
    midnight = band.mean[32:][::48]
    assert shape.offered[0] * 3 == pytest.approx(midnight.sum())


# ---------------------------------------------------------------- titles


def a_reader(low: float, level: float, high: float, **judging: Any) -> Reader:
    """The handmade study with this service level of `calls`; nobody minds how many abandon."""
    made = handmade.study()
    made.model.judging.target_abandoned = np.array([np.nan, np.nan])
    for name, value in judging.items():
        setattr(made.model.judging, name, value)
    frame = made.summary
    row = (frame["name"] == "calls") & (frame["metric"] == "service_level")
    row &= frame["interval"] == -1
    frame.loc[row, ["low", "mean", "high"]] = (low, level, high)
    return Reader(made)


@pytest.mark.parametrize(
    ("low", "mean", "high", "title"),
    [
        (0.75, 0.76, 0.77, "calls misses its target: 76 % in 20 s against 80 %"),
        (0.81, 0.82, 0.83, "calls meets its target: 82 % answered in 20 s"),
        (0.79, 0.81, 0.83, "Too close to tell whether calls meets its target"),
        (0.77, 0.79, 0.80, "Too close to tell whether calls meets its target"),
    ],
)
def test_the_answer_claims_what_the_interval_shows(
    low: float, mean: float, high: float, title: str
) -> None:
    assert answer_title(a_reader(low, mean, high)) == title


def test_an_abandonment_target_counts_as_well() -> None:
    reader = a_reader(0.81, 0.82, 0.83, target_abandoned=np.array([0.05, np.nan]))
    assert answer_title(reader) == "calls misses its target: 7.5 % abandoned, 5 % allowed"


def test_one_replication_claims_nothing() -> None:
    reader = Reader(handmade.study(replications=1))
    assert answer_title(reader) == "One replication cannot tell whether calls meets its target"
    assert day_title(reader) == "No interval misses its target beyond doubt"


def test_the_day_names_the_interval_that_misses_most_contacts() -> None:
    reader = a_reader(0.75, 0.76, 0.77)  # 50 contacts at 09:00 with 55 %
    assert day_title(reader) == "calls falls short most at 09:00-09:30: 55 % against 80 %"


def test_without_targets_titles_say_so() -> None:
    nothing = np.array([np.nan, np.nan])
    none = np.array([-1, -1])
    reader = a_reader(0.75, 0.76, 0.77, target_share=nothing, target_within=none)
    assert answer_title(reader) == "190 contacts offered, n/a abandoned; no target to judge them by"
    assert days_title(reader) == "No target can be judged: none is set, or no contacts"


def test_cost_and_erlang_titles(study: Any) -> None:
    title = cost_title(Reader(study))
    total = Reader(study).mean("center", "center", "cost")
    assert title.startswith(f"The period costs {total:,.0f} EUR, ")
    made = handmade.study()
    assert erlang_title(made, "calls") == "calls: Erlang C says 31 % in time, the simulation 76 %"
    made.erlang["calls"].simulated["service_level_offered"] = (0.3, 0.2, 0.4)
    within = "Erlang C lies within the interval of the simulation: calls"
    assert erlang_title(made, "calls") == within
    assert erlang_title(made, None) == "No queue can be compared with an Erlang formula"


def of_center(*found: tuple[str, Difference]) -> Any:
    """A comparison with these differences of the center's service level and cost."""
    judging = SimpleNamespace(currency="EUR")
    study = SimpleNamespace(
        scenario=SimpleNamespace(variant="base"),
        replications=20,
        model=SimpleNamespace(judging=judging, labels=SimpleNamespace(queues=("calls",))),
    )
    others = tuple(SimpleNamespace(scenario=SimpleNamespace(variant=name)) for name, _ in found)
    by_name = dict(found)

    class Made(Comparison):
        def differences(self, other: Any) -> Any:
            one = by_name[other.scenario.variant]
            return {("center", "center", metric): one for metric in ("service_level", "cost")}

    return Made(SimpleNamespace(study=study), others)  # type: ignore[arg-type]


UP = Difference(0.7, 0.8, 0.1, 0.05, 0.15)
DOWN = Difference(0.7, 0.6, -0.1, -0.15, -0.05)
FAR_UP = Difference(0.7, 1.0, 0.3, 0.25, 0.35)
FAR_DOWN = Difference(0.7, 0.5, -0.2, -0.25, -0.15)
NONE = Difference(0.7, 0.8, 0.1, -0.05, 0.25)


@pytest.mark.parametrize(
    ("found", "title"),
    [
        ([("more", UP)], "more raises the service level by 10.0 points"),
        ([("fewer", DOWN)], "fewer lowers the service level by 10.0 points"),
        ([("other", NONE)], "No real difference in service level between other and base"),
        ([("a", NONE), ("b", NONE)],
         "No scenario shows a real difference in service level"),
        ([("a", UP), ("b", FAR_DOWN)],
         "b lowers the service level by 20.0 points, a raises it by 10.0 points"),
        ([("a", UP), ("b", FAR_UP)],
         "b raises the service level by 30.0 points, a by 10.0 points"),
        ([("a", UP), ("b", NONE)],
         "a raises the service level by 10.0 points; 1 other shows no real difference"),
        ([("a", NONE), ("b", NONE), ("c", DOWN)],
         "c lowers the service level by 10.0 points; 2 others show no real difference"),
        ([("a", UP), ("b", DOWN), ("c", NONE)],
         "Service level: of 3 scenarios 1 raises it, 1 lowers it, 1 unclear"),
        ([("a", UP), ("b", UP), ("c", NONE)],
         "Service level: of 3 scenarios 2 raise it, 1 unclear"),
    ],
)  # fmt: skip
def test_comparisons_claim_no_difference_that_the_interval_does_not_show(
    found: list[tuple[str, Difference]], title: str
) -> None:
    assert change_title(compared(of_center(*found)), "service_level") == title


def test_the_service_level_of_several_queues_is_called_overall() -> None:
    found = compared(of_center(("a", UP), ("b", FAR_DOWN)))
    found.baseline.model.labels.queues = ("calls", "mails")  # type: ignore[misc]
    title = "b lowers the overall service level by 20.0 points, a raises it by 10.0 points"
    assert change_title(found, "service_level") == title
    assert len(title.split()) == MOST_WORDS
    assert change_title(found, "cost").startswith("b lowers the cost by ")


def test_differences_are_counted_only_where_they_are_real() -> None:
    nan = float("nan")
    counted = "2 of 3 figures differ from base by more than chance"
    assert differences_title([UP, NONE, DOWN], "base") == counted
    unsure = Difference(0.7, 0.8, 0.1, nan, nan)
    assert (
        differences_title([unsure], "base") == "One replication cannot tell what differs from base"
    )


def test_a_scenario_that_changes_nothing_shows_no_difference(base: Any) -> None:
    found = compare([base, base.variant_named("the_same")])
    deck = opened(comparison_slides(found))
    assert (
        titles(deck)[0] == "No real difference in overall service level between the_same and base"
    )
    assert titles(deck)[2] == "0 of 6 figures differ from base by more than chance"
    assert titles(deck)[4] == "No real difference in cost between the_same and base"


def test_names_are_cut_to_fifteen_words() -> None:
    name = "one two three four five six seven eight nine ten"
    title = with_names("No real difference in cost between {name} and {base}", name=name, base=name)
    assert len(title.split()) == MOST_WORDS
    assert "one two three four…" in title


# ---------------------------------------------------------------- text and sensitivity


def test_text_takes_the_largest_size_in_which_it_fits() -> None:
    box = Box(0, 0, 5, 1.5)
    assert fitting(["short"], box) == (["short"], 20)
    kept, size = fitting(["x" * 60] * 12, box)
    assert size == 14
    assert kept[-1] == f"{12 - len(kept) + 1} more: see the other report files."
    assert sum(lines_of(text, 5, 14) for text in kept) <= lines_in(1.5, 14)


def effect(label: str, low: float, high: float, half: float) -> Effect:
    return Effect(
        label, Estimate(low, low - half, low + half), Estimate(high, high - half, high + half)
    )


def test_sensitivity_is_a_tornado_with_the_largest_effect_on_top(study: Any) -> None:
    found = Sensitivity(
        "service level of +calls",
        "share",
        (
            effect("patience -10 % / +10 %", -0.002, 0.003, 0.01),
            effect("volume -10 % / +10 %", 0.08, -0.12, 0.02),
            effect("staff -1 / +1", -0.1, 0.05, 0.02),
        ),
        20,
    )
    assert sensitivity_title(found) == "2 of 3 assumptions really move the service level of +calls"
    deck = opened(study_slides(study, found))
    check_layout(deck)
    check_titles(deck)
    [chart] = charts(deck, 3)
    assert next(iter(chart.plots[0].categories)) == "volume -10 % / +10 %"
    assert series(chart) == {"lower": [0.08, -0.1, -0.002], "higher": [-0.12, 0.05, 0.003]}
    [table] = [shape.table for shape in deck.slides[3].shapes if shape.has_table]
    assert [plain(cell.text) for cell in table.rows[1].cells][1:] == [
        "+8.0 (+6.0 to +10.0)", "-12.0 (-14.0 to -10.0)",
    ]  # fmt: skip
    assert table.cell(3, 1).text == "none shown"
