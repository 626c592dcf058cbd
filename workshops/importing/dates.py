"""Days and times as German protocols write them."""

import re
from dataclasses import dataclass
from datetime import date, time

_MONTHS = (
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
_MONTH_NAMES = {name: number for number, name in enumerate(_MONTHS, start=1)}

_NUMERIC_DAY = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})\b")
_NAMED_DAY = re.compile(rf"\b(\d{{1,2}})\.\s*({'|'.join(_MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY_AND_MONTH = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.(?!\s?\d)")
_NAMED_DAY_AND_MONTH = re.compile(rf"\b(\d{{1,2}})\.\s*({'|'.join(_MONTHS)})\b(?!\s+\d{{4}})", re.IGNORECASE)

_CLOCK = r"(\d{1,2})(?:[.:](\d{2}))?"
_FROM_TO = re.compile(rf"\b{_CLOCK}\s*(?:Uhr)?\s*(?:-|–|—|bis)\s*{_CLOCK}(?:\s*(?:Uhr|h\b))?", re.IGNORECASE)
_AT = re.compile(r"\b(\d{1,2})[.:](\d{2})(?:\s*Uhr)?|\b(\d{1,2})\s*Uhr\b", re.IGNORECASE)


_UNTIL = re.compile(r"\bbis\s*$", re.IGNORECASE)
_AROUND_TIMES = re.compile(
    r"\b(?:(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|sonnabends?|mo|di|mi|do|fr|sa|so|uhr|h|von|bis|ab|am|den|der"
    r"|um|ca|gegen|zeit|uhrzeit|beginn|ende|gera)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A day in a text, with the offsets of the words that name it."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Times:
    """Begin and end of a meeting, and the words around them that say something else."""

    begin: time | None
    end: time | None
    rest: str


def find_day(text: str) -> Found | None:
    """The first full date in ``text`` ("04.12.2020", "4. Dezember 2020", "2020-12-04"); two-digit years are 20xx."""
    candidates = (
        *((match, _day(match[3], match[2], match[1])) for match in _NUMERIC_DAY.finditer(text)),
        *((match, _day(match[3], _MONTH_NAMES[match[2].lower()], match[1])) for match in _NAMED_DAY.finditer(text)),
        *((match, _day(match[1], match[2], match[3])) for match in _ISO_DAY.finditer(text)),
    )
    return min(
        (Found(day, match.start(), match.end()) for match, day in candidates if day),
        key=lambda found: found.start,
        default=None,
    )


def find_next_day(text: str, after: date) -> Found | None:
    """The first date in ``text``; one without a year ("14.01.") is the next such day after ``after``."""
    if found := find_day(text):
        return found
    for pattern in (_DAY_AND_MONTH, _NAMED_DAY_AND_MONTH):
        for match in pattern.finditer(text):
            month = match[2] if match[2].isdigit() else _MONTH_NAMES[match[2].lower()]
            days = (_day(year, month, match[1]) for year in (after.year, after.year + 1))
            if day := next((day for day in days if day and day > after), None):
                return Found(day, match.start(), match.end())
    return None


def find_times(text: str) -> Times:
    """Begin and end in ``text`` ("9.00-10.30 Uhr", "9 bis 11 Uhr", "bis 9 Uhr"); dates must be cut out before."""
    for match in _FROM_TO.finditer(text):
        begin, end = _time(match[1], match[2]), _time(match[3], match[4])
        if begin and end and (match[2] or match[4] or "uhr" in match[0].lower()):
            return Times(begin, end, _words_left(text[: match.start()] + " " + text[match.end() :]))
    if at := _AT.search(text):
        moment, before = _time(at[1] or at[3], at[2]), text[: at.start()]
        rest = _words_left(before + " " + text[at.end() :]) if moment else _words_left(text)
        return Times(None, moment, rest) if _UNTIL.search(before) else Times(moment, None, rest)
    return Times(None, None, _words_left(text))


def _words_left(text: str) -> str:
    """The text without the words that belong to days and times; empty if nothing else stands there."""
    return text.strip(" ,;:.()–-") if re.search(r"\w", _AROUND_TIMES.sub("", text)) else ""


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    number = int(year)
    try:
        return date(number + 2000 if number < 100 else number, int(month), int(day))
    except ValueError:
        return None


def _time(hour: str, minute: str | None) -> time | None:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None
