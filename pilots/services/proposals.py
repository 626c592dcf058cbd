"""The Beschlussvorlage of a list: its texts, the bodies that it goes through, and which pilots it proposes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.history import delete_with_reason, save_with_reason
from common.transitions import TransitionError
from common.versions import save_version
from people.models import User
from pilots.models import PilotList, Proposal, Referral
from pilots.selectors.lists import is_begun_to_decide
from workshops.models import Meeting

DECIDED = "Über die Liste ist schon etwas beschlossen; ihre Beschlussvorlage ändert sich nicht mehr."


@dataclass(frozen=True, slots=True)
class Step:
    """A meeting that the Beschlussvorlage goes through, what it does there (a ``Competence``), and the result."""

    meeting: Meeting
    competence: str
    outcome: str = ""


def proposal_of(pilot_list: PilotList) -> Proposal:
    """Return the list's Beschlussvorlage; one that is not stored yet has version 0. One query."""
    return Proposal.objects.filter(list=pilot_list).first() or Proposal(list=pilot_list, version=0)


@transaction.atomic
def edit_proposal(
    pilot_list: PilotList, *, version: int, texts: Mapping[str, Any], steps: Sequence[Step], by: User | None
) -> Proposal:
    """Save the texts of a Beschlussvorlage that was loaded at ``version``, and the bodies before the one that decides.

    Raises :class:`~common.versions.StaleVersionError`, ``ValidationError``,
    :class:`~common.transitions.TransitionError` from the first decision on, and ``PermissionDenied``.
    """
    proposal = _open_proposal(pilot_list, by)
    for name, value in texts.items():
        setattr(proposal, name, value)
    save_version(proposal, loaded=version, by=by, reason="Beschlussvorlage bearbeitet")
    _set_steps(pilot_list, steps, by)
    return proposal


@transaction.atomic
def propose_pilots(pilot_list: PilotList, references: Collection[str], *, version: int, by: User | None) -> Proposal:
    """Propose the pilots of the list with these numbers for approval. Raises as :func:`edit_proposal` does."""
    proposal = _open_proposal(pilot_list, by)
    listed = pilot_list.entries.values_list("pilot__reference", flat=True)
    proposal.chosen = sorted(set(references) & set(listed))
    return save_version(proposal, loaded=version, by=by, reason="Auswahl in die Beschlussvorlage übernommen")


def _open_proposal(pilot_list: PilotList, by: User | None) -> Proposal:
    """Return the Beschlussvorlage while nothing is decided; the list is locked, so that there is one only."""
    if by is not None and not by.has_perm("pilots.change_pilotlist"):
        raise PermissionDenied
    if is_begun_to_decide(PilotList.locked(pilot_list.pk)):
        raise TransitionError(DECIDED)
    return proposal_of(pilot_list)


def _set_steps(pilot_list: PilotList, steps: Sequence[Step], by: User | None) -> None:
    stored = {referral.meeting_id: referral for referral in pilot_list.referrals.all()}
    for pk in stored.keys() - {step.meeting.pk for step in steps}:
        delete_with_reason(stored[pk], by=by, reason="Aus der Beratungsfolge genommen")
    for step in steps:
        referral = stored.get(step.meeting.pk) or Referral(list=pilot_list, meeting=step.meeting)
        if referral.pk is None or (referral.competence, referral.outcome) != (step.competence, step.outcome):
            referral.competence, referral.outcome = step.competence, step.outcome
            save_with_reason(referral, by=by, reason="Beratungsfolge bearbeitet")
