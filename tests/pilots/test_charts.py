"""Where the parts of the pictures stand."""

from fractions import Fraction

import pytest

from pilots.charts import across, budget_bar, ranking_marks, recommendation_bars
from pilots.enums import Recommendation
from pilots.results import result_of
from pilots.templatetags.figures import points
from tests.factories.pilots import ReviewerFactory, opened_list, review_of


@pytest.mark.parametrize(
    ("own", "funding", "frame", "expected"),
    [
        (50, 0, 100, ("50%", "0%", "100%")),
        (50, 50, 50, ("50%", "50%", "50%")),
        (0, 0, None, ("0%", "0%", None)),
        (1, 2, None, ("33.33%", "66.67%", None)),
        (0, 0, 0, ("0%", "0%", "0%")),
    ],
)
def test_longest_of_sum_and_frame_takes_the_whole_width(
    own: int, funding: int, frame: int | None, expected: tuple[str, str, str | None]
) -> None:
    bar = budget_bar(own, funding, frame)
    assert (bar.own, bar.funding, bar.frame) == expected
    assert bar.funding_x == bar.own


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(385, 4), "96,3"), (0.25, "0,3"), (100, "100,0"), (82.44, "82,4")]
)
def test_points_are_rounded_half_up(value: Fraction | float, text: str) -> None:
    assert points(value) == text


def test_lengths_have_a_point_in_german_as_well() -> None:
    assert across(45.25) == "45.25%"


@pytest.mark.django_db
def test_marks_stand_where_the_figures_are() -> None:
    pilot_list = opened_list(2, reviewers=0)
    first, second = pilot_list.entries.all()
    first.released["title"] = "Ein sehr langer Titel, der auf kein Telefon passt"
    first.save()
    for value, advice in ((4, Recommendation.APPROVE), (2, Recommendation.REJECT)):
        reviewer = ReviewerFactory(list=pilot_list, handed_in=True)
        review_of(reviewer, first, [value] * 5, recommendation=advice)
    standings = result_of(pilot_list).standings
    mark, *others = ranking_marks(standings)
    assert not others  # nobody scored the second one
    assert (mark.low, mark.mean, mark.median, mark.high) == ("50%", "75%", "75%", "100%")
    assert mark.label == f"1. {first.pilot.reference} Ein sehr langer Titel…"
    bars = recommendation_bars(standings)
    assert [[(part.kind, part.x, part.width, part.number) for part in bar.segments] for bar in bars] == [
        [(Recommendation.APPROVE, "0%", "50%", 1), (Recommendation.REJECT, "50%", "50%", 1)]
    ]
    assert standings[1].entry == second
