"""How a document shows what a point is, and how the importer reads it back.

A point reads ``Aufgabe: Einladung versenden (verantwortlich: Tilia GmbH, bis 12.03.2021, Status: offen)``: a label,
the text, and the details in brackets. The DOCX export writes label and details in the two character styles named
here, so that our own files come back exactly; in other files the importer looks for the same words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workshops.content import PointContent, Votes
from workshops.enums import PointKind, TaskStatus

LABEL_STYLE = "Protokoll Kennzeichen"
"""Character style of a label ("Beschluss B-2021-007:"); a file that knows it was written by the DOCX export."""

DETAILS_STYLE = "Protokoll Angaben"
"""Character style of the details in brackets."""

_KINDS = {str(kind.label): kind for kind in PointKind if kind != PointKind.INFORMATION}
_STATUSES = {str(status.label): status for status in TaskStatus}

_LABEL = re.compile(rf"({'|'.join(_KINDS)})(?: (B-\d{{4}}-\d{{3,}}))?:")
_VOTES = re.compile(r"(?:^|, )Ja: (\d+), Nein: (\d+), Enthaltungen: (\d+), Befangen: (\d+)$")
_STATUS = re.compile(rf"(?:^|, )Status: ({'|'.join(_STATUSES)})$")
_DUE_ON = re.compile(r"(?:^|, )bis (\d{2})\.(\d{2})\.(\d{4})$")
_RESPONSIBLE = "verantwortlich: "


@dataclass(frozen=True, slots=True)
class Details:
    """What stands in brackets behind a point's text; the fields are those of ``PointContent``."""

    who: str = ""
    due_on: date | None = None
    task_status: TaskStatus | None = None
    votes: Votes | None = None


def write_label(point: PointContent) -> str:
    """The label in front of a point's text, for example "Beschluss B-2021-007:"; empty for an information."""
    if point.kind == PointKind.INFORMATION:
        return ""
    reference = f" {point.reference}" if point.reference else ""
    return f"{point.kind.label}{reference}:"


def read_label(label: str) -> tuple[PointKind, str] | None:
    """The kind and the reference that a label names, or ``None`` where it is no label of ours."""
    if match := _LABEL.fullmatch(label):
        return _KINDS[match[1]], match[2] or ""
    return None


def write_details(point: PointContent) -> str:
    """The details behind a point's text, in brackets; empty where the point has none."""
    parts = list(_details_of(point))
    return f"({', '.join(parts)})" if parts else ""


def read_details(details: str) -> Details:
    """The details that stand in a pair of brackets; what is none of the known figures and days is ``who``."""
    rest = details.removeprefix("(").removesuffix(")")
    votes = status = due_on = None
    if match := _VOTES.search(rest):
        votes, rest = Votes(*(int(figure) for figure in match.groups())), rest[: match.start()]
    if match := _STATUS.search(rest):
        status, rest = _STATUSES[match[1]], rest[: match.start()]
    if (match := _DUE_ON.search(rest)) and (due_on := _day(*match.groups())):
        rest = rest[: match.start()]
    return Details(who=rest.removeprefix(_RESPONSIBLE), due_on=due_on, task_status=status, votes=votes)


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _details_of(point: PointContent) -> Iterable[str]:
    if point.who:
        yield f"{_RESPONSIBLE if point.kind == PointKind.TASK else ''}{point.who}"
    if point.due_on:
        yield f"bis {point.due_on:%d.%m.%Y}"
    if point.task_status:
        yield f"Status: {point.task_status.label}"
    if (votes := point.votes) is not None:
        yield f"Ja: {votes.yes}, Nein: {votes.no}, Enthaltungen: {votes.abstained}, Befangen: {votes.conflicted}"
