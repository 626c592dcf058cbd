"""Status and percentage: both from dates and criteria, and never against each other."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milestones.enums import FigureKey, MilestoneStatus
from milestones.figures import Counted
from milestones.models import Criterion, Milestone
from milestones.standing import measure, standing_of

TODAY = date(2021, 1, 11)
LATER = date(2021, 6, 30)
SOON = TODAY + timedelta(days=14)
DONE, OPEN = Counted(1, 1), Counted(0, 1)


def milestone(planned_on: date = LATER, **dates: date | None) -> Milestone:
    return Milestone(planned_on=planned_on, **dates)


def criteria_of(*counts: Counted) -> tuple[list[Criterion], dict[str, Counted]]:
    """Return computed criteria that count so much; the keys stand in for figures."""
    return [Criterion(figure=str(place)) for place, _ in enumerate(counts)], {
        str(place): count for place, count in enumerate(counts)
    }


@pytest.mark.parametrize(
    ("one", "counts", "status"),
    [
        (milestone(), [], MilestoneStatus.PLANNED),
        (milestone(), [OPEN], MilestoneStatus.PLANNED),
        (milestone(), [Counted(1, 23)], MilestoneStatus.RUNNING),
        (milestone(), [DONE, OPEN], MilestoneStatus.RUNNING),
        (milestone(forecast_on=LATER - timedelta(days=1)), [DONE, OPEN], MilestoneStatus.RUNNING),
        (milestone(forecast_on=LATER + timedelta(days=1)), [DONE], MilestoneStatus.ENDANGERED),
        (milestone(SOON), [OPEN], MilestoneStatus.ENDANGERED),
        (milestone(SOON), [DONE], MilestoneStatus.RUNNING),
        (milestone(SOON + timedelta(days=1)), [OPEN], MilestoneStatus.PLANNED),
        (milestone(forecast_on=SOON), [OPEN], MilestoneStatus.ENDANGERED),
        (milestone(TODAY), [OPEN], MilestoneStatus.ENDANGERED),
        (milestone(TODAY - timedelta(days=1)), [DONE], MilestoneStatus.OVERDUE),
        (milestone(TODAY - timedelta(days=1), forecast_on=LATER), [DONE], MilestoneStatus.OVERDUE),
        (milestone(TODAY - timedelta(days=1), reached_on=TODAY), [DONE], MilestoneStatus.REACHED),
        (milestone(reached_on=TODAY), [], MilestoneStatus.REACHED),
    ],
)
def test_status_follows_from_dates_and_criteria(one: Milestone, counts: list[Counted], status: str) -> None:
    criteria, figures = criteria_of(*counts)
    assert standing_of(one, measure(criteria, figures), TODAY).status == status


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 40).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))), max_size=6))
def test_percent_is_the_mean_of_the_shares_and_full_only_when_all_is_met(counts: list[tuple[int, int]]) -> None:
    criteria, figures = criteria_of(*(Counted(*count) for count in counts))
    standing = standing_of(milestone(), measure(criteria, figures), TODAY)
    shares = [Fraction(done, total) if total else Fraction(0) for done, total in counts]
    assert standing.percent == (int(sum(shares) / len(shares) * 100) if shares else 0)
    assert (standing.percent == 100) == (bool(counts) and standing.met == standing.counting == len(counts))
    assert (standing.status == MilestoneStatus.PLANNED) == (standing.percent == 0)


def test_criteria_by_hand_count_as_one_and_dropped_ones_not_at_all() -> None:
    ticked, waiting = Criterion(text="Entwurf liegt vor", done_on=TODAY), Criterion(text="Entwurf ist geprüft")
    dropped = Criterion(text="Entwurf ist gedruckt", dropped_on=TODAY, drop_reason="Nur digital.")
    measured = measure([ticked, waiting, dropped], {})
    standing = standing_of(milestone(), measured, TODAY)
    assert (standing.percent, standing.met, standing.counting) == (50, 1, 2)
    assert [one.in_words for one in measured[:2]] == ["erfüllt", "offen"]
    assert standing.in_words == "läuft, 1 von 2 Kriterien"


def test_what_was_kept_goes_before_what_counts_today() -> None:
    criterion = Criterion(figure=FigureKey.IDEAS_IN_CONCEPTS, final_done=23, final_total=23)
    [measured] = measure([criterion], {FigureKey.IDEAS_IN_CONCEPTS: Counted(23, 24)})
    assert (measured.in_words, measured.is_met) == ("23 von 23", True)


def test_where_there_is_nothing_to_count_nothing_is_met() -> None:
    [measured] = measure([Criterion(figure=FigureKey.OPINIONS_RECEIVED)], {})
    assert (measured.in_words, measured.is_met, measured.percent) == ("noch nichts zu zählen", False, 0)


def test_days_late_are_counted_from_the_plan() -> None:
    dates = [{}, {"forecast_on": LATER + timedelta(days=15)}, {"reached_on": LATER - timedelta(days=2)}]
    assert [standing_of(milestone(**one), [], TODAY).days_late for one in dates] == [0, 15, -2]
