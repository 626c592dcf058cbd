"""The next meetings that a protocol announces: "Zielstellung des nächsten Strategiekreis: … am 14.01."."""

import re
from dataclasses import dataclass
from datetime import date

from workshops.importing.dates import find_day, find_next_day
from workshops.importing.wording import MEETING_NOUN, body_name, nominative

_NEXT = re.compile(
    r"\b(?:(?P<genitive>des)\s+)?(?:nächste|kommende)[rnsm]?\s+"
    r"(?P<noun>[A-ZÄÖÜ][\w-]*)(?P<whose>\s+(?:der|des)\s+[A-ZÄÖÜ][^:,.()]*?)?"
    r"(?=\s*(?:[:,.(–]|-\s|\bam\b|\bfindet\b|\bist\b|\btagt\b|\bwird\b|$))",
    re.IGNORECASE,
)
_OWN_MEETING = re.compile(rf"{MEETING_NOUN}s?|\w*termins?", re.IGNORECASE)
_NO_MEETING = re.compile(r"schritte?n?|woche|monate?n?|jahre?n?|tage?n?|punkte?n?|phase|aufgaben?", re.IGNORECASE)
_BEFORE_DAY = re.compile(r"[\s,:–-]*\b(?:(?:findet|ist|tagt|wird)\b[^:]*?)?(?:\bam\b|\bden\b)?[\s,:]*$", re.IGNORECASE)
_BEHIND_DAY = re.compile(
    r"^[\s,;.]*(?:um|ab|von)?\s*(?:\d{1,2}(?:[.:]\d{2})?\s*(?:(?:-|–|bis)\s*\d{1,2}(?:[.:]\d{2})?\s*)?Uhr)?(?:\s*statt)?[\s,;:.–()-]*"
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """A meeting that a line announces; ``body`` is empty where it is the protocol's own body."""

    body: str
    on: date
    subject: str


def find_announcement(text: str, held_on: date | None) -> Announcement | None:
    """The next meeting that ``text`` names with its day, or ``None``.

    A day without a year is the next such day after ``held_on``, the day of the protocol; without that day only full
    dates count.
    """
    for match in _NEXT.finditer(text):
        rest = text[match.end() :]
        day = find_next_day(rest, held_on) if held_on else find_day(rest)
        if _NO_MEETING.fullmatch(match["noun"]) or day is None:
            continue
        before = _BEFORE_DAY.sub("", rest[: day.start]).strip(" ,:.–-(")
        behind = _BEHIND_DAY.sub("", rest[day.end :]).strip(" ,;:.–-()")
        return Announcement(_body(match), day.day, before or behind)
    return None


def _body(match: re.Match[str]) -> str:
    if _OWN_MEETING.fullmatch(match["noun"]):
        return body_name(match["whose"] or "")
    return nominative(match["noun"]) if match["genitive"] else match["noun"]
