"""The content tree of a protocol: one plain, immutable picture that import, documents and snapshots share.

The importer produces it from a file, the selectors produce it from the database, and the reading view and the
documents are drawn from it. It knows neither files nor models, so two trees can be compared with ``==``; the ids of
stored rows, which only the reading view needs, do not count.
"""

from dataclasses import dataclass, field
from datetime import date, time

from workshops.enums import AttendanceStatus, MeetingFormat, PointKind, TaskStatus

MAX_POINT_LEVEL = 3
"""The deepest level of a point; level 0 stands directly below its agenda item."""


@dataclass(frozen=True, slots=True)
class Votes:
    """The result of a vote; every figure counts voting members."""

    yes: int
    no: int
    abstained: int
    conflicted: int


@dataclass(frozen=True, slots=True)
class PointContent:
    """One line of a protocol.

    ``text`` is one paragraph of inline Markdown (bold, italic, link). ``who`` names the organisation or person
    that said the statement or is responsible for the task. ``due_on`` is the day of a task or milestone.
    ``task_status`` is set for tasks only, ``votes`` and ``reference`` (``B-2021-007``) for decisions only.
    """

    text: str
    level: int = 0
    kind: PointKind = PointKind.INFORMATION
    who: str = ""
    due_on: date | None = None
    task_status: TaskStatus | None = None
    votes: Votes | None = None
    reference: str = ""
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AgendaItemContent:
    """An agenda item (TOP); the title may be empty, as in the 5th workshop's protocol."""

    title: str
    points: tuple[PointContent, ...] = ()
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section; its roman number is derived from its place."""

    title: str
    items: tuple[AgendaItemContent, ...] = ()
    id: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AttendanceContent:
    """One organisation's attendance; ``name`` is the person who came for it, if it is recorded."""

    organisation: str
    status: AttendanceStatus = AttendanceStatus.PRESENT
    name: str = ""


@dataclass(frozen=True, slots=True)
class HeadContent:
    """The head of a protocol.

    ``body`` is the name of the body ("Fachgruppe Unternehmen der kommunalen Infrastruktur"), ``number`` the number
    of the meeting in its series, times are local (Europe/Berlin). Empty strings and ``None`` mean "not recorded".
    """

    body: str = ""
    format: MeetingFormat = MeetingFormat.SESSION
    number: int | None = None
    project: str = ""
    held_on: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    moderation: str = ""
    keeper: str = ""
    distribution: str = ""
    attendance: tuple[AttendanceContent, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtocolContent:
    """A whole protocol: head and sections."""

    head: HeadContent
    sections: tuple[SectionContent, ...] = ()
