"""What all slides share: 16:9, title, text that fits, tables, source line, fonts of any script."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.report.fonts import fitted
from sim.report.style import INK, MUTED, PALETTE
from sim.report.wording import counted

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

    from sim.studies import Study

WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN = 0.5
TITLE_SIZE, SOURCE_SIZE, CHART_SIZE = 28, 12, 14  # points
TEXT_SIZES = (20, 18, 16, 14)
TABLE_SIZES = (16, 14, 12)
EAST_ASIAN: Final = "Microsoft YaHei"  # where it is missing, the program takes another one
SIGN_WIDTH = 0.53  # of the font size: wider than the mean sign of the theme's font
LINE_HEIGHT = 1.25  # of the font size
POINTS = 72
ROW_HEIGHT = 0.36
CELL_MARGIN = 0.06
ELSEWHERE: Final = "in the page (.html) and the workbook (.xlsx) of this report"
TITLE_ONLY = 5  # layout of the library's own template


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float


TITLE = Box(MARGIN, 0.3, WIDTH - 2 * MARGIN, 1.05)
BODY = Box(MARGIN, 1.45, WIDTH - 2 * MARGIN, 5.35)
SOURCE = Box(MARGIN, 6.88, WIDTH - 2 * MARGIN, 0.48)  # two lines
BEFORE_UNIT: Final = re.compile(r"(?<=\d) (?=%|s\b|h\b|min\b)")
SIGN_MINUS: Final = re.compile(r"(?<![\w)])-(?=\d)")


def unbroken(text: str) -> str:
    """The text with numbers that no line break parts from their unit or sign."""
    return SIGN_MINUS.sub("\u2212", BEFORE_UNIT.sub("\u00a0", text))


def columns_of(text: str) -> int:
    """Width of a text in signs; Chinese signs are two wide."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def columns_in(width: float, size: int) -> int:
    """Signs that fit beside each other in so many inches."""
    return max(int(width * POINTS / (size * SIGN_WIDTH)), 1)


def lines_of(text: str, width: float, size: int) -> int:
    """Lines that a text takes in so many inches; a line is rarely full."""
    return max(math.ceil(columns_of(text) * 1.06 / columns_in(width, size)), 1)


def lines_in(height: float, size: int) -> int:
    """Lines of a size that fit in so many inches."""
    return int(height * POINTS / (size * LINE_HEIGHT))


def blank_presentation() -> Presentation:
    """A presentation without slides, 16:9."""
    from pptx import Presentation as new_presentation
    from pptx.enum.shapes import PP_PLACEHOLDER
    from pptx.util import Inches

    deck = new_presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _colour_theme(deck)
    for number in range(len(deck.slide_layouts)):  # the template's are 4:3
        holders: Any = deck.slide_layouts[number].placeholders
        for holder in holders:
            is_title = holder.placeholder_format.type in (PP_PLACEHOLDER.TITLE,
                                                          PP_PLACEHOLDER.CENTER_TITLE)  # fmt: skip
            _put(holder, TITLE if is_title else BODY)
    return deck


def _colour_theme(deck: Presentation) -> None:
    """Tables, and what people add to the slides, in the colours of the other reports."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme: Any = deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = theme.blob.decode("utf-8")
    for number, colour in enumerate(PALETTE[:6], start=1):
        pattern = rf'(<a:accent{number}><a:srgbClr val=")[0-9A-F]{{6}}'
        xml = re.sub(pattern, rf"\g<1>{colour.lstrip('#')}", xml)
    theme._blob = xml.encode("utf-8")


def new_slide(deck: Presentation, title: str, source: str) -> Slide:
    """A slide with its conclusion on top, and below what its figures were made from."""
    from pptx.enum.text import MSO_ANCHOR

    slide: Slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    head = slide.shapes.title
    assert head is not None
    _put(head, TITLE)
    frame = head.text_frame
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    write_paragraph(frame, fitted(title, 2 * columns_in(TITLE.width, TITLE_SIZE)), TITLE_SIZE,
                    bold=True)  # fmt: skip
    add_text(slide, SOURCE, [fitted(source, int(1.9 * columns_in(SOURCE.width, SOURCE_SIZE)))],
             sizes=(SOURCE_SIZE,), colour=MUTED)  # fmt: skip
    return slide


def source_words(study: Study, formulas: str) -> str:
    """Scenario, formulas, replications, interval, engine and seed."""
    parts = [named(study, 96), formulas, replications_words(study)]
    parts.append(f"{study.engine_words}, seed {study.seed}")
    return " · ".join(part for part in parts if part)


def named(study: Study, columns: int) -> str:
    """The scenario and which of its variants."""
    variant = fitted(study.scenario.variant, columns // 2)
    return f"{fitted(study.model.labels.scenario, columns)} ({variant})"


def replications_words(study: Study) -> str:
    """How many replications, and what stands in brackets."""
    count = counted(study.replications, "replication")
    if study.replications == 1:
        return "one replication: no interval"
    return f"mean of {count}, 95 % interval"


def add_text(
    slide: Slide,
    box: Box,
    paragraphs: Sequence[str],
    *,
    sizes: Sequence[int] = TEXT_SIZES,
    colour: str = INK,
) -> None:
    """Paragraphs in the largest size in which all fit; else the first, and how many are missing."""
    from pptx.util import Inches

    shape = slide.shapes.add_textbox(*(Inches(part) for part in _parts(box)))
    kept, size = fitting(paragraphs, box, sizes)
    frame = shape.text_frame
    frame.word_wrap = True
    _no_margins(frame)
    for number, text in enumerate(kept):
        write_paragraph(frame, text, size, colour=colour, first=number == 0)


def fitting(
    paragraphs: Sequence[str], box: Box, sizes: Sequence[int] = TEXT_SIZES
) -> tuple[list[str], int]:
    """The paragraphs that fit in a box, and the size to write them in."""
    for size in sizes:
        if _lines(paragraphs, box, size) <= lines_in(box.height, size):
            return list(paragraphs), size
    size = sizes[-1]
    for count in range(len(paragraphs) - 1, 0, -1):
        more = len(paragraphs) - count
        kept = [*paragraphs[:count], f"{more} more {ELSEWHERE}."]
        if _lines(kept, box, size) <= lines_in(box.height, size):
            return kept, size
    room = lines_in(box.height, size) * columns_in(box.width, size)
    return [fitted(text, int(room * 0.9)) for text in paragraphs[:1]], size


def _lines(paragraphs: Sequence[str], box: Box, size: int) -> float:
    between = 0.4 * (len(paragraphs) - 1)
    return sum(lines_of(text, box.width, size) for text in paragraphs) + between


def write_paragraph(
    frame: Any,
    text: str,
    size: int,
    *,
    bold: bool = False,
    colour: str = INK,
    first: bool = True,
) -> None:
    """A paragraph of one run, in a font for Latin and one for Chinese, Japanese and Korean."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
    paragraph.alignment = PP_ALIGN.LEFT
    if not first:
        paragraph.space_before = Pt(size * 0.4)
    run = paragraph.add_run()
    run.text = unbroken(text)
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    east_asian(run.font._element)


def east_asian(properties: Any) -> None:
    """Name the font for East Asian signs: a:ea follows a:latin in the properties of a run."""
    from pptx.oxml.ns import qn

    found = properties.find(qn("a:ea"))
    if found is None:
        found = properties.makeelement(qn("a:ea"), {})
        latin = properties.find(qn("a:latin"))
        if latin is not None:
            latin.addnext(found)
        else:
            properties.append(found)
    found.set("typeface", EAST_ASIAN)


def rows_that_fit(box: Box) -> int:
    """Rows of a table, its header among them."""
    return int((box.height + 1e-9) / ROW_HEIGHT)


def add_table(
    slide: Slide,
    box: Box,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    flush_left: int = 1,
) -> float:
    """A native table with columns as wide as they need; gives its height in inches.

    The first columns are flush left. Rows that do not fit are left out, and the last row says how
    many, and where they are; every cell keeps to one line.
    """
    from pptx.util import Inches

    most = rows_that_fit(box) - 1
    kept = [list(row) for row in rows]
    more = len(kept) - most + 1 if len(kept) > most else 0
    if more:
        kept = [*kept[: most - 1], [""] * len(header)]
    texts = [list(header), *kept]
    needed = [max(columns_of(row[column]) for row in texts) for column in range(len(header))]
    margins = CELL_MARGIN * 2 * len(header)
    size = next((one for one in TABLE_SIZES
                 if columns_in(box.width - margins, one) > sum(needed) + len(needed)),
                TABLE_SIZES[-1])  # fmt: skip
    rooms = _shared_out(needed, columns_in(box.width - margins, size))
    widths = [(box.width - margins) * room / sum(rooms) + 2 * CELL_MARGIN for room in rooms]
    height = ROW_HEIGHT * len(texts)
    place = Box(box.left, box.top, box.width, height)
    shape = slide.shapes.add_table(len(texts), len(header), *map(Inches, _parts(place)))
    for column, width in enumerate(widths):
        shape.table.columns[column].width = Inches(width)
    for number, row in enumerate(texts):
        shape.table.rows[number].height = Inches(ROW_HEIGHT)
        for column, text in enumerate(row):
            room = columns_in(widths[column] - 2 * CELL_MARGIN, size)
            _write_cell(shape.table.cell(number, column), fitted(text, room), size,
                        head=number == 0, right=column >= flush_left)  # fmt: skip
    if more:
        last = len(texts) - 1
        shape.table.cell(last, 0).merge(shape.table.cell(last, len(header) - 1))
        said = f"{more} more {ELSEWHERE}"
        _write_cell(shape.table.cell(last, 0), said, size, head=False, right=False)
    return height


def _shared_out(needed: Sequence[int], room: int) -> list[int]:
    """Signs for every column: what is over is shared out, what is missing taken off the widest."""
    given = [signs + 1 for signs in needed]
    while sum(given) > room:
        widest = max(range(len(given)), key=lambda column: given[column])
        given[widest] -= 1
    over = (room - sum(given)) // len(given)
    return [signs + over for signs in given]


def _write_cell(cell: Any, text: str, size: int, *, head: bool, right: bool) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches

    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left = cell.margin_right = Inches(CELL_MARGIN)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.word_wrap = True
    write_paragraph(cell.text_frame, text, size, bold=head, colour="#FFFFFF" if head else INK)
    if right:
        cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def _put(shape: Any, box: Box) -> None:
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = map(Inches, _parts(box))


def _parts(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.width, box.height


def _no_margins(frame: Any) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
