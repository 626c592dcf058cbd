"""Dates move with a reason; what would break is shown before; figures are kept when a milestone is reached."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from milestones.enums import DateKind, FigureKey
from milestones.models import DateChange, Milestone
from milestones.selectors import standing_of_one
from milestones.services.dates import COVERED, FOLLOWS, NewDate, OrderBrokenError, change_date
from milestones.services.moves import plan_move
from people.models import User
from tests.factories.ideas import IdeaFactory
from tests.factories.milestones import CriterionFactory, MilestoneFactory, PredecessorFactory
from tests.factories.strategy import SubConceptFactory
from tests.factories.workshops import DecisionFactory
from tests.visitors import text_of

pytestmark = pytest.mark.django_db

PLANNED, FORECAST, REACHED = DateKind.PLANNED, DateKind.FORECAST, DateKind.REACHED
WHY = "Die Arbeitsgruppen brauchen mehr Zeit."
MARCH, APRIL, JUNE, SEPTEMBER = date(2021, 3, 31), date(2021, 4, 14), date(2021, 6, 30), date(2021, 9, 30)


def chain(*days: date) -> list[Milestone]:
    """Return milestones on these days, each before the next one."""
    made = [MilestoneFactory(planned_on=day) for day in days]
    for earlier, later in pairwise(made):
        PredecessorFactory(milestone=later, predecessor=earlier)
    return made


def days(*milestones: Milestone, kind: str = PLANNED) -> list[date | None]:
    return [Milestone.objects.get(pk=one.pk).date_of(kind) for one in milestones]


def test_change_is_kept_with_reason_decision_and_person(team: User) -> None:
    milestone, decision = MilestoneFactory(), DecisionFactory()
    moved = change_date(milestone, NewDate(PLANNED, APRIL, WHY, decision), was=MARCH, by=team)
    change = DateChange.objects.get()
    assert (moved.planned_on, moved.version) == (APRIL, 2)
    assert (change.kind, change.old_on, change.new_on, change.reason) == (PLANNED, MARCH, APRIL, WHY)
    assert (change.decision, change.by, change.by_name) == (decision, team, str(team))
    assert moved.history.first().history_change_reason == f"Termin (Plan): {WHY}"


@pytest.mark.parametrize("kind", DateKind)
@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_date_moves_without_a_reason(kind: DateKind, reason: str) -> None:
    milestone = MilestoneFactory()
    with pytest.raises(ValidationError) as error:
        change_date(milestone, NewDate(kind, APRIL, reason), was=milestone.date_of(kind), by=None)
    assert error.value.message_dict == {"reason": ["Bitte nennen Sie den Grund der Terminänderung."]}
    assert days(milestone) == [MARCH]


def test_only_editors_move_dates(company: User) -> None:
    with pytest.raises(PermissionDenied):
        change_date(MilestoneFactory(), NewDate(PLANNED, APRIL, WHY), was=MARCH, by=company)


def test_same_date_once_more_changes_nothing() -> None:
    milestone = MilestoneFactory()
    for _ in range(2):
        change_date(milestone, NewDate(PLANNED, APRIL, WHY), was=MARCH, by=None)
    assert DateChange.objects.count() == 1


def test_date_that_somebody_else_moved_meanwhile_is_not_overwritten() -> None:
    milestone = MilestoneFactory()
    change_date(milestone, NewDate(PLANNED, APRIL, WHY), was=MARCH, by=None)
    with pytest.raises(StaleVersionError):
        change_date(milestone, NewDate(PLANNED, JUNE, WHY), was=MARCH, by=None)
    assert days(milestone) == [APRIL]


def test_words_that_somebody_else_wrote_meanwhile_do_not_stand_in_the_way() -> None:
    milestone = MilestoneFactory()
    Milestone.objects.get().save()
    assert change_date(milestone, NewDate(PLANNED, APRIL, WHY), was=MARCH, by=None).planned_on == APRIL


def test_successors_that_would_break_have_to_be_seen_first() -> None:
    first, second, third = chain(MARCH, JUNE, SEPTEMBER)
    new = NewDate(PLANNED, date(2021, 7, 15), WHY)
    with pytest.raises(OrderBrokenError) as error:
        change_date(first, new, was=MARCH, by=None)
    assert [late.milestone for late in error.value.move.successors] == [second, third]
    assert days(first, second, third) == [MARCH, JUNE, SEPTEMBER]
    change_date(first, new, was=MARCH, by=None, seen=error.value.move.stamp)
    assert days(first, second, third) == [new.on, JUNE, SEPTEMBER]


def test_successors_move_along_by_as_many_days_and_for_the_same_reason(team: User) -> None:
    first, second, third = chain(MARCH, JUNE, SEPTEMBER)
    decision = DecisionFactory()
    new = NewDate(PLANNED, MARCH + timedelta(days=100), WHY, decision)
    seen = plan_move(first, PLANNED, new.on).stamp
    change_date(first, new, was=MARCH, by=team, seen=seen, along=True)
    assert days(first, second, third) == [day + timedelta(days=100) for day in (MARCH, JUNE, SEPTEMBER)]
    changes = DateChange.objects.filter(milestone__in=[second, third])
    assert set(changes.values_list("reason", "decision", "by_name")) == {
        (f"{WHY} (folgt auf {first.reference})", decision.pk, str(team))
    }


def test_published_successor_does_not_tell_why_an_internal_milestone_moved(team: User) -> None:
    hidden = MilestoneFactory(reference="M-41")
    shown = MilestoneFactory(planned_on=APRIL, public=True)
    PredecessorFactory(milestone=shown, predecessor=hidden)
    seen = plan_move(hidden, PLANNED, JUNE).stamp
    change_date(
        hidden, NewDate(PLANNED, JUNE, "Der Anbieter ist insolvent."), was=MARCH, by=team, seen=seen, along=True
    )
    assert shown.date_changes.get().reason == FOLLOWS
    page = text_of(Client().get(shown.get_absolute_url()))
    assert FOLLOWS in page
    assert "insolvent" not in page
    assert "M-41" not in page


@pytest.mark.parametrize(
    ("forecast_on", "new_plan", "left"),
    [
        (APRIL, APRIL, None),  # the plan has caught up
        (APRIL, JUNE, None),
        (JUNE, APRIL, JUNE),  # it is still later than that
        (date(2021, 3, 1), JUNE, date(2021, 3, 1)),  # it said that there is time left
    ],
)
def test_forecast_ends_when_the_plan_allows_for_it(forecast_on: date, new_plan: date, left: date | None) -> None:
    milestone = MilestoneFactory(forecast_on=forecast_on)
    change_date(milestone, NewDate(PLANNED, new_plan, WHY), was=MARCH, by=None)
    assert days(milestone, kind=FORECAST) == [left]
    ended = DateChange.objects.filter(kind=FORECAST).values_list("old_on", "new_on", "reason")
    assert list(ended) == ([] if left else [(forecast_on, None, COVERED)])


def test_successors_with_room_stay_where_they_are() -> None:
    first, second, third = chain(MARCH, MARCH + timedelta(days=1), SEPTEMBER)
    move = plan_move(first, PLANNED, APRIL)
    assert [(late.milestone, late.new_on) for late in move.successors] == [(second, APRIL + timedelta(days=1))]
    assert plan_move(third, PLANNED, date(2022, 1, 1)).stamp == ""


def test_what_moves_along_is_what_was_seen() -> None:
    first, second = chain(MARCH, JUNE)
    new = NewDate(PLANNED, SEPTEMBER, WHY)
    seen = plan_move(first, PLANNED, SEPTEMBER).stamp
    change_date(second, NewDate(PLANNED, JUNE + timedelta(days=1), WHY), was=JUNE, by=None)
    with pytest.raises(OrderBrokenError):
        change_date(first, new, was=MARCH, by=None, seen=seen, along=True)


def test_where_ways_meet_again_the_later_day_counts() -> None:
    """Four milestones: the first before two others, and both of them before the last one."""
    first, short, long, last = (MilestoneFactory(planned_on=day) for day in (MARCH, APRIL, JUNE, JUNE))
    for later, earlier in ((short, first), (long, first), (last, short), (last, long)):
        PredecessorFactory(milestone=later, predecessor=earlier)
    moved = {late.milestone: late.new_on for late in plan_move(first, PLANNED, SEPTEMBER).successors}
    distance = SEPTEMBER - MARCH
    assert moved == {short: APRIL + distance, long: JUNE + distance, last: JUNE + distance}


def test_forecast_is_compared_with_the_days_that_count() -> None:
    first, second = chain(MARCH, JUNE)
    change_date(second, NewDate(FORECAST, SEPTEMBER, WHY), was=None, by=None)
    assert not plan_move(first, FORECAST, SEPTEMBER).breaks_order
    assert plan_move(first, PLANNED, SEPTEMBER).breaks_order
    late = NewDate(FORECAST, SEPTEMBER + timedelta(days=10), WHY)
    change_date(first, late, was=None, by=None, seen=plan_move(first, FORECAST, late.on).stamp, along=True)
    assert days(second) == [JUNE]
    assert days(second, kind=FORECAST) == [SEPTEMBER + (late.on - MARCH)]


def test_milestone_that_would_lie_before_its_predecessor_is_shown_too() -> None:
    first, second = chain(MARCH, JUNE)
    move = plan_move(second, PLANNED, date(2021, 3, 1))
    assert (move.predecessors, move.successors) == ([first], [])


def test_reached_milestones_do_not_move_along() -> None:
    first, second = chain(MARCH, JUNE)
    change_date(second, NewDate(REACHED, date(2021, 5, 1), WHY), was=None, by=None)
    assert not plan_move(first, PLANNED, SEPTEMBER).breaks_order


def test_reached_is_no_day_of_the_future() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as error:
        change_date(MilestoneFactory(), NewDate(REACHED, tomorrow, WHY), was=None, by=None)
    assert list(error.value.message_dict) == ["on"]


def test_plan_and_forecast_of_a_reached_milestone_stay() -> None:
    milestone = MilestoneFactory(reached_on=MARCH)
    for kind, was in ((PLANNED, MARCH), (FORECAST, None)):
        with pytest.raises(ValidationError, match="ändern sich nicht mehr"):
            change_date(milestone, NewDate(kind, APRIL, WHY), was=was, by=None)


def test_milestone_is_reached_when_every_criterion_that_counts_is_met() -> None:
    milestone = MilestoneFactory()
    CriterionFactory(milestone=milestone, done=True)
    CriterionFactory(milestone=milestone, dropped=True)
    waiting = CriterionFactory(milestone=milestone, text="Entwurf ist geprüft")
    reached = NewDate(REACHED, MARCH, WHY)
    with pytest.raises(ValidationError, match=r"Noch ist nicht alles erfüllt: „Entwurf ist geprüft“ \(offen\)"):
        change_date(milestone, reached, was=None, by=None)
    waiting.done_on = MARCH
    waiting.save()
    change_date(milestone, reached, was=None, by=None)
    assert days(milestone, kind=REACHED) == [MARCH]


def test_figures_are_kept_as_they_were_when_the_milestone_was_reached() -> None:
    idea, milestone = IdeaFactory(status=IdeaStatus.ACCEPTED), MilestoneFactory()
    idea.uptakes.create(sub_concept=SubConceptFactory(), extent="wholly", reason="Passt.")
    criterion = CriterionFactory(milestone=milestone, figure=FigureKey.IDEAS_IN_CONCEPTS)
    change_date(milestone, NewDate(REACHED, MARCH, WHY), was=None, by=None)
    IdeaFactory(status=IdeaStatus.ACCEPTED)
    [measured], standing = standing_of_one(Milestone.objects.get())
    assert (measured.in_words, standing.percent) == ("1 von 1", 100)
    change_date(milestone, NewDate(REACHED, APRIL, "Tag verwechselt."), was=MARCH, by=None)
    criterion.refresh_from_db()
    assert (criterion.final_done, criterion.final_total) == (1, 1)
    change_date(milestone, NewDate(REACHED, None, "Doch noch nicht."), was=APRIL, by=None)
    [measured], standing = standing_of_one(Milestone.objects.get())
    assert (measured.in_words, standing.percent) == ("1 von 2", 50)
