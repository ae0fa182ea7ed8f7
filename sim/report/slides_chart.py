"""Native charts: PowerPoint draws them, and their numbers can be edited there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sim.report.fonts import fitted
from sim.report.slides_frame import CHART_SIZE, SOURCE_SIZE, Box, columns_in, east_asian
from sim.report.style import GRID, INK, MUTED

Look = Literal["columns", "bars", "line"]
MOST_LABELS = 13  # on the axis of time
NAME_COLUMNS = 22
SHORT = 0.15  # of the longest bar: a number does not fit in


@dataclass(frozen=True)
class Series:
    """Values by category (nan: not available), with their 95 % intervals where there are."""

    name: str
    values: Sequence[float]
    colour: str
    low: Sequence[float] = ()
    high: Sequence[float] = ()


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
) -> None:
    """A chart with title, axis titles and, where it has several series, a legend.

    What follows a line break in the title stands under it in small.
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
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "line": XL_CHART_TYPE.LINE,
    }
    place = [Inches(part) for part in (box.left, box.top, box.width, box.height)]
    frame: Any = slide.shapes.add_chart(kinds[look], *place, data)
    chart = frame.chart
    chart.font.size = Pt(SOURCE_SIZE)
    _name_fonts(chart)
    chart.has_title = True
    what, _, under = title.partition("\n")
    head = chart.chart_title.text_frame
    _write(head, fitted(what, columns_in(box.width - 0.3, CHART_SIZE)), CHART_SIZE, bold=True)
    if under:
        _write_under(head, fitted(under, columns_in(box.width - 0.3, SOURCE_SIZE)))
    chart.has_legend = len(series) > 1
    if len(series) > 1:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    _draw_axes(chart, axes, look, len(categories))
    _draw_series(chart, look, series, labelled=labelled, number=axes.number)


def _draw_series(
    chart: Any, look: Look, series: Sequence[Series], *, labelled: bool, number: str
) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    plot = chart.plots[0]
    if look != "line":
        plot.gap_width = 60
    if look == "bars" and len(series) > 1:
        plot.overlap = 100  # both sides of a tornado in one row
    for drawn, one in zip(plot.series, series, strict=True):
        colour = RGBColor.from_string(one.colour.lstrip("#"))
        if look == "line":
            drawn.smooth = False
            drawn.format.line.color.rgb = colour
            drawn.format.line.width = Pt(2.5)
            _no_marker(drawn)
        else:
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = colour
            drawn.invert_if_negative = False
        if labelled:
            _label(drawn, one, number)
        if one.low and one.high:
            _add_error_bars(drawn, one)


def _draw_axes(chart: Any, axes: Axes, look: Look, count: int) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_TICK_LABEL_POSITION
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
    if axes.least is not None:
        value.minimum_scale = axes.least
    if axes.most is not None:
        value.maximum_scale = axes.most
    category.has_major_gridlines = False
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if look == "bars":
        category.reverse_order = True  # the first on top
        category.crosses = XL_AXIS_CROSSES.MAXIMUM  # and the axis of values below
    _skip_labels(category, math.ceil(count / MOST_LABELS) if look == "line" else 1)


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
    inside = bool(one.low) and bool(known) and min(known) > SHORT * max(known) > 0
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

    frame.text = text
    font = frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(size), bold
    east_asian(font._element)


def _write_under(frame: Any, text: str) -> None:
    from pptx.util import Pt

    run = frame.add_paragraph().add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(SOURCE_SIZE), False
    east_asian(run.font._element)


def _name_fonts(chart: Any) -> None:
    """Legend, labels and axes: names of any script."""
    east_asian(chart.font._element)
