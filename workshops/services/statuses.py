"""The statuses of meetings, protocols and tasks: one function for each step (DESIGN: Status tables)."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.mail import queue_mail
from common.transitions import TransitionError, change_status
from people.models import User
from workshops.enums import MeetingStatus, PointKind, ProtocolStatus, TaskStatus
from workshops.meeting_holds import require_free
from workshops.models import Meeting, Point, Protocol
from workshops.selectors import is_empty, member_addresses
from workshops.services.decisions import number_decisions
from workshops.services.meetings import require_undecided

TOO_EARLY = "Die Sitzung liegt noch in der Zukunft. Bitte prüfen Sie das Datum in den Kopfdaten."
STILL_EMPTY = "Das Protokoll ist noch leer. Bitte schreiben Sie zuerst mindestens einen Punkt."


@transaction.atomic
def invite_to_meeting(meeting: Meeting, *, by: User | None, reason: str = "") -> Meeting:
    """Move a planned meeting to *eingeladen* and queue an invitation to each member of its body.

    A meeting in the past is only being recorded: nobody is told then, nor when it is cancelled.
    Raises :class:`~common.transitions.TransitionError` and ``PermissionDenied``; so do all functions of this module.
    """
    meeting = change_status(meeting, MeetingStatus.INVITED, by=by, reason=reason)
    if meeting.held_on >= timezone.localdate():
        _tell_members(meeting, "meeting_invitation")
    return meeting


@transaction.atomic
def hold_meeting(meeting: Meeting, *, by: User | None, reason: str = "") -> Meeting:
    """Move an invited meeting to *durchgeführt*; not before its day."""
    if meeting.held_on > timezone.localdate():
        raise TransitionError(TOO_EARLY)
    return change_status(meeting, MeetingStatus.HELD, by=by, reason=reason)


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User | None, reason: str = "") -> Meeting:
    """Move a planned or invited meeting to *abgesagt*; who was invited is told, with the reason.

    Raises :class:`~common.transitions.TransitionError` also when decisions were recorded in it, or when a room above
    needs it (:mod:`workshops.meeting_holds`).
    """
    meeting = Meeting.locked(meeting.pk)
    require_undecided(meeting)
    require_free(meeting, {"status": MeetingStatus.CANCELLED})
    was_invited = meeting.status == MeetingStatus.INVITED
    meeting = change_status(meeting, MeetingStatus.CANCELLED, by=by, reason=reason)
    if was_invited and meeting.held_on >= timezone.localdate():
        _tell_members(meeting, "meeting_cancelled", reason=reason)
    return meeting


@transaction.atomic
def circulate_protocol(protocol: Protocol, *, by: User | None, reason: str = "") -> Protocol:
    """Move a draft to *im Umlauf* and tell the members of the body; a protocol without a point is refused."""
    if is_empty(protocol):
        raise TransitionError(STILL_EMPTY)
    protocol = change_status(protocol, ProtocolStatus.CIRCULATED, by=by, reason=reason)
    _tell_members(protocol.meeting, "protocol_circulated")
    return protocol


@transaction.atomic
def return_protocol(protocol: Protocol, *, by: User | None, reason: str = "") -> Protocol:
    """Move a protocol in circulation back to *Entwurf*; the reason is required."""
    return change_status(protocol, ProtocolStatus.DRAFT, by=by, reason=reason)


@transaction.atomic
def approve_protocol(protocol: Protocol, *, by: User | None, reason: str = "") -> Protocol:
    """Move a protocol in circulation to *genehmigt*: its lines are final.

    Lines of kind decision that have no number yet get theirs now.
    """
    protocol = change_status(protocol, ProtocolStatus.APPROVED, by=by, reason=reason)
    number_decisions(_unnumbered(protocol), protocol.meeting, by=by, reason="Protokoll genehmigt")
    return protocol


def start_task(point: Point, *, by: User | None, reason: str = "") -> Point:
    """Move an open task to *in Arbeit*."""
    return change_status(point, TaskStatus.IN_PROGRESS, by=by, reason=reason)


def finish_task(point: Point, *, by: User | None, reason: str = "") -> Point:
    """Move a task from *in Arbeit* to *erledigt*."""
    return change_status(point, TaskStatus.DONE, by=by, reason=reason)


def drop_task(point: Point, *, by: User | None, reason: str = "") -> Point:
    """Move an open task, or one in work, to *entfallen*; the reason is required."""
    return change_status(point, TaskStatus.DROPPED, by=by, reason=reason)


def reopen_task(point: Point, *, by: User | None, reason: str = "") -> Point:
    """Move a task that was done or dropped back to *offen*."""
    return change_status(point, TaskStatus.OPEN, by=by, reason=reason)


MEETING_STEPS = {
    MeetingStatus.INVITED: invite_to_meeting,
    MeetingStatus.HELD: hold_meeting,
    MeetingStatus.CANCELLED: cancel_meeting,
}
PROTOCOL_STEPS = {
    ProtocolStatus.CIRCULATED: circulate_protocol,
    ProtocolStatus.DRAFT: return_protocol,
    ProtocolStatus.APPROVED: approve_protocol,
}
TASK_STEPS = {
    TaskStatus.IN_PROGRESS: start_task,
    TaskStatus.DONE: finish_task,
    TaskStatus.DROPPED: drop_task,
    TaskStatus.OPEN: reopen_task,
}


def _unnumbered(protocol: Protocol) -> list[Point]:
    points = Point.objects.filter(item__section__protocol=protocol, kind=PointKind.DECISION, decision=None)
    return list(points.order_by("item__section__position", "item__position", "position"))


def _tell_members(meeting: Meeting, template: str, **context: str) -> None:
    url = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    queue_mail(member_addresses(meeting.body), template, {"meeting": meeting, "url": url, **context})
