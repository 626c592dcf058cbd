"""What keeps motions from being recorded: the time, the protocol, votes that cannot be right, and missing details."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from common.templatetags.dates import day, minute
from pilots.enums import ListStatus, PilotStatus
from pilots.models import Pilot
from pilots.motions import Motion, PlannedDecision, Verdict
from pilots.selectors.board import Board, Place
from pilots.voting import objections
from workshops.enums import MeetingStatus, ProtocolStatus
from workshops.models import Point, Protocol

NOT_CLOSED = "Beschlüsse lassen sich festhalten, wenn die Bewertung geschlossen und noch etwas zu beschließen ist."

IN_TENDER = (
    "Das Pilotprojekt ist „in Ausschreibung“. Bitte heben Sie zuerst die Ausschreibung auf; danach lässt sich der"
    " Beschluss berichtigen."
)

CLOSED_PROTOCOL = {
    ProtocolStatus.CIRCULATED: (
        "Das Protokoll der Sitzung ist im Umlauf. Bitte geben Sie es auf der Seite der Sitzung in den Entwurf zurück"
        " oder wählen Sie eine spätere Sitzung des Gremiums."
    ),
    ProtocolStatus.APPROVED: (
        "Das Protokoll der Sitzung ist genehmigt und damit endgültig. Bitte wählen Sie eine spätere Sitzung des"
        " Gremiums, deren Protokoll noch ein Entwurf ist."
    ),
}
"""What to do where the protocol takes no decision any more."""

LONGEST_WORDING = Point._meta.get_field("text").max_length or 0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the motions cannot be recorded, as a German sentence, and the id of the entry that it is about, if of one."""

    text: str
    entry: int | None = None


def obstacles(board: Board, decisions: Sequence[PlannedDecision]) -> list[Obstacle]:
    """Return what keeps these decisions from being recorded now; one query."""
    found = list(_general(board, [decision.motion for decision in decisions]))
    return [*found, *(one for decision in decisions for one in _objections(decision, board))]


def _general(board: Board, motions: Sequence[Motion]) -> Iterator[Obstacle]:
    """Return what keeps anything from being recorded now; one query."""
    meeting = board.meeting
    corrects = any(motion.corrects for motion in motions)
    if board.pilot_list.status not in (ListStatus.CLOSED, ListStatus.DECIDED if corrects else ListStatus.CLOSED):
        yield Obstacle(f"Die Liste ist „{board.pilot_list.get_status_display()}“. {NOT_CLOSED}")
    if not motions:
        yield Obstacle("Bitte wählen Sie für mindestens ein Pilotprojekt ein Ergebnis.")
    if meeting.status == MeetingStatus.CANCELLED:
        yield Obstacle("Die Sitzung ist abgesagt. Bitte wählen Sie eine spätere Sitzung des Gremiums.")
    elif meeting.held_on > timezone.localdate():
        when = day(meeting.held_on, "j. F Y")
        yield Obstacle(f"Die Sitzung ist erst am {when}. Ab diesem Tag lassen sich Beschlüsse festhalten.")
    protocol = Protocol.objects.filter(meeting=meeting).first()
    if protocol is not None and not protocol.is_editable:
        yield Obstacle(CLOSED_PROTOCOL[ProtocolStatus(protocol.status)])


def _objections(decision: PlannedDecision, board: Board) -> Iterator[Obstacle]:
    """Return what is wrong with one motion."""
    motion = decision.motion
    outcome, keys = PilotStatus(motion.outcome), [verdict.entry.pk for verdict in motion.verdicts]
    is_block = len(keys) > 1
    entry, name = (
        (None, f"Block „{outcome.label}“") if is_block else (keys[0], motion.verdicts[0].entry.pilot.reference)
    )
    wrong = objections(
        motion.votes,
        members=len(board.members),
        conflicted=board.conflicted(keys),
        is_carried=outcome != PilotStatus.REJECTED,
        may_be_put_off=outcome == PilotStatus.STORED and not is_block,
    )
    yield from (Obstacle(f"{name}: {text}", entry) for text in wrong)
    if is_block and (involved := [one for one in motion.verdicts if board.by_entry[one.entry.pk].conflicted]):
        pilots = ", ".join(one.entry.pilot.reference for one in involved)
        yield Obstacle(f"{name}: Bei {pilots} sind Mitglieder befangen. Bitte stimmen Sie darüber einzeln ab.")
    if len(decision.text) > LONGEST_WORDING:
        yield Obstacle(f"{name}: Der Wortlaut wird zu lang. Bitte kürzen Sie Begründung und Auflagen.", entry)
    for verdict in motion.verdicts:
        yield from _faults(verdict, motion, board)


def _faults(verdict: Verdict, motion: Motion, board: Board) -> Iterator[Obstacle]:
    """Return what is wrong with what a motion says on one pilot."""
    pilot, place, outcome = verdict.entry.pilot, board.by_entry[verdict.entry.pk], PilotStatus(motion.outcome)
    day_of_meeting = board.meeting.held_on
    found = []
    if place.resolution != motion.corrects:
        found.append(_decided_meanwhile(place))
    elif _is_forbidden(pilot, motion):
        found.append(_gone_on(pilot))
    if not verdict.reason and (motion.corrects or outcome in (PilotStatus.STORED, PilotStatus.REJECTED)):
        found.append("Bitte begründen Sie dieses Ergebnis.")
    if outcome == PilotStatus.STORED and (verdict.resubmit_on is None or verdict.resubmit_on <= day_of_meeting):
        found.append("Bitte nennen Sie einen Tag der Wiedervorlage, der nach der Sitzung liegt.")
    if outcome == PilotStatus.CONDITIONAL and not verdict.conditions:
        found.append("Bitte nennen Sie mindestens eine Auflage.")
    if outcome != PilotStatus.CONDITIONAL and verdict.conditions:
        found.append("Auflagen gibt es nur mit dem Ergebnis „mit Auflagen beschlossen“.")
    if any(condition.due_on < day_of_meeting for condition in verdict.conditions):
        found.append("Der Termin einer Auflage liegt vor der Sitzung.")
    yield from (Obstacle(f"{pilot.reference}: {text}", verdict.entry.pk) for text in found)


def _is_forbidden(pilot: Pilot, motion: Motion) -> bool:
    is_move = motion.corrects is None or motion.corrects.outcome != motion.outcome
    is_possible = pilot.status != PilotStatus.IN_TENDER and pilot.TRANSITIONS.allows(pilot.status, motion.outcome)
    return is_move and not is_possible


def _gone_on(pilot: Pilot) -> str:
    if pilot.status == PilotStatus.IN_TENDER:
        return IN_TENDER
    return f"Das Pilotprojekt ist „{pilot.get_status_display()}“; dieses Ergebnis ist nicht mehr möglich."


def _decided_meanwhile(place: Place) -> str:
    decided = place.resolution
    if decided is None:
        return "Diese Entscheidung gibt es nicht mehr. Bitte laden Sie die Seite neu."
    row = decided.history.first()
    who = f"{row.history_user_name or 'das System'}, {minute(row.history_date)}"
    return (
        f"Darüber ist inzwischen entschieden: {decided.get_outcome_display()} (Beschluss {decided.decision.reference},"
        f" {who}). Bitte lassen Sie das Ergebnis hier offen; ist der Beschluss falsch, berichtigen Sie ihn."
    )
