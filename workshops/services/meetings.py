"""Writing meetings: create, edit the head, record attendance."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError
from common.versions import StaleVersionError, save_version
from people.models import Body, Organisation, User
from workshops.enums import MeetingStatus
from workshops.meeting_holds import require_free
from workshops.models import AgendaItem, Attendance, Decision, Meeting, Protocol, Section
from workshops.selectors import attendance_stamp
from workshops.services.outline import NewRow, editable_protocol, place_rows


@transaction.atomic
def create_meeting(
    *,
    body: Body,
    held_on: date,
    by: User | None,
    agenda: Sequence[str] = (),
    attendance: Sequence[Organisation] = (),
    reason: str = "Sitzung angelegt",
    **head: Any,
) -> Meeting:
    """Create a meeting with its draft protocol and return it.

    ``head`` holds further fields of :class:`Meeting`. ``agenda`` holds the titles of the agenda items: they are the
    protocol's first rows, so that invitation, protocol and excerpt are one set of data. ``attendance`` are the
    organisations expected.
    Raises ``ValidationError`` for a head that breaks the model's rules or meets at the same time as another.
    """
    # Two editors who create the next meeting at once, or a second click, come one after the other.
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    at_that_time = body.meetings.filter(held_on=held_on, starts_at=head.get("starts_at"))
    if at_that_time.exclude(status=MeetingStatus.CANCELLED).exists():
        raise ValidationError({"starts_at": "Dieses Gremium hat zu dieser Zeit schon eine Sitzung."})
    meeting = Meeting(body=body, held_on=held_on, **head)
    meeting.slug = free_slug(meeting)
    save_with_reason(meeting, by=by, reason=reason)
    protocol = save_with_reason(Protocol(meeting=meeting), by=by, reason=reason)
    if agenda:
        items = [NewRow(AgendaItem, content={"title": title}) for title in agenda]
        place_rows(protocol, [NewRow(Section, content={"title": "Tagesordnung"}), *items], after=None, by=by)
    for position, organisation in enumerate(attendance):
        entry = Attendance(meeting=meeting, organisation=organisation, position=position)
        save_with_reason(entry, by=by, reason=reason)
    return meeting


@transaction.atomic
def edit_meeting(
    meeting: Meeting, *, version: int, head: Mapping[str, Any], by: User | None, reason: str = "Kopfdaten bearbeitet"
) -> Meeting:
    """Change fields of a meeting's head that was loaded at ``version``, and return the meeting.

    While the meeting is only planned its address follows body, number and date; from the invitation on it stays.
    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError``, and
    :class:`~common.transitions.TransitionError` when the protocol is no longer a draft and more than ``is_public``
    would change, when another body or day is named after decisions were recorded, or when a room above needs them
    (:mod:`workshops.meeting_holds`).
    """
    current = Meeting.locked(meeting.pk)
    if current.version != version:
        raise StaleVersionError(current)
    changed = {name for name, value in head.items() if getattr(current, name) != value}
    if changed - {"is_public"}:
        editable_protocol(current.protocol)
    wanted = {name: head[name] for name in changed & {"body", "held_on"}}
    if wanted:
        require_undecided(current)
        require_free(current, wanted)
    for name, value in head.items():
        setattr(current, name, value)
    if current.status == MeetingStatus.PLANNED:
        current.slug = free_slug(current)
    return save_version(current, loaded=version, by=by, reason=reason)


@transaction.atomic
def record_attendance(
    meeting: Meeting,
    *,
    entries: Sequence[Attendance],
    by: User | None,
    stamp: str | None = None,
    reason: str = "Teilnahme erfasst",
) -> None:
    """Make ``entries``, in their order, the meeting's attendance: new ones are added, missing ones removed.

    An organisation that is not saved yet is created. ``stamp`` is the :func:`~workshops.selectors.attendance_stamp` of
    the list that a form was made on. Raises :class:`~common.versions.StaleVersionError` when the list is another one by
    now, ``ValidationError`` for an entry that breaks the model's rules, and
    :class:`~common.transitions.TransitionError` after the draft; nothing is written then.
    """
    current = Meeting.locked(meeting.pk)
    editable_protocol(current.protocol)
    if stamp is not None and stamp != attendance_stamp(current):
        raise StaleVersionError(current)
    kept = {entry.pk for entry in entries if entry.pk}
    for gone in meeting.attendances.exclude(pk__in=kept):
        delete_with_reason(gone, by=by, reason="Teilnahme entfernt")
    stored = {entry.pk: entry for entry in meeting.attendances.all()}
    for position, entry in enumerate(entries):
        entry.meeting, entry.position = meeting, position
        if entry.organisation.pk is None:
            save_with_reason(entry.organisation, by=by, reason="Bei der Teilnahme angelegt")
        entry.organisation_id = entry.organisation.pk
        before = stored.get(entry.pk)
        if before is None or _attendance_values(before) != _attendance_values(entry):
            save_with_reason(entry, by=by, reason=reason)


def free_slug(meeting: Meeting) -> str:
    """Return the meeting's address: body and number, or body and date where there is no number.

    A second meeting of a body on one day gets "-2" at the end.
    """
    wanted = f"{meeting.body.slug}-{meeting.number or meeting.held_on.isoformat()}"
    taken = set(Meeting.objects.filter(slug__startswith=wanted).exclude(pk=meeting.pk).values_list("slug", flat=True))
    candidates = [wanted, *(f"{wanted}-{count}" for count in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


def require_undecided(meeting: Meeting) -> None:
    """Refuse another body or day, or none, for a meeting whose decisions are recorded: they carry day and year.

    Raises :class:`~common.transitions.TransitionError`.
    """
    if Decision.objects.filter(point__item__section__protocol__meeting=meeting).exists():
        raise TransitionError("In dieser Sitzung sind Beschlüsse festgehalten; Gremium und Tag stehen damit fest.")


def _attendance_values(entry: Attendance) -> tuple[Any, ...]:
    return entry.organisation_id, entry.status, entry.name, entry.position
