"""Names and sentences from a scenario, shown as they are: no markup in them is ever carried out."""

from __future__ import annotations

import re

# CommonMark: a backslash before any ASCII punctuation makes it stand for itself. Streamlit's own
# marks (:icon:, :red[...], $formula$) begin with such a sign as well.
_SIGNS = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text for a place that reads Markdown; it is shown sign for sign, in one line."""
    return _SIGNS.sub(r"\\\1", _SPACES.sub(" ", text))
