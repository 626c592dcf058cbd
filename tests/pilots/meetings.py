"""A board that met today: lists to decide, motions, and recording them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from people.enums import BodyKind
from people.models import Membership, User
from pilots.enums import ListStatus, PilotStatus
from pilots.models import Entry, PilotList, Resolution
from pilots.motions import Motion, NewCondition, Verdict
from pilots.services.decision_plans import plan_decisions
from pilots.services.decisions import record_decisions
from tests.factories.people import MembershipFactory
from tests.factories.pilots import list_with
from tests.factories.workshops import MeetingFactory
from workshops.content import Votes

ALL_FOR = Votes(5, 0, 0, 0)
AGAINST = Votes(1, 4, 0, 0)


def list_to_decide(entries: int = 3, *, members: int = 5, held_on: date | None = None, **fields: Any) -> PilotList:
    """Return a closed list of a board with so many voting members that met today, or on another day."""
    held_on = held_on or timezone.localdate()
    meeting = MeetingFactory(body__kind=BodyKind.STEERING, held_on=held_on, number=None)
    for _ in range(members):
        MembershipFactory(body=meeting.body, starts_on=held_on - timedelta(days=365))
    return list_with(entries, meeting=meeting, **{"status": ListStatus.CLOSED, **fields})


def members_of(pilot_list: PilotList) -> list[User]:
    return [one.user for one in Membership.objects.filter(body=pilot_list.meeting.body).order_by("pk")]


def entries_of(pilot_list: PilotList) -> list[Entry]:
    return list(pilot_list.entries.select_related("pilot"))


def approve(*entries: Entry, votes: Votes = ALL_FOR, **more: Any) -> Motion:
    return Motion(PilotStatus.APPROVED, [Verdict(entry) for entry in entries], votes, **more)


def approve_with(entry: Entry, *conditions: NewCondition, votes: Votes = ALL_FOR) -> Motion:
    return Motion(PilotStatus.CONDITIONAL, [Verdict(entry, conditions=conditions)], votes)


def put_back(*entries: Entry, votes: Votes = ALL_FOR, reason: str = "Die Förderung ist offen.") -> Motion:
    day = timezone.localdate() + timedelta(days=180)
    return Motion(PilotStatus.STORED, [Verdict(entry, reason=reason, resubmit_on=day) for entry in entries], votes)


def reject(entry: Entry, *, votes: Votes = AGAINST, reason: str = "Zu teuer.", **more: Any) -> Motion:
    return Motion(PilotStatus.REJECTED, [Verdict(entry, reason=reason)], votes, **more)


def record(pilot_list: PilotList, motions: Sequence[Motion], *, by: User | None, **more: Any) -> list[Resolution]:
    """Record what the plan shows."""
    plan = plan_decisions(pilot_list, motions, **more)
    assert [obstacle.text for obstacle in plan.obstacles] == []
    return record_decisions(pilot_list, motions, stamp=plan.stamp, by=by, **more)
