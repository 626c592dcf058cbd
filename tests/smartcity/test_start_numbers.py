"""Every number of the start pages and of the reports leads to exactly the list that it counts.

The walk opens each page as each role, follows every number, and compares it with what the list says it holds.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from ideas.enums import Extent, IdeaStatus
from ideas.models import Inquiry, Uptake
from people.models import Body, User
from pilots.enums import PilotStatus, TenderStatus
from pilots.models import MeasureSource
from smartcity.reports.funnel import FUNNEL
from smartcity.reports.gaps import GAPS
from smartcity.reports.stuck import STUCK
from strategy.enums import SubConceptStatus, VersionStatus
from tests.factories.ideas import IdeaFactory
from tests.factories.milestones import MilestoneFactory
from tests.factories.people import BodyFactory, MembershipFactory
from tests.factories.pilots import (
    ConditionFactory,
    PilotFactory,
    ResolutionFactory,
    ReviewerFactory,
    SourceFactory,
    TenderStepFactory,
    opened_list,
    review_of,
)
from tests.factories.strategy import (
    ActionFieldFactory,
    ConceptLinkFactory,
    ConsultationFactory,
    MeasureFactory,
    OpinionFactory,
    ReleaseFactory,
    StrategyVersionFactory,
    SubConceptFactory,
    VisionFactory,
)
from tests.factories.workshops import DecisionFactory, MeetingFactory, row_below
from tests.visitors import client_of
from workshops.enums import ProtocolStatus, TaskStatus

pytestmark = pytest.mark.django_db

ROLES = ("guest", "company", "member", "board", "team", "admin")


@pytest.fixture
def city(body: Body, company: User, member: User, board: User, team: User) -> None:
    """Something behind every number of every role, more of one thing than of another, and always some that is not."""
    _meetings(body, board.memberships.get().body)
    _ideas(company, team)
    _strategy()
    _consultations(body, board.memberships.get().body, company)
    _board(board, team)


def _meetings(own: Body, board: Body) -> None:
    for place, status in enumerate(ProtocolStatus):
        for public in (True, False):
            for _ in range(place + 1):
                meeting = MeetingFactory(body=own, is_public=public, protocol__status=status)
                row_below(meeting.protocol, task=True, due_on=date(2020, 12, 1) if public else None)
                row_below(meeting.protocol, task=True, task_status=TaskStatus.DONE)
    MeetingFactory(protocol__status=ProtocolStatus.CIRCULATED)
    DecisionFactory(point__item__section__protocol__meeting__is_public=True)
    MilestoneFactory(public=True)
    MilestoneFactory.create_batch(2)
    MilestoneFactory(public=True, reached_on=date(2021, 3, 1), planned_on=date(2021, 2, 1))
    MilestoneFactory(planned_on=timezone.localdate())
    MilestoneFactory.create_batch(3, forecast_on=date(2021, 4, 30))
    MilestoneFactory(forecast_on=date(2021, 3, 1))
    MilestoneFactory(forecast_on=date(2021, 4, 30), reached_on=date(2021, 4, 30))
    MilestoneFactory.create_batch(4, planned_on=timezone.localdate() + timedelta(days=300))


def _ideas(company: User, team: User) -> None:
    for place, status in enumerate(one for one in IdeaStatus if one != IdeaStatus.DRAFT):
        IdeaFactory.create_batch(place % 3 + 1, status=status, submitter=company)
        IdeaFactory(status=status, organisation=company.organisation, editor=team, submitted_at=timezone.now())
        IdeaFactory(status=status, agrees_to_publication=True, published_at=timezone.now())
    IdeaFactory(draft=True, submitter=company)
    IdeaFactory(draft=True)
    IdeaFactory(sponsor=company, status=IdeaStatus.STORED)
    for days, status in ((-1, IdeaStatus.INQUIRY), (5, IdeaStatus.INQUIRY)):
        due_on = timezone.localdate() + timedelta(days=days)
        Inquiry.objects.create(idea=IdeaFactory(status=status), text="Wo?", due_on=due_on, asked_by=team)


def _strategy() -> None:
    serving, empty = ActionFieldFactory(visions=[VisionFactory()]), ActionFieldFactory()
    complete, no_vision = MeasureFactory(action_fields=[serving]), MeasureFactory(action_fields=[ActionFieldFactory()])
    MeasureFactory.create_batch(2)
    assert empty.pk
    link = ConceptLinkFactory()
    SubConceptFactory.create_batch(3)
    SubConceptFactory.create_batch(2, status=SubConceptStatus.IN_COORDINATION)
    for public in (True, False):
        StrategyVersionFactory(status=VersionStatus.IN_CONSULTATION, is_public=public)
    for extent in Extent:
        idea = IdeaFactory(status=IdeaStatus.ACCEPTED)
        Uptake.objects.create(idea=idea, sub_concept=link.source, extent=extent, reason="Passt.")
        MeasureSource.objects.create(measure=complete, idea=idea, reason="Passt.")
    source = SourceFactory(idea=IdeaFactory(status=IdeaStatus.PILOT))
    MeasureSource.objects.create(measure=no_vision, pilot=source.pilot, reason="Passt.")


def _consultations(own: Body, board: Body, company: User) -> None:
    """Ask a body of each, of the member in two versions; another one has answered, and one is of nobody."""
    release = ReleaseFactory()
    of_company = MembershipFactory(user=company).body
    for body in (own, board, of_company, BodyFactory()):
        ConsultationFactory(release=release, body=body)
    ConsultationFactory(release=ReleaseFactory(strategy=release.strategy), body=own)
    answered = ConsultationFactory(
        release=ReleaseFactory(strategy=release.strategy), body=board, handed_in_at=timezone.now()
    )
    OpinionFactory.create_batch(3, consultation=answered)
    OpinionFactory(consultation=answered, outcome="adopted", reason="Passt.", answered_at=timezone.now())
    OpinionFactory(consultation=release.consultations.first())  # not handed in


def _board(board: User, team: User) -> None:
    pilot_list = opened_list(3, reviewers=0, meeting=MeetingFactory(body=board.memberships.get().body))
    reviewer = ReviewerFactory(list=pilot_list, user=board)
    review_of(reviewer, pilot_list.entries.first(), [1, 2, 3, 4, 0])
    PilotFactory(published=True)
    ConditionFactory()
    ResolutionFactory(outcome=PilotStatus.REJECTED)
    for days in (-1, 1):
        planned_on = timezone.localdate() + timedelta(days=days)
        TenderStepFactory(planned_on=planned_on, tender__status=TenderStatus.PREPARING)
        TenderStepFactory(planned_on=planned_on, tender__status=TenderStatus.AWARDED)


def numbers_on(client: Client, address: str) -> Iterator[tuple[str, int, str]]:
    """Return the numbers of a page: what the link is called, the number, and where it leads."""
    page = html.document_fromstring(client.get(address).content.decode())
    for link in page.xpath("//a[@data-figure]"):
        yield " ".join(link.text_content().split()), int(link.get("data-figure")), link.get("href")


def rows_behind(client: Client, address: str) -> int:
    """Return how many rows the list at this address holds."""
    context: Any = client.get(address).context
    if "page_obj" in context:
        return int(context["page_obj"].paginator.count)
    [whole] = [context[name] for name in ("shown_tasks", "concepts", "versions") if name in context]
    return len(whole)


@pytest.mark.parametrize("who", ROLES)
def test_every_number_leads_to_the_list_that_it_counts(city: None, who: str, request: pytest.FixtureRequest) -> None:
    client = client_of(None if who == "guest" else request.getfixturevalue(who))
    numbers = list(numbers_on(client, "/"))
    assert len(numbers) >= 3
    assert {title: rows_behind(client, url) for title, _, url in numbers} == {title: n for title, n, _ in numbers}


@pytest.mark.parametrize(("who", "count"), [("company", 1), ("member", 2), ("board", 1), ("team", 0)])
def test_what_ones_bodies_are_asked_is_counted(
    city: None, who: str, count: int, request: pytest.FixtureRequest
) -> None:
    client = client_of(request.getfixturevalue(who))
    numbers = {url: number for _, number, url in numbers_on(client, "/")}
    assert numbers.get("/strategie/stellungnahmen/", 0) == count
    assert len(client.get("/strategie/stellungnahmen/").context["page_obj"].object_list) == count


def test_every_number_of_the_reports_leads_to_its_list(city: None, team: User) -> None:
    client = client_of(team)
    numbers = list(numbers_on(client, "/strategie/luecken/"))
    assert len(numbers) == len(GAPS) + len(FUNNEL) + len(STUCK)
    assert {title: rows_behind(client, url) for title, _, url in numbers} == {title: n for title, n, _ in numbers}


def test_the_numbers_differ_so_that_the_walk_would_notice(city: None, team: User) -> None:
    numbers = [number for _, number, _ in numbers_on(client_of(team), "/strategie/luecken/")]
    assert len(set(numbers)) > 5
    assert min(numbers) > 0


def test_gaps_are_a_tab_of_the_strategy_on_their_own_page_too(team: User) -> None:
    tabs = client_of(team).get("/strategie/luecken/").context["tabs"]
    assert [(tab["label"], tab["current"]) for tab in tabs][-2:] == [("Fassungen", False), ("Lücken", True)]
