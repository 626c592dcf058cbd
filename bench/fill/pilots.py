"""Pilots, lists of the Strategiekreis with criteria, reviewers and their reviews, and what became of decided ones."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from random import Random

from django.utils import timezone

from bench.fill.people import People
from bench.fill.sizes import Size
from bench.fill.store import store
from bench.fill.texts import TOPICS, idea_text, idea_title
from common.models import ReferenceCounter
from people.enums import BodyKind
from people.models import Body, Membership, User
from pilots.content import content_of
from pilots.enums import ListStatus, PilotStatus, Recommendation, ReleaseKind
from pilots.models import (
    Cost,
    Criterion,
    Entry,
    Partner,
    Pilot,
    PilotList,
    Resolution,
    Review,
    Reviewer,
    Score,
    Tender,
    TenderStep,
)
from pilots.services.lists import TEMPLATE, freeze
from strategy.models import ActionField
from workshops.enums import MeetingFormat, MeetingStatus
from workshops.models import Decision, Meeting, Protocol

BOARD = "strategiekreis"
FIRST_MEETING = date(2021, 1, 14)
AHEAD = date(2051, 1, 14)
"""When the board meets about the list that is in review: ahead whenever the benchmark runs."""
STATUSES = (ListStatus.CLOSED, ListStatus.IN_REVIEW, ListStatus.DECIDED)
"""Where the first lists stand; all further ones are decided."""
CLOSED, IN_REVIEW = f"{BOARD}-{FIRST_MEETING}", f"{BOARD}-{AHEAD}"
"""The addresses of the first two lists."""
YEAR = 2021
PILOT = f"P-{YEAR}-001"
"""The number of a pilot of the closed list, in every size."""
RELEASE = 1
"""The id of that list's release."""
OUTCOMES = (*[PilotStatus.APPROVED] * 3, PilotStatus.CONDITIONAL, PilotStatus.STORED, PilotStatus.REJECTED)


def fill_pilots(size: Size, people: People, random: Random) -> None:
    """Write ``size.lists`` lists of ``size.listed`` pilots, each reviewed by ``size.reviewers`` people.

    The first one is closed, the second in review, the others are decided. The account that measures is a reviewer of
    all; in the second list it has not handed in.
    """
    board = store([Body(name="Strategiekreis", genitive="des Strategiekreises", slug=BOARD, kind=BodyKind.STEERING)])[0]
    voters = people.users[: size.reviewers]
    store([Membership(body=board, user=user, starts_on=date(1990, 1, 1)) for user in voters], by=people.editor)
    pilots = _fill_profiles(size, people, random)
    lists = []
    for place, held_on in enumerate(_days(size.lists)):
        listed = pilots[place * size.listed : (place + 1) * size.listed]
        status = STATUSES[min(place, len(STATUSES) - 1)]
        lists.append(opened_list(board, held_on, listed, by=people.editor, status=status))
        _fill_reviews(lists[-1], voters, random, people.editor)
    _fill_outcomes(lists, people.editor)
    ReferenceCounter.objects.create(prefix="P", year=YEAR, last=len(pilots))


def _days(count: int) -> list[date]:
    """Return when the board meets about so many lists."""
    return [FIRST_MEETING, AHEAD, *(FIRST_MEETING + timedelta(weeks=week) for week in range(2, count))]


def _fill_profiles(size: Size, people: People, random: Random) -> list[Pilot]:
    fields = list(ActionField.objects.all())
    pilots = store([_pilot(number, fields, people, random) for number in range(size.lists * size.listed)])
    store(
        [
            Cost(pilot=one, year=year, amount=12_000, funding_percent=Decimal(25))
            for one in pilots
            for year in (2021, 2022)
        ]
    )
    organisations = people.organisations
    store(
        [
            Partner(pilot=one, organisation=organisations[(place + 1) % len(organisations)])
            for place, one in enumerate(pilots)
        ]
    )
    return pilots


def _pilot(number: int, fields: list[ActionField], people: People, random: Random) -> Pilot:
    topic = TOPICS[number % len(TOPICS)]
    texts = ("summary", "added_value", "visible_result", "quick_win_reason", "risks", "prerequisites")
    return Pilot(
        reference=f"P-{YEAR}-{number + 1:03d}",
        status=PilotStatus.LISTED,
        title=idea_title(number, topic, random),
        action_field=fields[number % len(fields)],
        lead=people.organisations[number % len(people.organisations)],
        sponsor=people.users[number % len(people.users)],
        is_quick_win=number % 4 == 0,
        starts_on=date(2021, 3, 1),
        ends_on=date(2022, 12, 31),
        **{name: idea_text(topic, random) for name in texts},
    )


def opened_list(
    board: Body, held_on: date, pilots: list[Pilot], *, by: User, status: ListStatus = ListStatus.CLOSED
) -> PilotList:
    """Write an opened list of these pilots for a meeting of the board with a draft protocol, and return it."""
    meeting = Meeting(
        body=board,
        format=MeetingFormat.SESSION,
        slug=f"{board.slug}-{held_on}",
        held_on=held_on,
        starts_at=time(14),
        place="Rathaus, Saal 200",
        status=MeetingStatus.PLANNED if status == ListStatus.IN_REVIEW else MeetingStatus.HELD,
    )
    store([meeting], by=by)
    store([Protocol(meeting=meeting)], by=by)
    pilot_list = PilotList(
        meeting=meeting,
        slug=meeting.slug,
        status=status,
        introduction="Die Pilotprojekte machen die Strategie sichtbar.",
        budget=400_000,
        review_from=timezone.make_aware(datetime.combine(min(held_on, FIRST_MEETING) - timedelta(days=14), time(8))),
        review_until=timezone.make_aware(datetime.combine(held_on, time(8))),
    )
    store([pilot_list], by=by)
    store(
        [
            Criterion(list=pilot_list, position=position, name=one.name, weight=one.weight, labels=list(one.labels))
            for position, one in enumerate(TEMPLATE)
        ],
        by=by,
    )
    loaded = Pilot.objects.filter(pk__in=[pilot.pk for pilot in pilots]).select_related(
        "lead", "action_field", "sponsor"
    )
    entries = [
        Entry(list=pilot_list, pilot=pilot, position=place, released=content_of(pilot), released_version=pilot.version)
        for place, pilot in enumerate(loaded.prefetch_related("partners__organisation", "costs").order_by("reference"))
    ]
    freeze(pilot_list, store(entries, by=by), ReleaseKind.OPENED, by=by)
    return pilot_list


def _fill_reviews(pilot_list: PilotList, voters: list[User], random: Random, by: User) -> None:
    """Write complete reviews of all pilots by all voters; while a list is reviewed, half of them have handed in."""
    handed_in_at = timezone.make_aware(datetime(2021, 1, 4, 9))  # noqa: DTZ001
    is_open = pilot_list.status == ListStatus.IN_REVIEW
    reviewers = store(
        [
            Reviewer(list=pilot_list, user=user, handed_in_at=None if is_open and place % 2 == 0 else handed_in_at)
            for place, user in enumerate(voters)
        ],
        by=by,
    )
    reviews = store(
        [_review(reviewer, entry, random) for reviewer, entry in product(reviewers, pilot_list.entries.all())], by=by
    )
    criteria = pilot_list.criteria.all()
    store(
        [
            Score(review=one, criterion=criterion, value=random.randrange(5))
            for one in reviews
            for criterion in criteria
        ],
        by=by,
    )


def _review(reviewer: Reviewer, entry: Entry, random: Random) -> Review:
    comment = "Bitte die Folgekosten nennen." if random.random() < 0.3 else ""
    return Review(reviewer=reviewer, entry=entry, recommendation=random.choice(Recommendation.values), comment=comment)


def _fill_outcomes(lists: Iterable[PilotList], editor: User) -> None:
    """Decide every pilot of the decided lists, by any decision that there is, and put those approved out to tender."""
    entries = Entry.objects.filter(list__in=[one for one in lists if one.status == ListStatus.DECIDED])
    decision = Decision.objects.first()
    resolutions = []
    for place, entry in enumerate(entries.select_related("pilot")):
        outcome = OUTCOMES[place % len(OUTCOMES)]
        resubmit_on = date(2022, 1, 14) if outcome == PilotStatus.STORED else None
        resolutions.append(Resolution(entry=entry, decision=decision, outcome=outcome, resubmit_on=resubmit_on))
        entry.pilot.status = outcome
        entry.pilot.save()
    store(resolutions, by=editor)
    approved = [one.entry.pilot for one in resolutions if one.outcome == PilotStatus.APPROVED]
    tenders = [Tender(pilot=pilot, subject=pilot.title, position=place) for place, pilot in enumerate(approved)]
    store(tenders, by=editor)
    store([TenderStep(tender=one, name="Leistungsbeschreibung", planned_on=date(2021, 3, 1)) for one in tenders])
    for pilot in approved:
        pilot.status = PilotStatus.IN_TENDER
        pilot.save()
