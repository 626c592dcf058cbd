"""The figures of all reports at once, as the overview and the start page of the team show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from common.prepared import counts_for
from people.models import User
from smartcity.reports.funnel import FUNNEL
from smartcity.reports.gaps import GAPS
from smartcity.reports.report import Report
from smartcity.reports.stuck import STUCK


@dataclass(frozen=True, slots=True)
class Figure:
    """How many rows a report has, and where its list is; ``total`` is what a bar of it is drawn against."""

    title: str
    count: int
    url: str
    total: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The gaps, what is stuck, and the stages of the funnel from all ideas to those behind a Maßnahme."""

    gaps: Sequence[Figure]
    stuck: Sequence[Figure]
    stages: Sequence[Figure]


def rows_of_reports(user: User) -> "dict[str, QuerySet[Any]]":
    """Return the rows of every report by its slug, to be counted together with others."""
    return {report.slug: report.rows(user) for report in (*GAPS, *STUCK, *FUNNEL)}


def figures_from(counts: Mapping[str, int]) -> Figures:
    """Return the figures of all reports, counted before by their slugs."""
    total = counts[FUNNEL[0].slug]
    return Figures(
        gaps=[_figure("gap", gap, counts) for gap in GAPS],
        stuck=[_figure("gap", one, counts) for one in STUCK],
        stages=[_figure("stage", stage, counts, total) for stage in FUNNEL],
    )


def figures_of(user: User) -> Figures:
    """Return the figures of all reports as ``user`` finds them; one query."""
    return figures_from(counts_for(user, rows_of_reports))


def _figure(name: str, report: Report, counts: Mapping[str, int], total: int = 0) -> Figure:
    return Figure(report.title, counts[report.slug], reverse(f"reports:{name}", args=[report.slug]), total)
