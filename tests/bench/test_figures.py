import pytest

from bench.figures import Figures, missed_counts, missed_times, percentile
from bench.pages import Page

HELD = {
    "median": 0.02,
    "p95": 0.03,
    "ratio": 2.9,
    "rate": 90.0,
    "queries": 10,
    "queries_small": 10,
    "wire": 49_999,
    "size": 200_000,
}


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7], 95, 7),
        ([1, 2], 50, 1),
        ([1, 2], 51, 2),
        (range(1, 101), 95, 95),
        (range(20, 0, -1), 95, 19),
        ([3, 1, 2], 100, 3),
    ],
)
def test_percentile_is_the_nearest_rank(values, percent, expected):
    assert percentile(list(values), percent) == expected


def test_times_within_their_budgets_are_held():
    assert missed_times(Page("list", "/", "", ratio=2.9, milliseconds=20), Figures(**HELD)) == []


def test_times_without_a_budget_are_held():
    assert missed_times(Page("list", "/", ""), Figures(**HELD | {"ratio": 99.0})) == []


def test_a_ratio_above_its_budget_is_named():
    missed = missed_times(Page("list", "/", "", ratio=3), Figures(**HELD | {"ratio": 3.01}))
    assert missed == ["list: 3.01 times the bare page, at most 3."]


def test_a_median_above_its_budget_is_named():
    missed = missed_times(Page("pdf", "/", "", milliseconds=100), Figures(**HELD | {"median": 0.121}))
    assert missed == ["pdf: median 121 ms, at most 100 ms."]


def test_counts_within_their_budgets_are_held():
    assert missed_counts(Page("list", "/", ""), Figures(**HELD)) == []


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        ({"queries": 11, "queries_small": 11}, "list: 11 queries, at most 10."),
        ({"queries": 9}, "list: 9 queries with many rows, 10 with few."),
        ({"wire": 50_000}, "list: 50000 bytes on the wire, fewer than 50000 allowed."),
    ],
)
def test_a_count_above_its_budget_is_named(measured, sentence):
    assert missed_counts(Page("list", "/", ""), Figures(**HELD | measured)) == [sentence]


def test_a_file_may_be_larger_than_a_page():
    assert missed_counts(Page("pdf", "/", "", is_file=True), Figures(**HELD | {"wire": 90_000})) == []
