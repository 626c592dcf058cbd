"""The figures of all reports at once, as the overview and the start page of the team show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import F
from django.urls import reverse

from common.prepared import Countable, Split, counts_for
from ideas.models import Idea
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


IDEAS = "ideas"
"""Name under which ideas are counted by status: "ideas:accepted"."""


def rows_of_reports(user: User) -> Countable:
    """Return the rows of every report by its slug, and the ideas of all, to be counted together with others."""
    ideas = Split(Idea.objects.all(), F("status"))
    alone = (report for report in (*GAPS, *STUCK, *FUNNEL) if not report.statuses)
    return {IDEAS: ideas} | {report.slug: report.rows(user) for report in alone}


def figures_from(counts: Mapping[str, int]) -> Figures:
    """Return the figures of all reports, counted before."""
    total = _count(FUNNEL[0], counts)
    return Figures(
        gaps=[_figure("gap", gap, counts) for gap in GAPS],
        stuck=[_figure("gap", one, counts) for one in STUCK],
        stages=[_figure("stage", stage, counts, total) for stage in FUNNEL],
    )


def figures_of(user: User) -> Figures:
    """Return the figures of all reports as ``user`` finds them; one query."""
    return figures_from(counts_for(user, rows_of_reports))


def _figure(name: str, report: Report, counts: Mapping[str, int], total: int = 0) -> Figure:
    return Figure(report.title, _count(report, counts), _address(name, report.slug), total)


@cache
def _address(name: str, slug: str) -> str:
    """Return where the list of a report is, looked up once for each process: a start page shows sixteen of them."""
    return reverse(f"reports:{name}", args=[slug])


def _count(report: Report, counts: Mapping[str, int]) -> int:
    parts = [f"{IDEAS}:{status}" for status in report.statuses] or [report.slug]
    return sum(counts[part] for part in parts)
