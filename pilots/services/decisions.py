"""Recording what the board decided: decisions, protocol, statuses and mails in one transaction, all or nothing.

A decision that was recorded wrongly is corrected by a new one (``Motion.corrects``), never edited.
"""

from collections.abc import Sequence
from contextlib import suppress

from django.core.exceptions import PermissionDenied
from django.db import transaction
from post_office.models import Email

from common.history import create_many, save_with_reason
from common.outbox import MailLeftError, stop_held
from common.transitions import change_status, change_statuses
from ideas.models import Idea
from ideas.services.board import follow_board
from people.models import User
from pilots.enums import ListStatus, ReleaseKind
from pilots.models import Condition, Entry, Pilot, PilotList, Resolution
from pilots.motions import Motion, Verdict
from pilots.selectors.board import Board
from pilots.services.decision_mails import queue_held
from pilots.services.decision_plans import Plan, plan_decisions
from pilots.services.lists import freeze
from workshops.models import Decision, Meeting, Protocol
from workshops.services import decisions as lines

TOPIC = "Pilotliste"
"""The agenda item of the protocol under which the decisions stand."""

REASON = "Beschluss festgehalten"


class PlanChangedError(Exception):
    """What was shown is not what would be recorded by now; ``plan`` is. Nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            "Inzwischen hat sich etwas geändert. Es ist noch nichts festgehalten; bitte prüfen Sie, was jetzt geschähe."
        )
        self.plan = plan


@transaction.atomic
def record_decisions(
    pilot_list: PilotList, motions: Sequence[Motion], *, stamp: str, by: User | None, meeting: Meeting | None = None
) -> list[Resolution]:
    """Record motions on the pilots of a list, and return the resolutions in their order.

    Writes the decisions with their lines in the draft protocol of ``meeting`` (by default the list's; made if it is
    missing), resolutions and conditions, the statuses of pilots and ideas, and queues the mails, which are held for a
    while. With the last pilot the list becomes *beschlossen* and is frozen. What stands already just so (a second
    click) is not recorded again.

    ``stamp`` is that of the plan that was shown. Raises :class:`PlanChangedError` where another plan holds by now, or
    one with obstacles, and ``PermissionDenied``.
    """
    if by is not None and not by.has_perm("pilots.decide_list", pilot_list):
        raise PermissionDenied
    pilot_list = PilotList.locked(pilot_list.pk)
    _lock([verdict.entry for motion in motions for verdict in motion.verdicts])
    plan = plan_decisions(pilot_list, motions, meeting=meeting)
    if plan.obstacles or plan.stamp != stamp:
        if recorded := _recorded_already(plan.board, motions):
            return recorded
        raise PlanChangedError(plan)
    resolutions = _record_resolutions(plan, _record_lines(plan, by), by)
    _move(plan, by)
    if plan.completes_list and pilot_list.status != ListStatus.DECIDED:
        _complete(plan.board, by)
    _stop(plan.to_stop, by)
    queue_held(plan.mails)
    return resolutions


def _recorded_already(board: Board, motions: Sequence[Motion]) -> list[Resolution]:
    """Return the resolutions that say just this, one for each verdict; empty where anything differs."""
    pairs = [(motion, verdict) for motion in motions for verdict in motion.verdicts]
    found = [board.by_entry[verdict.entry.pk].resolution for _, verdict in pairs]
    stored = [one for one in found if one is not None]
    is_same = len(stored) == len(pairs) and all(_says(one, *pair) for one, pair in zip(stored, pairs, strict=True))
    return stored if is_same else []


def _says(resolution: Resolution, motion: Motion, verdict: Verdict) -> bool:
    point = resolution.decision.point
    votes = (point.votes_yes, point.votes_no, point.votes_abstained, point.votes_conflicted)
    wanted = motion.votes
    conditions = {(one.text, one.organisation_id, one.due_on) for one in resolution.conditions.all()}
    return (
        resolution.corrects == motion.corrects
        and (resolution.outcome, resolution.reason) == (motion.outcome, verdict.reason)
        and resolution.resubmit_on == verdict.resubmit_on
        and votes == (wanted.yes, wanted.no, wanted.abstained, wanted.conflicted)
        and conditions == {(one.text, one.organisation.pk, one.due_on) for one in verdict.conditions}
    )


def _lock(entries: Sequence[Entry]) -> None:
    """Lock the pilots and their ideas until the transaction ends."""
    pilots = [entry.pilot_id for entry in entries]
    list(Pilot.objects.filter(pk__in=pilots).select_for_update().order_by("pk").values_list("pk"))
    ideas = Idea.objects.filter(pk__in=Idea.objects.filter(pilot_sources__pilot__in=pilots).values("pk"))
    list(ideas.select_for_update().order_by("pk").values_list("pk"))


def _record_lines(plan: Plan, by: User | None) -> list[Decision]:
    """Write the decisions into the protocol. Raises :class:`PlanChangedError` where somebody took their numbers."""
    protocol = Protocol.objects.filter(meeting=plan.board.meeting).first() or save_with_reason(
        Protocol(meeting=plan.board.meeting), by=by, reason=REASON
    )
    new = [lines.NewDecision(decision.text, decision.motion.votes) for decision in plan.decisions]
    made = lines.record_decisions(protocol, new, topic=TOPIC, by=by, reason=REASON)
    if [decision.reference for decision in made] != [decision.reference for decision in plan.decisions]:
        raise PlanChangedError(plan)
    return made


def _record_resolutions(plan: Plan, decisions: Sequence[Decision], by: User | None) -> list[Resolution]:
    resolutions, conditions = [], []
    for planned, decision in zip(plan.decisions, decisions, strict=True):
        motion = planned.motion
        for verdict in motion.verdicts:
            resolution = Resolution(
                entry=verdict.entry,
                decision=decision,
                outcome=motion.outcome,
                reason=verdict.reason,
                resubmit_on=verdict.resubmit_on,
                corrects=motion.corrects,
            )
            resolutions.append(resolution)
            conditions += [
                Condition(resolution=resolution, text=one.text, organisation=one.organisation, due_on=one.due_on)
                for one in verdict.conditions
            ]
    create_many(resolutions, by=by, reason=REASON)
    create_many(conditions, by=by, reason=REASON)
    return resolutions


def _move(plan: Plan, by: User | None) -> None:
    """Move pilots and ideas; a pilot that was put back has a day on which it comes up again."""
    days = {verdict.entry.pilot_id: verdict.resubmit_on for one in plan.decisions for verdict in one.motion.verdicts}
    for move in plan.pilots:
        move.instance.resubmit_on = days[move.instance.pk]
    change_statuses(plan.pilots, by=by, fields=["resubmit_on"])
    follow_board(plan.ideas, by=by)


def _stop(mails: Sequence[Email], by: User | None) -> None:
    """Stop the waiting mails about a decision that is corrected; one that leaves just now cannot be called back."""
    for mail in mails:
        with suppress(MailLeftError):
            stop_held(mail, by=by or "dem System")


def _complete(board: Board, by: User | None) -> None:
    """Move the list to *beschlossen* and freeze it with its result and decisions."""
    pilot_list = change_status(board.pilot_list, ListStatus.DECIDED, by=by)
    freeze(pilot_list, [place.entry for place in board.places], ReleaseKind.DECIDED, by=by)
