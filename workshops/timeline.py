"""The *Verlauf* of a meeting: which rows and fields of its history are shown, and what each step is about."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from common.text import plain_text
from common.timeline import CREATED, DELETED, FieldChange, Step, Watched, timeline
from workshops.models import AgendaItem, Attendance, Meeting, Point, Protocol, Section
from workshops.models.meetings import HEAD_FIELDS
from workshops.models.points import VOTE_FIELDS

CONTENT_FIELDS: Mapping[type, tuple[str, ...]] = {
    Meeting: HEAD_FIELDS,
    Section: ("title",),
    AgendaItem: ("title",),
    Point: ("kind", "text", "organisation", "person", "due_on", *VOTE_FIELDS),
}
"""What an editor types, for each model of which an earlier state can be restored."""

SUBJECTS: Mapping[type, str] = {
    Meeting: "Sitzung",
    Protocol: "Protokoll",
    Attendance: "Teilnahme",
    Section: "Abschnitt",
    AgendaItem: "TOP",
    Point: "Punkt",
}
STATUS_SUBJECTS = {"status": "Status", "task_status": "Stand"}
"""What a step is about that changed nothing but this field."""
TEXT_FIELDS = ("text", "title")
VERBS = {CREATED: "angelegt", DELETED: "entfernt"}
SHOWN_TEXT = 80
"""How many characters of a point name it in the Verlauf."""


def watched(meeting: Meeting) -> Sequence[Watched]:
    """Return whose history belongs to the meeting; rows count that were removed from the protocol, too."""
    protocol = Q(protocol=meeting.protocol.pk)
    sections = Section.history.filter(protocol).values("id")
    items = AgendaItem.history.filter(section__in=sections).values("id")
    return [
        Watched(Meeting, Q(id=meeting.pk), (*HEAD_FIELDS, "status")),
        Watched(Protocol, Q(id=meeting.protocol.pk), ("status",)),
        Watched(Attendance, Q(meeting=meeting.pk), ("organisation", "status", "name")),
        Watched(Section, protocol, CONTENT_FIELDS[Section]),
        Watched(AgendaItem, Q(section__in=sections), CONTENT_FIELDS[AgendaItem]),
        Watched(Point, Q(item__in=items), (*CONTENT_FIELDS[Point], "level", "task_status")),
    ]


def meeting_timeline(meeting: Meeting, *, offset: int, limit: int) -> list[Step]:
    """Return the steps of the meeting, its attendance and its protocol, newest first; at most four queries."""
    return timeline(watched(meeting), offset=offset, limit=limit)


def step_title(step: Step) -> str:
    """Return what happened to what: "Punkt „Es muss jetzt beginnen“ entfernt", "Sitzung: Status geändert"."""
    text = plain_text(_text_of(step))
    shown = text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT].rstrip()} …"
    quoted = f" „{shown}“" if shown else ""
    return f"{SUBJECTS[step.model]}{quoted}{_happening(step)}"


def step_changes(step: Step) -> list[FieldChange]:
    """Return the step's changes without the text of a row that came or went, where the title shows all of it."""
    is_in_title = step.kind in VERBS and len(_text_of(step)) <= SHOWN_TEXT
    return [change for change in step.changes if not (is_in_title and change.name in TEXT_FIELDS)]


def is_restorable(step: Step) -> bool:
    """Return whether restoring the state after this step makes sense: it was removed, or changed since."""
    return step.model in CONTENT_FIELDS and (step.kind == DELETED or not step.is_latest)


def _happening(step: Step) -> str:
    if step.kind in VERBS:
        return f" {VERBS[step.kind]}"
    changed = [change.name for change in step.changes]
    if not changed:
        return " verschoben"
    if len(changed) == 1 and changed[0] in STATUS_SUBJECTS:
        return f": {STATUS_SUBJECTS[changed[0]]} geändert"
    return ": Kopfdaten geändert" if step.model is Meeting else " geändert"


def _text_of(step: Step) -> str:
    return next((step.values[name] for name in TEXT_FIELDS if step.values.get(name)), "")
