"""A presentation as bytes that are the same each time: no time of making in any of its parts."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from pptx.presentation import Presentation

MADE: Final = datetime(2000, 1, 1)
ZIP_TIME: Final = (2000, 1, 1, 0, 0, 0)
PROPERTIES = "docProps/core.xml"
WRITTEN_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def presentation_bytes(deck: Presentation, title: str) -> bytes:
    """The .pptx file. The same slides give the same bytes."""
    properties = deck.core_properties
    properties.title, properties.author = title, "ccsim"
    properties.created = properties.modified = MADE
    properties.last_modified_by = "ccsim"
    written = BytesIO()
    deck.save(written)
    return without_times(written.getvalue())


def without_times(package: bytes) -> bytes:
    """An Office file with a fixed time in its properties, in its directory, and in files inside."""
    result = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == PROPERTIES:
                content = WRITTEN_AT.sub(rb"\g<1>" + f"{MADE:%Y-%m-%dT%H:%M:%SZ}".encode()
                                         + rb"\g<2>", content)  # fmt: skip
            elif name.endswith(".xlsx"):  # the numbers behind a chart
                content = without_times(content)
            info = ZipInfo(name, ZIP_TIME)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, content)
    return result.getvalue()
