"""One line of a topic: what kind of point it is, who and until when."""

import re
from dataclasses import dataclass, replace
from datetime import date

from workshops.content import PointContent, Votes
from workshops.enums import PointKind, TaskStatus
from workshops.importing.dates import find_day
from workshops.importing.lines import SourceLine
from workshops.notation import read_details, read_label

_KINDS = {
    "aufgabe": PointKind.TASK,
    "auftrag": PointKind.TASK,
    "festlegung": PointKind.TASK,
    "todo": PointKind.TASK,
    "beschluss": PointKind.DECISION,
    "statement": PointKind.STATEMENT,
    "zitat": PointKind.STATEMENT,
    "meilenstein": PointKind.MILESTONE,
}
_LABEL = re.compile(
    r"(?P<word>Aufgabe|Auftrag|Festlegung|To[ -]?Do|Beschluss|Statement|Zitat|Meilenstein)"
    r"(?: (?P<reference>B-\d{4}-\d{3,}))?\s*:\s+(?=\S)",
    re.IGNORECASE,
)
_STATUSES = {str(status.label).casefold(): status for status in TaskStatus}
_STATUS_WORDS = "|".join(_STATUSES)
_DAY = r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})"
_RESPONSIBLE = re.compile(
    rf"[\s,;–-]*(?P<open>\()?\bverantwortlich(?:e|er|keit)?\s*:\s*(?P<who>.+?)"
    rf"(?:[\s,;]+(?:bis|Termin|Frist)(?: zum)?:?\s+(?P<due_on>{_DAY}))?"
    rf"(?:[\s,;]+Status:\s*(?P<status>{_STATUS_WORDS}))?(?(open)\))\.?$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"[\s,;–-]*\(?\b(?:bis|Termin|Frist)(?: zum)?:?\s+(?P<due_on>{_DAY})"
    rf"(?:[\s,;]+Status:\s*(?P<status>{_STATUS_WORDS}))?\)?\.?$",
    re.IGNORECASE,
)
_VOTES = re.compile(
    r"[\s,;–-]*\(?Ja:?\s*(\d{1,4})[\s,;]+Nein:?\s*(\d{1,4})"
    r"(?:[\s,;]+Enthaltung(?:en)?:?\s*(\d{1,4}))?(?:[\s,;]+Befangen:?\s*(\d{1,4}))?\)?\.?$",
    re.IGNORECASE,
)
_QUOTE = r"(?:„[^„]+[“”]|»[^»«]+«|“[^“”]+”|\"[^\"]+\")[.!?]?"
_QUOTED = re.compile(rf"(?P<quote>{_QUOTE})(?:\s*\((?P<who>.+)\)|\s+[–-]\s+(?P<speaker>\S.*))?")
_SAID_BY = re.compile(rf"(?P<who>[^:„“\"»]+):\s+(?P<quote>{_QUOTE})")
_DATED = re.compile(rf"(?:(?:bis|am|zum|bis zum)\s+)?(?:{_DAY})\s*[-–—:]\s+\S", re.IGNORECASE)
_WHO_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Responsibility:
    """A line that only says who is responsible for the point before, and until when."""

    who: str
    due_on: date | None
    task_status: TaskStatus


def read_own_point(line: SourceLine) -> PointContent:
    """A point of our own export; a label that was changed by hand beyond recognition stays in the text."""
    text = line.cut(0)
    known = read_label(line.label) if line.label else (PointKind.INFORMATION, "")
    if known is None:
        known, text = (PointKind.INFORMATION, ""), f"{line.label} {text}".strip()
    kind, reference = known
    details = read_details(line.details)
    status = details.task_status or (TaskStatus.OPEN if kind == PointKind.TASK else None)
    return PointContent(
        text=text,
        kind=kind,
        who=details.who,
        due_on=details.due_on,
        task_status=status if kind == PointKind.TASK else None,
        votes=details.votes if kind == PointKind.DECISION else None,
        reference=reference if kind == PointKind.DECISION else "",
    )


def read_responsibility(line: SourceLine) -> Responsibility | None:
    """The line as "verantwortlich: …, bis …" for the point before it, or ``None`` for any other line."""
    match = _RESPONSIBLE.match(line.plain)
    if match is None or len(match["who"]) > _WHO_LENGTH:
        return None
    status = _status(match["status"])
    return Responsibility(match["who"].strip(), _due_on(match["due_on"]), status)


def read_point(line: SourceLine, attendees: frozenset[str]) -> PointContent:
    """The kind of a point from its words; ``attendees`` are those who may stand before a quotation, in lower case."""
    plain = line.plain
    label = _LABEL.match(plain)
    start = label.end() if label else 0
    kind = _KINDS[re.sub(r"[ -]", "", label["word"].casefold())] if label else PointKind.INFORMATION
    for own_kind, read in ((PointKind.DECISION, _decision), (PointKind.TASK, _task)):
        if kind in (PointKind.INFORMATION, own_kind) and (found := read(plain, start, kind)):
            return _point(line, start, *found)
    if kind in (PointKind.INFORMATION, PointKind.STATEMENT) and (quotation := _quotation(plain, start, attendees)):
        return _point(line, *quotation)
    if kind == PointKind.INFORMATION and _DATED.match(plain):
        kind = PointKind.MILESTONE
    due_on = _due_on(plain) if kind == PointKind.MILESTONE else None
    return _point(line, start, len(plain), PointContent("", kind=kind, due_on=due_on))


def _point(line: SourceLine, start: int, end: int, point: PointContent) -> PointContent:
    """The point with its text; where nothing would be left, the whole line stays as information."""
    text = line.cut(start, end)
    return replace(point, text=text) if text else PointContent(line.cut(0))


def _decision(plain: str, start: int, kind: PointKind) -> tuple[int, PointContent] | None:
    """Where the text of a decision ends, and what votes it had; votes alone make a decision too."""
    label, votes = _LABEL.match(plain), _VOTES.search(plain, start)
    if kind == PointKind.INFORMATION and not votes:
        return None
    decision = PointContent("", kind=PointKind.DECISION, reference=(label and label["reference"]) or "")
    if not votes:
        return len(plain), decision
    return votes.start(), replace(decision, votes=Votes(*(int(figure or 0) for figure in votes.groups())))


def _task(plain: str, start: int, kind: PointKind) -> tuple[int, PointContent] | None:
    """Where the text of a task ends, and what the rest says; words alone make a task only with "verantwortlich:"."""
    task = PointContent("", kind=PointKind.TASK, task_status=TaskStatus.OPEN)
    if (match := _RESPONSIBLE.search(plain, start)) and len(match["who"]) <= _WHO_LENGTH:
        status = _status(match["status"])
        who = match["who"].strip()
        return match.start(), replace(task, who=who, due_on=_due_on(match["due_on"]), task_status=status)
    if kind == PointKind.INFORMATION:
        return None
    if match := _UNTIL.search(plain, start):
        status = _status(match["status"])
        return match.start(), replace(task, due_on=_due_on(match["due_on"]), task_status=status)
    return len(plain), task


def _quotation(plain: str, start: int, attendees: frozenset[str]) -> tuple[int, int, PointContent] | None:
    """Where a quotation stands, if it is the whole line apart from the speaker."""
    statement = PointContent("", kind=PointKind.STATEMENT)
    if match := _QUOTED.fullmatch(plain, start):
        who = match["who"] or match["speaker"] or ""
        if len(who) <= _WHO_LENGTH:
            return match.start("quote"), match.end("quote"), replace(statement, who=who.strip())
    if (match := _SAID_BY.fullmatch(plain, start)) and match["who"].strip().casefold() in attendees:
        return match.start("quote"), match.end("quote"), replace(statement, who=match["who"].strip())
    return None


def _due_on(text: str | None) -> date | None:
    found = find_day(text or "")
    return found.day if found else None


def _status(word: str | None) -> TaskStatus:
    return _STATUSES.get((word or "").casefold(), TaskStatus.OPEN)
