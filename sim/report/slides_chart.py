"""Native charts: PowerPoint draws them, and their numbers can be edited there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sim.report.fonts import fitted
from sim.report.slides_frame import (
    CHART_SIZE,
    SOURCE_SIZE,
    Box,
    columns_in,
    columns_of,
    east_asian,
    unbroken,
)
from sim.report.style import GRID, INK, MUTED

Look = Literal["columns", "rows", "tornado", "line"]
"""Upright bars, bars that lie, bars that lie with all series in one row, or lines."""

TIME_STEPS = (1, 2, 4, 6, 8, 12, 24, 48)  # intervals between two labels of an axis of time
LEVEL_TIMES = "60"  # 1/60000 degree: at 0 some programs break a time rather than leave one out
TIME_WIDTH = 0.6  # inches that a label of time takes
NAME_COLUMNS = 28
THIN = 0.02  # of the longest bar: an interval that hides no number at the end of a bar
SHORT = 0.15  # of the longest bar: a number does not fit in
TITLE_SHARE = 0.8  # of the chart's width, in which programs break the lines of its title
FRAME = 1.0  # inches beside the bars, for the axis and its title
LOW, FEW = 3.2, 3  # inches of a chart too low for a legend below, which has few entries
ABOVE = 1.9  # inches above and below the bars, for title, axis and legend
LABEL_WIDTH, LABEL_HEIGHT = 0.33, 0.16  # inches of a bar that its number needs


@dataclass(frozen=True)
class Series:
    """Values by category (nan: not available), with their 95 % intervals where there are.

    `dashed`: a line that is no result, such as a target.
    """

    name: str
    values: Sequence[float]
    colour: str
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    dashed: bool = False


@dataclass(frozen=True)
class Axes:
    """What the axes say. `number` is the format of the values, "0 %" for shares in percent."""

    categories: str
    values: str
    number: str = "#,##0"
    least: float | None = 0.0
    most: float | None = None


def add_chart(
    slide: Any,
    box: Box,
    look: Look,
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    axes: Axes,
    *,
    labelled: bool = False,
    legend: bool = True,
) -> None:
    """A chart with title, axis titles and, where it has several series, a legend.

    What follows a line break in the title stands under it in small. `legend`: whether it has one
    of its own; a chart beside it with the same colours may do.
    """
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    data: Any = CategoryChartData(number_format=axes.number)
    data.categories = [fitted(name, NAME_COLUMNS) for name in categories]
    for one in series:
        data.add_series(one.name, [_known(value) for value in one.values])
    kinds = {
        "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "rows": XL_CHART_TYPE.BAR_CLUSTERED,
        "tornado": XL_CHART_TYPE.BAR_CLUSTERED,
        "line": XL_CHART_TYPE.LINE,
    }
    place = [Inches(part) for part in (box.left, box.top, box.width, box.height)]
    frame: Any = slide.shapes.add_chart(kinds[look], *place, data)
    chart = frame.chart
    chart.font.size = Pt(SOURCE_SIZE)
    _name_fonts(chart)
    chart.has_title = True
    _write_title(chart.chart_title.text_frame, title, box.width)
    chart.has_legend = legend and len(series) > 1
    if chart.has_legend:
        low = box.height < LOW and len(series) <= FEW
        places = XL_LEGEND_POSITION
        chart.legend.position = places.RIGHT if low else places.BOTTOM
        chart.legend.include_in_layout = False
    _draw_axes(chart, axes, look, series, len(categories), box.width)
    legible = labelled and _has_room(box, look, len(categories), len(series))
    _draw_series(chart, look, series, labelled=legible, number=axes.number)


def _write_title(frame: Any, title: str, width: float) -> None:
    """What is drawn in bold; under it, in as few lines as it takes, what it was made from."""
    what, *under = title.split("\n")
    _write(frame, fitted(what, columns_in(TITLE_SHARE * width, CHART_SIZE)), CHART_SIZE, bold=True)
    room = columns_in(TITLE_SHARE * width, SOURCE_SIZE)
    if columns_of(", ".join(under)) <= room:
        under = [", ".join(under)] if under else []
    for line in under:
        _write_small(frame.add_paragraph(), fitted(line, room))


def bars_for(box: Box, names: Sequence[str]) -> Look:
    """Upright bars where their names fit under them side by side, else bars that lie."""
    room = columns_in((box.width - FRAME) / max(len(names), 1), SOURCE_SIZE)
    fits = all(columns_of(fitted(name, NAME_COLUMNS)) < room for name in names)
    return "columns" if fits else "rows"


def _has_room(box: Box, look: Look, categories: int, series: int) -> bool:
    """Whether a bar is thick enough for a number on it."""
    if look == "tornado" or not categories:
        return True
    bars = categories * (series + 0.6)
    if look == "rows":
        return (box.height - ABOVE) / bars >= LABEL_HEIGHT
    return (box.width - FRAME) / bars >= LABEL_WIDTH


def _draw_series(
    chart: Any, look: Look, series: Sequence[Series], *, labelled: bool, number: str
) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    plot = chart.plots[0]
    if look != "line":
        plot.gap_width = 60
    if look == "tornado" and len(series) > 1:
        plot.overlap = 100  # both sides of a tornado in one row
    for drawn, one in zip(plot.series, series, strict=True):
        colour = RGBColor.from_string(one.colour.lstrip("#"))
        if look == "line":
            drawn.smooth = False
            drawn.format.line.color.rgb = colour
            drawn.format.line.width = Pt(1.5 if one.dashed else 2.5)
            if one.dashed:
                drawn.format.line.dash_style = MSO_LINE.DASH
            _no_marker(drawn)
        else:
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = colour
            drawn.invert_if_negative = False
        if labelled:
            _label(drawn, one, number)
        if one.low and one.high:
            _add_error_bars(drawn, one)


def step_for(series: Sequence[Series]) -> float:
    """A round step that gives an axis from 0 over all values about five numbers."""
    values = [0.0, *(value for one in series for part in (one.values, one.low, one.high)
                     for value in part if math.isfinite(value))]  # fmt: skip
    least = (max(values) - min(values)) / 5 or 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9))


def _draw_axes(
    chart: Any, axes: Axes, look: Look, series: Sequence[Series], count: int, width: float
) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    value, category = chart.value_axis, chart.category_axis
    for axis, words in ((value, axes.values), (category, axes.categories)):
        axis.has_title = True
        _write(axis.axis_title.text_frame, words, SOURCE_SIZE)
        axis.tick_labels.font.size = Pt(SOURCE_SIZE)
        east_asian(axis.tick_labels.font._element)
        axis.format.line.color.rgb = RGBColor.from_string(MUTED.lstrip("#"))
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = RGBColor.from_string(GRID.lstrip("#"))
    value.tick_labels.number_format = axes.number
    value.tick_labels.number_format_is_linked = False
    if look in ("rows", "tornado") and axes.most is None:
        value.major_unit = step_for(series)
    if axes.least is not None:
        value.minimum_scale = axes.least
    if axes.most is not None:
        value.maximum_scale = axes.most
        value.major_unit = axes.most / 5
    category.has_major_gridlines = False
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if look in ("rows", "tornado"):
        category.reverse_order = True  # the first on top
        value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # and the values below
        value.format.line.fill.background()
    if look == "line":
        needed = math.ceil(count * TIME_WIDTH / max(width - FRAME, TIME_WIDTH))
        _skip_labels(category, next((step for step in TIME_STEPS if step >= needed), needed))
        _lay_labels(category, LEVEL_TIMES)
    elif look == "columns":
        _lay_labels(category, "0")


def _lay_labels(category: Any, turned: str) -> None:
    """Names are read without turning the head."""
    from pptx.oxml.ns import qn

    properties = category._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    properties.set("rot", turned)
    properties.set("vert", "horz")


def _skip_labels(category: Any, every: int) -> None:
    """Every so manieth category has a label: c:tickLblSkip goes before c:noMultiLvlLbl."""
    from pptx.oxml.ns import qn

    if every <= 1:
        return
    element = category._element
    last = element.find(qn("c:noMultiLvlLbl"))
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        skip = element.makeelement(qn(tag), {"val": str(every)})
        last.addprevious(skip)


def _label(drawn: Any, one: Series, number: str) -> None:
    """Values at the end of the bars; at their base where the end has the bar of an interval."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    known = [abs(value) for value in one.values if math.isfinite(value)]
    widths = [abs(high - low) for low, high in zip(one.low, one.high, strict=True)
              if math.isfinite(high - low)]  # fmt: skip
    largest = max(known, default=0.0)
    in_the_way = max(widths, default=0.0) > THIN * largest
    inside = in_the_way and min(known, default=0.0) > SHORT * largest > 0
    colour = "#FFFFFF" if inside and _is_dark(one.colour) else INK
    labels = drawn.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = number, False
    labels.position = XL_LABEL_POSITION.INSIDE_BASE if inside else XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size = Pt(SOURCE_SIZE)
    labels.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))


def _is_dark(colour: str) -> bool:
    """Whether white is read better on it than black (weights of ITU-R BT.601)."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 150


def _no_marker(drawn: Any) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    drawn.marker.style = XL_MARKER_STYLE.NONE


def _add_error_bars(drawn: Any, one: Series) -> None:
    """The interval of every value as custom error bars (c:errBars, before c:cat)."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    pairs = list(zip(one.values, one.low, one.high, strict=True))
    if not any(math.isfinite(low) and math.isfinite(high) for _, low, high in pairs):
        return
    below = [_length(value - low) for value, low, _ in pairs]
    above = [_length(high - value) for value, _, high in pairs]
    xml = (
        f'<c:errBars {nsdecls("c", "a")}><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="0"/>{_numbers("plus", above)}{_numbers("minus", below)}'
        f'<c:spPr><a:ln w="15875"><a:solidFill><a:srgbClr val="{INK.lstrip("#")}"/>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    drawn._element.find(qn("c:cat")).addprevious(parse_xml(xml))


def _numbers(tag: str, values: Sequence[float]) -> str:
    points = "".join(
        f'<c:pt idx="{number}"><c:v>{value!r}</c:v></c:pt>' for number, value in enumerate(values)
    )
    count = f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>'
    return f"<c:{tag}><c:numLit>{count}{points}</c:numLit></c:{tag}>"


def _length(value: float) -> float:
    return max(float(value), 0.0) if math.isfinite(value) else 0.0


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _write(frame: Any, text: str, size: int, *, bold: bool = False) -> None:
    from pptx.util import Pt

    frame.text = unbroken(text)
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(size), bold
    east_asian(font._element)


def _write_small(paragraph: Any, text: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = unbroken(text)
    run.font.size, run.font.bold = Pt(SOURCE_SIZE), False
    run.font.color.rgb = RGBColor.from_string(MUTED.lstrip("#"))
    east_asian(run.font._element)


def _name_fonts(chart: Any) -> None:
    """Legend, labels and axes: names of any script."""
    east_asian(chart.font._element)
