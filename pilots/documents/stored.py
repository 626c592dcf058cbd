"""From a list in the database to the layout of its Beschlussvorlage."""

from collections import Counter, defaultdict
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from common.documents.state import DocumentState
from common.models import StatusChange
from pilots.documents.layout import ProposalLayout, Source, proposal_layout
from pilots.enums import ListStatus, ReleaseKind
from pilots.models import PilotList, Proposal, Resolution
from pilots.results import listed, result_of
from pilots.services.proposals import proposal_of
from pilots.visibility import Sight
from workshops.models import Meeting


def layout_of(pilot_list: PilotList, sight: Sight) -> ProposalLayout:
    """Return the layout for somebody with this ``sight``: without any figure of the result where it is not due yet."""
    proposal = proposal_of(pilot_list)
    source = Source(
        list=pilot_list,
        proposal=proposal,
        referrals=list(pilot_list.referrals.select_related("meeting__body")),
        result=result_of(pilot_list) if sight.result else listed(pilot_list),
        outcomes=_outcomes(pilot_list),
        release=pilot_list.releases.filter(kind=ReleaseKind.OPENED).first(),
    )
    return proposal_layout(source, state=state_of(pilot_list, proposal))


def _outcomes(pilot_list: PilotList) -> dict[Meeting, Counter[str]]:
    """Count the valid decisions by the meeting in whose protocol they stand, which may be a later one of the body."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    valid = Resolution.objects.filter(entry__list=pilot_list, corrected_by=None)
    for meeting, outcome in valid.values_list("decision__point__item__section__protocol__meeting", "outcome"):
        counts[meeting][outcome] += 1
    meetings = {pilot_list.meeting_id: pilot_list.meeting}
    if later := counts.keys() - meetings:
        meetings |= Meeting.objects.select_related("body").in_bulk(later)
    return {meetings[pk]: counted for pk, counted in counts.items()}


def state_of(pilot_list: PilotList, proposal: Proposal) -> DocumentState:
    """Return what the document says about its state.

    As long as reviews come in it is a draft of today; then it stands as of the last change of the Beschlussvorlage or
    of the list's status.
    """
    if pilot_list.status == ListStatus.IN_REVIEW:
        return DocumentState("Entwurf", timezone.localdate(), is_draft=True)
    label = "beschlossen" if pilot_list.status == ListStatus.DECIDED else "zur Beratung"
    moments = [moment for moment in (_last_step(pilot_list), _last_edit(proposal)) if moment]
    on = timezone.localdate(max(moments)) if moments else pilot_list.meeting.held_on
    return DocumentState(label, on, is_draft=False)


def _last_step(pilot_list: PilotList) -> datetime | None:
    """Return when the list reached its status."""
    steps = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(PilotList), object_id=pilot_list.pk
    )
    return steps.values_list("at", flat=True).first()


def _last_edit(proposal: Proposal) -> datetime | None:
    if proposal.pk is None:
        return None
    return proposal.history.values_list("history_date", flat=True).first()
