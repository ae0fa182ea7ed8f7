"""Numbers, shares and factors as text: "12.5", "80%", "1.2"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NoReturn

from pydantic_core import PydanticCustomError

LARGEST_NUMBER = 1e12
LARGEST_WHOLE = 1_000_000_000

NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
NUMBER_TEXT = re.compile(rf"[+-]?{NUMBER}(?:[eE][+-]?[0-9]+)?")


def refuse(message: str, allowed: str = "", mend: str = "") -> NoReturn:
    """Refuse a value inside a validator: what is wrong, what is allowed, how to mend it."""
    details = {"message": message, "allowed": allowed, "mend": mend}
    raise PydanticCustomError("refused", "{message}", details)


def single_value(text: object, allowed: str) -> str:
    """The text of a scalar; lists, mappings and missing values are refused."""
    if isinstance(text, str):
        return text
    if text is None:
        refuse("has no value", allowed)
    if isinstance(text, dict):
        refuse("is a mapping, not a single value", allowed)
    if isinstance(text, (list, tuple)):
        refuse("is a list, not a single value", allowed)
    refuse("is not text", allowed)


# ---------------------------------------------------------------- numbers

NUMBER_ALLOWED = "a number, 0 or more, such as 12 or 12.5"
WHOLE_ALLOWED = "a whole number, 0 or more"
COUNT_ALLOWED = "a whole number, 1 or more"


def finite(text: str, allowed: str) -> float:
    """Text to a finite float; words such as nan and numbers such as 1e400 are refused."""
    if not NUMBER_TEXT.fullmatch(text):
        if text.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
            refuse("is not a finite number", allowed)
        if re.fullmatch(r"[0-9]{1,3}([,_ '][0-9]{3})+(\.[0-9]+)?", text):
            refuse("has a thousands separator", allowed, f"write {re.sub(r'[^0-9.]', '', text)}")
        if text.endswith("%") and NUMBER_TEXT.fullmatch(text[:-1]):
            plain = write_number(float(Decimal(text[:-1]) / 100))
            refuse("is a percentage, not a number", allowed, f"write {plain}")
        if re.fullmatch(r"[0-9]+,[0-9]+", text):
            refuse("has a decimal comma", allowed, f"write {text.replace(',', '.')}")
        refuse("is not a number", allowed)
    value = float(text)
    if value in (float("inf"), float("-inf")):
        refuse("is too large to be a number", allowed)
    return value


def parse_number(text: object) -> float:
    """A finite number, 0 or more."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        text = repr(text)
    value = finite(single_value(text, NUMBER_ALLOWED), NUMBER_ALLOWED)
    if value < 0:
        refuse("is negative", NUMBER_ALLOWED)
    if value > LARGEST_NUMBER:
        refuse("is absurdly large", f"at most {LARGEST_NUMBER:.0e}".replace("e+", "e"))
    return value + 0.0


def _whole(text: object, allowed: str) -> int:
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    value = finite(single_value(text, allowed), allowed)
    if value < 0:
        refuse("is negative", allowed)
    if value > LARGEST_WHOLE:
        refuse("is absurdly large", f"at most {LARGEST_WHOLE:,}")
    if value != int(value):
        refuse("is not a whole number", allowed)
    return int(value)


def parse_whole(text: object) -> int:
    """A whole number, 0 or more."""
    return _whole(text, WHOLE_ALLOWED)


def parse_count(text: object) -> int:
    """A whole number, 1 or more."""
    value = _whole(text, COUNT_ALLOWED)
    if value < 1:
        refuse("is less than 1", COUNT_ALLOWED)
    return value


UNLIMITED = 1_000
MAX_CONCURRENCY = 20
CONCURRENCY_ALLOWED = f"a whole number from 1 to {MAX_CONCURRENCY}, or the word unlimited"


def parse_concurrency(text: object) -> int:
    """Contacts an agent may have in hand; `unlimited` is 1,000."""
    if text == "unlimited" or (isinstance(text, int) and text == UNLIMITED):
        return UNLIMITED
    value = _whole(text, CONCURRENCY_ALLOWED)
    if value < 1:
        refuse("is less than 1", CONCURRENCY_ALLOWED)
    if value > MAX_CONCURRENCY:
        refuse(f"is above {MAX_CONCURRENCY}", CONCURRENCY_ALLOWED)
    return value


def write_concurrency(value: int) -> str:
    """3 to "3", 1,000 to "unlimited"."""
    return "unlimited" if value == UNLIMITED else str(value)


def write_number(value: float) -> str:
    """The shortest text that parses back to the same number."""
    number = float(value)
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


# ---------------------------------------------------------------- shares

SHARE_ALLOWED = "a share from 0% to 100%, with the % sign"
RATIO_ALLOWED = "a percentage, 0% or more, with the % sign"
FACTOR_ALLOWED = "a percentage such as 120%, or a factor from 0 to 20 such as 1.2"


def _percent(text: object, allowed: str, largest: int) -> float:
    if isinstance(text, float):
        text = write_share(text)
    word = single_value(text, allowed)
    if not word.endswith("%"):
        value = finite(word, allowed)
        plain = write_number(value)
        guess = f"{plain}%" if value > 1 else f"{write_number(float(Decimal(plain) * 100))}%"
        refuse("has no % sign", allowed, f"write {guess}" if value >= 0 else "")
    digits = word[:-1]
    finite(digits, allowed)
    percent = Decimal(digits)
    if percent < 0:
        refuse("is negative", allowed)
    if percent > largest:
        what = "is over 100%" if largest == 100 else "is absurdly large"
        refuse(what, allowed if largest == 100 else f"at most {largest:,}%")
    return float(percent / 100)


def parse_share(text: object) -> float:
    """ "80%" to 0.8; at most 100 %."""
    return _percent(text, SHARE_ALLOWED, 100)


def parse_ratio(text: object) -> float:
    """ "180%" to 1.8."""
    return _percent(text, RATIO_ALLOWED, 100_000)


def parse_factor(text: object) -> float:
    """ "300%" or "3" to 3.0."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return float(text)
    word = single_value(text, FACTOR_ALLOWED)
    if word.endswith("%"):
        return _percent(word, FACTOR_ALLOWED, 100_000)
    value = finite(word, FACTOR_ALLOWED)
    if value < 0:
        refuse("is negative", FACTOR_ALLOWED)
    if value > 20:
        percent = write_number(value)
        refuse("is a factor above 20", FACTOR_ALLOWED, f"write {percent}% if you mean per cent")
    return value


def write_share(value: float) -> str:
    """0.8 to "80%"; parses back to the same fraction."""
    percent = Decimal(repr(float(value))) * 100
    return f"{percent.normalize():f}%"
