"""Names and sentences from a scenario, shown as they are: no markup in them is ever carried out."""

from __future__ import annotations

import re

# CommonMark: a backslash before any ASCII punctuation makes it stand for itself. Streamlit's own
# marks (:icon:, :red[...], $formula$) begin with such a sign as well.
_SIGNS = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
# An address is made a link after signs were taken as they are; a sign without width parts it.
_ADDRESSES = re.compile(r"(https?://|www(?=\.)|@)", re.IGNORECASE)
PARTED = "\u2060"  # word joiner: nothing is seen of it, and no line breaks there
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text for a place that reads Markdown; it is shown sign for sign, in one line."""
    line = _ADDRESSES.sub(rf"\1{PARTED}", _SPACES.sub(" ", text))
    return _SIGNS.sub(r"\\\1", line)
