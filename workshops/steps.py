"""The moves of meetings, protocols and tasks as people see them: address, button, and what will happen.

What a move does is in ``services/statuses.py``; which moves are allowed is in the models' transition tables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from people.rules import Person
from workshops.enums import MeetingStatus, PointKind, ProtocolStatus, TaskStatus
from workshops.models import Meeting, Point, Protocol
from workshops.selectors import is_empty, member_addresses
from workshops.services.statuses import MEETING_STEPS, PROTOCOL_STEPS, STILL_EMPTY, TASK_STEPS, TOO_EARLY


@dataclass(frozen=True, slots=True)
class StatusStep:
    """One move to the status ``to``.

    ``slug`` is the last part of its address, ``label`` the text of its button, ``done`` what is said afterwards;
    ``run`` is the service, called as ``run(instance, by=user, reason="…")``. ``reason_help`` says who reads the reason.
    """

    to: str
    slug: str
    label: str
    done: str
    run: Callable[..., Any]
    is_danger: bool = False
    reason_help: str = "Steht im Verlauf."


MEETING = (
    StatusStep(
        MeetingStatus.INVITED,
        "einladen",
        "Zur Sitzung einladen",
        "Die Sitzung ist jetzt eingeladen.",
        MEETING_STEPS[MeetingStatus.INVITED],
    ),
    StatusStep(
        MeetingStatus.HELD,
        "durchgefuehrt",
        "Als durchgeführt melden",
        "Die Sitzung ist jetzt durchgeführt.",
        MEETING_STEPS[MeetingStatus.HELD],
    ),
    StatusStep(
        MeetingStatus.CANCELLED,
        "absagen",
        "Sitzung absagen",
        "Die Sitzung ist jetzt abgesagt.",
        MEETING_STEPS[MeetingStatus.CANCELLED],
        is_danger=True,
        reason_help="Steht im Verlauf und in der E-Mail an die Mitglieder.",
    ),
)
PROTOCOL = (
    StatusStep(
        ProtocolStatus.CIRCULATED,
        "umlauf",
        "In Umlauf geben",
        "Das Protokoll ist jetzt im Umlauf.",
        PROTOCOL_STEPS[ProtocolStatus.CIRCULATED],
    ),
    StatusStep(
        ProtocolStatus.APPROVED,
        "genehmigen",
        "Protokoll genehmigen",
        "Das Protokoll ist jetzt genehmigt.",
        PROTOCOL_STEPS[ProtocolStatus.APPROVED],
    ),
    StatusStep(
        ProtocolStatus.DRAFT,
        "entwurf",
        "Zurück in den Entwurf",
        "Das Protokoll ist wieder ein Entwurf.",
        PROTOCOL_STEPS[ProtocolStatus.DRAFT],
    ),
)
TASK = (
    StatusStep(
        TaskStatus.IN_PROGRESS,
        "beginnen",
        "In Arbeit nehmen",
        "Die Aufgabe ist jetzt in Arbeit.",
        TASK_STEPS[TaskStatus.IN_PROGRESS],
    ),
    StatusStep(
        TaskStatus.DONE,
        "erledigen",
        "Als erledigt melden",
        "Die Aufgabe ist jetzt erledigt.",
        TASK_STEPS[TaskStatus.DONE],
    ),
    StatusStep(
        TaskStatus.OPEN, "oeffnen", "Wieder öffnen", "Die Aufgabe ist wieder offen.", TASK_STEPS[TaskStatus.OPEN]
    ),
    StatusStep(
        TaskStatus.DROPPED,
        "entfallen",
        "Entfallen lassen",
        "Die Aufgabe ist jetzt entfallen.",
        TASK_STEPS[TaskStatus.DROPPED],
        is_danger=True,
    ),
)
STEPS: dict[type, Sequence[StatusStep]] = {Meeting: MEETING, Protocol: PROTOCOL, Point: TASK}


def current_status(instance: Meeting | Protocol | Point) -> str:
    """Return the value of the status that the object's steps change."""
    return str(getattr(instance, instance.TRANSITIONS.field))


def open_steps(instance: Meeting | Protocol | Point, user: Person) -> list[StatusStep]:
    """Return the steps that the table allows from here and ``user`` may take, in the order of their buttons."""
    table = instance.TRANSITIONS
    allowed = table.following(current_status(instance))
    steps = [step for step in STEPS[type(instance)] if step.to in allowed and not obstacle(instance, step)]
    return steps if steps and user.has_perm(table.permission, instance) else []


def obstacle(instance: Meeting | Protocol | Point, step: StatusStep) -> str:
    """Return why a step that the table allows cannot be taken yet, as a German sentence; empty where it can."""
    match instance:
        case Meeting() if step.to == MeetingStatus.HELD and instance.held_on > timezone.localdate():
            return TOO_EARLY
        case Protocol() if step.to == ProtocolStatus.CIRCULATED and is_empty(instance):
            return STILL_EMPTY
        case _:
            return ""


def needs_reason(instance: Meeting | Protocol | Point, step: StatusStep) -> bool:
    """Return whether this step from the current status must name a reason."""
    return (current_status(instance), step.to) in instance.TRANSITIONS.reason_required


def consequences(instance: Meeting | Protocol | Point, step: StatusStep) -> list[str]:
    """Return what the step will do, one German sentence each; mails are counted."""
    match instance:
        case Meeting():
            return _meeting_consequences(instance, step)
        case Protocol():
            return _protocol_consequences(instance, step)
        case _:
            return []


def _meeting_consequences(meeting: Meeting, step: StatusStep) -> list[str]:
    match step.to:
        case MeetingStatus.INVITED:
            return [_mails(meeting), "Die Adresse dieser Seite ändert sich danach nicht mehr."]
        case MeetingStatus.CANCELLED:
            told = [_mails(meeting)] if meeting.status == MeetingStatus.INVITED else []
            return [*told, "Eine abgesagte Sitzung lässt sich nicht wieder ansetzen; legen Sie dann eine neue an."]
        case _:
            return ["Danach lässt sich die Sitzung nicht mehr absagen."]


def _protocol_consequences(protocol: Protocol, step: StatusStep) -> list[str]:
    match step.to:
        case ProtocolStatus.CIRCULATED:
            return [
                "Die Mitglieder des Gremiums können das Protokoll lesen.",
                _mails(protocol.meeting, upcoming_only=False),
                "Bearbeiten lässt es sich erst wieder, wenn Sie es in den Entwurf zurücknehmen.",
            ]
        case ProtocolStatus.APPROVED:
            return ["Die Zeilen sind danach endgültig.", _numbered_decisions(protocol), _audience(protocol)]
        case _:
            return ["Die Mitglieder des Gremiums sehen das Protokoll erst wieder, wenn es erneut im Umlauf ist."]


def _mails(meeting: Meeting, *, upcoming_only: bool = True) -> str:
    if upcoming_only and meeting.held_on < timezone.localdate():
        return "Der Termin liegt in der Vergangenheit: Es wird keine E-Mail verschickt."
    count = len(member_addresses(meeting.body))
    if count == 0:
        return "Das Gremium hat noch keine Mitglieder mit Konto: Es wird keine E-Mail verschickt."
    return f"{count} Mitglieder erhalten eine E-Mail." if count > 1 else "1 Mitglied erhält eine E-Mail."


def _numbered_decisions(protocol: Protocol) -> str:
    points = Point.objects.filter(item__section__protocol=protocol, kind=PointKind.DECISION, decision=None)
    count = points.count()
    if count == 0:
        return "Das Protokoll enthält keinen Beschluss."
    return f"{count} Beschlüsse erhalten ihre Nummern." if count > 1 else "1 Beschluss erhält seine Nummer."


def _audience(protocol: Protocol) -> str:
    if protocol.meeting.is_public:
        return "Die Sitzung ist öffentlich: Das Protokoll ist danach ohne Anmeldung zu lesen."
    return "Die Sitzung ist nicht öffentlich: Das Protokoll lesen weiterhin nur die Mitglieder des Gremiums."
