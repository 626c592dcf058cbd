"""The title of a protocol: "Protokoll zum 5. Workshop der Fachgruppe …"."""

import re
from dataclasses import dataclass
from datetime import date

from workshops.enums import MeetingFormat
from workshops.importing.dates import find_day
from workshops.importing.wording import MEETING_NOUN, body_name, meeting_format

_PROTOCOL = re.compile(r"(?:\w*protokoll|niederschrift)\b(?:\s+(?:zum|zur|über (?:den|die)))?[\s:–-]*", re.IGNORECASE)
_MEETING = re.compile(
    rf"(?:(?:des|der)\s+)?(?:(?P<number>\d{{1,3}})\.\s*)?(?P<noun>{MEETING_NOUN})s?\b"
    r"(?:\s*(?:Nr\.?\s*)?(?P<number_behind>\d{1,3})\b(?!\.\d))?",
    re.IGNORECASE,
)
_BEFORE_DAY = re.compile(r"[\s,(–-]*\b(?:am|vom|den)?\s*$")


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says; what it leaves open is ``None`` or empty."""

    format: MeetingFormat | None
    number: int | None
    body: str
    held_on: date | None
    rest: str
    """Words behind the day."""


def read_title(text: str) -> Title | None:
    """Read a title, or return ``None`` for a text that is none.

    A title begins with "Protokoll" or "Niederschrift", or with the number of a meeting ("5. Workshop der …").
    """
    protocol = _PROTOCOL.match(text)
    rest = text[protocol.end() :] if protocol else text
    meeting = _MEETING.match(rest)
    number = (meeting["number"] or meeting["number_behind"]) if meeting else None
    if not protocol and not number:
        return None
    rest = rest[meeting.end() :] if meeting else rest
    day, behind = find_day(rest), ""
    if day:
        rest, behind = _BEFORE_DAY.sub("", rest[: day.start]), rest[day.end :].strip(" ,;:.()–-")
    return Title(
        format=meeting_format(meeting["noun"]) if meeting else None,
        number=int(number) if number else None,
        body=body_name(rest),
        held_on=day.day if day else None,
        rest=behind,
    )
