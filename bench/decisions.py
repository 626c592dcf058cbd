"""What the decision page sends when thirty pilots are decided, each by a vote of its own."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from bench.client import Request
from bench.fill.people import EDITOR
from bench.fill.pilots import BOARD, opened_list
from bench.fill.store import FILLED_AT, store
from people.models import Body, Organisation, User
from pilots.enums import PilotStatus
from pilots.models import Cost, Pilot, PilotList, Reviewer
from pilots.motions import Motion, Verdict
from pilots.services.decision_plans import plan_decisions
from workshops.content import Votes

DECIDED = 30
FIRST_YEAR = 2000
"""Each visitor decides in years of his or her own, so that nobody takes the numbers that another one was shown."""


def recorded_decisions(visitor: int) -> Iterator[Request]:
    """Return decisions on one new list of thirty pilots after the other; the lists are made before they are sent."""
    return (_decision(visitor, times) for times in count())


def _decision(visitor: int, times: int) -> Request:
    editor, board = User.objects.get(email=EDITOR), Body.objects.get(slug=BOARD)
    year = FIRST_YEAR + visitor
    pilot_list = opened_list(board, date(year, 1, 1) + timedelta(days=times), _pilots(year, times, editor), by=editor)
    voters = [membership.user for membership in board.memberships.select_related("user")]
    store([Reviewer(list=pilot_list, user=user, handed_in_at=FILLED_AT) for user in voters], by=editor)
    votes = Votes(yes=len(voters), no=0, abstained=0, conflicted=0)
    stored = PilotList.objects.select_related("meeting__body").get(pk=pilot_list.pk)
    entries = list(stored.entries.select_related("pilot"))
    motions = [Motion(PilotStatus.APPROVED.value, [Verdict(entry)], votes) for entry in entries]
    fields = {f"e{entry.pk}-outcome": PilotStatus.APPROVED.value for entry in entries}
    fields |= {f"e{entry.pk}-yes": str(votes.yes) for entry in entries}
    fields |= {"auflagen-TOTAL_FORMS": "0", "auflagen-INITIAL_FORMS": "0", "step": "record"}
    return Request.form(
        f"/piloten/listen/{stored.slug}/beschluss/", fields | {"stamp": plan_decisions(stored, motions).stamp}
    )


def _pilots(year: int, times: int, editor: User) -> list[Pilot]:
    """Return new pilots that no member of the board has to do with."""
    lead = Organisation.objects.exclude(users__memberships__body__slug=BOARD).order_by("pk")[0]
    first = times * DECIDED + 1
    pilots = [
        Pilot(
            reference=f"P-{year}-{number:05d}",
            status=PilotStatus.LISTED,
            title=f"Kluge Straßenbeleuchtung, {number}. Abschnitt",
            lead=lead,
            added_value="Weniger Strom, mehr Licht.",
        )
        for number in range(first, first + DECIDED)
    ]
    store(pilots, by=editor)
    store([Cost(pilot=pilot, year=year, amount=12_000) for pilot in pilots], by=editor)
    return pilots
