"""The layout of a printed protocol: what stands where and in which words, for PDF and DOCX alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from common.documents.state import DocumentState
from common.documents.tables import Cell, Table, table_of
from common.text import Run, inline_runs
from workshops.content import AgendaItemContent, HeadContent, PointContent, ProtocolContent, Votes
from workshops.enums import PointKind
from workshops.notation import write_details, write_label
from workshops.numbering import item_number, point_numbers, roman

Notes = Mapping[int, Sequence[str]]
"""What was noted later on lines of the protocol, by the point's id; plain text."""


@dataclass(frozen=True, slots=True)
class PrintedPoint:
    """A point: ``number`` ("II.1.3") is shown in the derived tables only."""

    number: str
    source: PointContent
    label: str
    text: Cell
    details: str


@dataclass(frozen=True, slots=True)
class PrintedItem:
    """An agenda item, with its place in the protocol (counted from 1)."""

    place: int
    number: str
    title: str
    points: tuple[PrintedPoint, ...]


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A section, with its place in the protocol (counted from 1)."""

    place: int
    number: str
    title: str
    items: tuple[PrintedItem, ...]


@dataclass(frozen=True, slots=True)
class ProtocolLayout:
    """A protocol as it is printed. ``attendance`` is ``None`` where nobody is recorded."""

    title: str
    project: str
    state: DocumentState
    facts: tuple[tuple[str, str], ...]
    attendance: Table | None
    sections: tuple[PrintedSection, ...]
    overviews: tuple[Table, ...]
    signatures: tuple[tuple[str, str], ...]


def protocol_layout(
    content: ProtocolContent,
    *,
    title: str,
    state: DocumentState,
    was_held: bool = True,
    notes: Notes = MappingProxyType({}),
) -> ProtocolLayout:
    """Lay out the whole protocol; ``title`` is "Protokoll zum 5. Workshop der Fachgruppe …".

    As long as the meeting was not held, organisations are expected. ``notes`` stand with the decisions in the table.
    """
    sections = tuple(_sections(content))
    return ProtocolLayout(
        title=title,
        project=content.head.project,
        state=state,
        facts=(*_facts(content.head), *_distribution(content.head)),
        attendance=_attendance(content.head, was_held=was_held),
        sections=sections,
        overviews=_overviews(sections, notes),
        signatures=(("Moderation", content.head.moderation), ("Protokollführung", content.head.keeper)),
    )


def excerpt_layout(
    content: ProtocolContent, *, title: str, state: DocumentState, item: str, notes: Notes = MappingProxyType({})
) -> ProtocolLayout | None:
    """Lay out one agenda item ("II.1") with its own number; ``None`` where the protocol has no such item.

    An excerpt goes to people who were not there: it leaves out who attended and who else receives the protocol.
    """
    sections = tuple(
        PrintedSection(section.place, section.number, section.title, (found,))
        for section in _sections(content)
        for found in section.items
        if found.number == item
    )
    if not sections:
        return None
    return ProtocolLayout(
        title=f"Auszug aus dem {title}",
        project=content.head.project,
        state=state,
        facts=tuple(_facts(content.head)),
        attendance=None,
        sections=sections,
        overviews=_overviews(sections, notes),
        signatures=(("Für die Richtigkeit des Auszugs", ""),),
    )


def _sections(content: ProtocolContent) -> Iterator[PrintedSection]:
    for place, section in enumerate(content.sections, start=1):
        items = tuple(
            PrintedItem(nth, number := item_number(place, nth), item.title, tuple(_points(number, item)))
            for nth, item in enumerate(section.items, start=1)
        )
        yield PrintedSection(place, roman(place), section.title, items)


def _points(number: str, item: AgendaItemContent) -> Iterator[PrintedPoint]:
    numbers = point_numbers(number, (point.level for point in item.points))
    for own_number, point in zip(numbers, item.points, strict=True):
        yield PrintedPoint(own_number, point, write_label(point), inline_runs(point.text), write_details(point))


def _facts(head: HeadContent) -> Iterator[tuple[str, str]]:
    facts = (
        ("Gremium", head.body),
        ("Datum", f"{head.held_on:%d.%m.%Y}" if head.held_on else ""),
        ("Zeit", time_span(head.starts_at, head.ends_at)),
        ("Ort", head.place),
        ("Moderation", head.moderation),
        ("Protokollführung", head.keeper),
    )
    return ((label, value) for label, value in facts if value)


def _distribution(head: HeadContent) -> Iterator[tuple[str, str]]:
    if head.distribution:
        yield "Verteiler", head.distribution


def time_span(start: time | None, end: time | None) -> str:
    """Return the time of a meeting in German: "9:00–10:30 Uhr", "ab 9:00 Uhr", "bis 10:30 Uhr" or nothing."""
    first, last = (f"{moment.hour}:{moment.minute:02}" if moment else "" for moment in (start, end))
    if first and last:
        return f"{first}–{last} Uhr"
    if first or last:
        return f"ab {first} Uhr" if first else f"bis {last} Uhr"
    return ""


def _attendance(head: HeadContent, *, was_held: bool) -> Table | None:
    if not head.attendance:
        return None
    entries = [(entry.organisation, entry.name, entry.status.in_words(was_held=was_held)) for entry in head.attendance]
    if any(name for _, name, _ in entries):
        return table_of("Teilnehmende", ("Organisation", "vertreten durch", "Teilnahme"), (7, 5, 3), entries)
    without_names = ((organisation, status) for organisation, _, status in entries)
    return table_of("Teilnehmende", ("Organisation", "Teilnahme"), (12, 3), without_names)


def _overviews(sections: Iterable[PrintedSection], notes: Notes) -> tuple[Table, ...]:
    points = [point for section in sections for item in section.items for point in item.points]
    decisions = [point for point in points if point.source.kind == PointKind.DECISION]
    tables = (
        table_of(
            "Beschlüsse",
            ("Nr.", "Beschluss", "Ja", "Nein", "Enthaltungen", "Befangen"),
            (6, 12, 2, 3, 7, 5),
            (_decision_row(point, notes.get(point.source.id or 0, ())) for point in decisions),
        ),
        table_of(
            "Festlegungen",
            ("Nr.", "Festlegung", "verantwortlich", "Termin", "Status"),
            (4, 14, 9, 6, 5),
            (_task_row(point) for point in points if point.source.kind == PointKind.TASK),
        ),
    )
    return tuple(table for table in tables if table.rows)


def _decision_row(point: PrintedPoint, notes: Sequence[str]) -> tuple[str | Cell, ...]:
    reference = point.source.reference
    number = f"{reference} ({point.number})" if reference else point.number
    noted = tuple(Run(f" [{note}]", italic=True) for note in notes)
    return number, (*point.text, *noted), *_figures(point.source.votes)


def _figures(votes: Votes | None) -> tuple[str, str, str, str]:
    """The figures of a vote; dashes where none was recorded, since an empty cell looks forgotten."""
    if votes is None:
        return "–", "–", "–", "–"
    return str(votes.yes), str(votes.no), str(votes.abstained), str(votes.conflicted)


def _task_row(point: PrintedPoint) -> tuple[str | Cell, ...]:
    task = point.source
    due_on = f"{task.due_on:%d.%m.%Y}" if task.due_on else "–"
    status = str(task.task_status.label) if task.task_status else "–"
    return point.number, point.text, task.who or "–", due_on, status
