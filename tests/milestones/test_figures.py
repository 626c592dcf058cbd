"""What computed criteria count, against SQL that is written by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ideas.enums import Extent, IdeaStatus
from ideas.models import Uptake
from milestones.enums import FigureKey
from milestones.figures import Counted, address_of, count_figures
from people.models import User
from pilots.enums import PilotStatus
from tests.factories.ideas import IdeaFactory
from tests.factories.pilots import EntryFactory, list_with, opened_list
from tests.factories.strategy import (
    ConceptLinkFactory,
    ConsultationFactory,
    OpinionFactory,
    ReleaseFactory,
    SubConceptFactory,
)
from tests.visitors import client_of

pytestmark = pytest.mark.django_db

SQL = {
    FigureKey.IDEAS_IN_CONCEPTS: """
        SELECT count(DISTINCT idea.id) FILTER (WHERE taken.id IS NOT NULL), count(DISTINCT idea.id)
        FROM ideas_idea idea
        LEFT JOIN ideas_uptake taken ON taken.idea_id = idea.id AND taken.extent <> 'not'
        WHERE idea.status = 'accepted'
    """,
    FigureKey.IDEAS_ANSWERED: """
        SELECT sum((status IN ('accepted', 'pilot', 'stored', 'declined'))::int), count(*)
        FROM ideas_idea WHERE reference IS NOT NULL AND status NOT IN ('withdrawn', 'merged', 'draft')
    """,
    FigureKey.PILOTS_DECIDED: """
        WITH last AS (
            SELECT list.id FROM pilots_pilotlist list JOIN workshops_meeting meeting ON meeting.id = list.meeting_id
            WHERE list.status <> 'draft' ORDER BY meeting.held_on DESC LIMIT 1
        )
        SELECT sum((status <> 'listed')::int), count(*)
        FROM pilots_pilot pilot
        JOIN pilots_entry entry ON entry.pilot_id = pilot.id JOIN last ON last.id = entry.list_id
    """,
    FigureKey.CONCEPTS_APPROVED: "SELECT sum((status = 'accepted')::int), count(*) FROM strategy_subconcept",
    FigureKey.CONCEPTS_LINKED: """
        WITH linked AS (SELECT source_id id FROM strategy_conceptlink UNION SELECT target_id FROM strategy_conceptlink)
        SELECT (SELECT count(*) FROM linked), (SELECT count(*) FROM strategy_subconcept)
    """,
    FigureKey.OPINIONS_RECEIVED: """
        SELECT count(asked.handed_in_at), count(*) FROM strategy_consultation asked
        WHERE strategy_id = (SELECT id FROM strategy_strategyversion ORDER BY number DESC LIMIT 1)
    """,
    FigureKey.OPINIONS_ANSWERED: """
        SELECT count(said.answered_at), count(*) FROM strategy_opinion said
        JOIN strategy_consultation asked ON asked.id = said.consultation_id AND asked.handed_in_at IS NOT NULL
        WHERE asked.strategy_id = (SELECT id FROM strategy_strategyversion ORDER BY number DESC LIMIT 1)
    """,
    FigureKey.STRATEGY_PASSED: """
        SELECT sum((status IN ('passed', 'superseded'))::int), count(*) FROM strategy_strategyversion
        WHERE number = (SELECT max(number) FROM strategy_strategyversion)
    """,
}


COUNTED: dict[FigureKey, Callable[[Any], int]] = {
    FigureKey.IDEAS_IN_CONCEPTS: lambda shown: shown["page_obj"].paginator.count,
    FigureKey.IDEAS_ANSWERED: lambda shown: shown["page_obj"].paginator.count,
    FigureKey.PILOTS_DECIDED: lambda shown: len(shown["rows"]),
    FigureKey.CONCEPTS_APPROVED: lambda shown: len(shown["concepts"]),
    FigureKey.CONCEPTS_LINKED: lambda shown: len(shown["concepts"]),
    FigureKey.OPINIONS_RECEIVED: lambda shown: len(shown["consultations"]),
}
"""How many rows the page behind a figure shows."""


@pytest.fixture
def world() -> None:
    """Ideas, pilots, Teilkonzepte and consultations in every state that counts, and in those that do not."""
    concept, linked, other = SubConceptFactory.create_batch(3, status="accepted")
    SubConceptFactory(status="in_coordination")
    ConceptLinkFactory(source=concept, target=linked)
    ConceptLinkFactory(source=linked, target=concept, kind="requires")
    for status in IdeaStatus:
        IdeaFactory(draft=status == IdeaStatus.DRAFT, status=status)
    for extents in ([], [Extent.NOT], [Extent.WHOLLY], [Extent.PARTLY, Extent.WHOLLY, Extent.NOT]):
        idea = IdeaFactory(status=IdeaStatus.ACCEPTED)
        for place, extent in zip((concept, linked, other), extents, strict=False):
            Uptake.objects.create(idea=idea, sub_concept=place, extent=extent, reason="Passt.")
    today = timezone.localdate()
    earlier, last = (opened_list(0, meeting__held_on=today + timedelta(days=days)) for days in (1, 2))
    EntryFactory(list=earlier)
    EntryFactory(list=list_with(0, meeting__held_on=today + timedelta(days=3)))
    for status in PilotStatus.outcomes():
        EntryFactory(list=last, pilot__status=status)
    EntryFactory(list=last, pilot__status=PilotStatus.LISTED)
    OpinionFactory(consultation__handed_in_at=timezone.now())  # of a version that another one continues
    release = ReleaseFactory()
    for handed_in_at in (None, timezone.now(), timezone.now()):
        OpinionFactory(consultation=ConsultationFactory(release=release, handed_in_at=handed_in_at))
    answered = {"outcome": "adopted", "reason": "Gut.", "answered_at": timezone.now()}
    OpinionFactory(consultation=release.consultations.exclude(handed_in_at=None).first(), **answered)


@pytest.mark.parametrize("key", FigureKey)
def test_figure_is_what_sql_counts(world: None, key: FigureKey) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SQL[key])
        expected = cursor.fetchone()
    assert tuple(count_figures([key])[key]) == expected
    assert expected[1] > 0


def test_figures_are_those_of_the_world(world: None) -> None:
    assert count_figures(FigureKey) == {
        FigureKey.IDEAS_IN_CONCEPTS: Counted(2, 5),
        FigureKey.IDEAS_ANSWERED: Counted(8, 11),
        FigureKey.PILOTS_DECIDED: Counted(4, 5),
        FigureKey.CONCEPTS_APPROVED: Counted(3, 4),
        FigureKey.CONCEPTS_LINKED: Counted(2, 4),
        FigureKey.OPINIONS_RECEIVED: Counted(2, 3),
        FigureKey.OPINIONS_ANSWERED: Counted(1, 3),
        FigureKey.STRATEGY_PASSED: Counted(0, 1),
    }


def test_all_figures_take_one_query(world: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        count_figures(FigureKey)
    with django_assert_num_queries(0):
        assert count_figures([]) == {}


def test_where_there_is_nothing_there_are_noughts() -> None:
    assert count_figures(FigureKey) == dict.fromkeys(FigureKey, Counted(0, 0))


@pytest.mark.parametrize("key", FigureKey)
def test_editors_open_the_list_behind_each_figure(key: FigureKey, team: User) -> None:
    assert client_of(team).get(address_of(key)).status_code == 200


@pytest.mark.parametrize("key", COUNTED)
def test_list_behind_a_figure_holds_what_it_counts(world: None, key: FigureKey, team: User) -> None:
    shown = client_of(team).get(address_of(key)).context
    assert COUNTED[key](shown) == count_figures([key])[key].total
