"""The gap reports and the funnel: an overview with figures, and behind each figure the list that it counts."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.access import require_perm
from common.lists import count_in_words, page_of
from smartcity.reports.figures import figures_of
from smartcity.reports.funnel import FUNNEL
from smartcity.reports.gaps import GAPS
from smartcity.reports.report import Report
from smartcity.reports.stuck import STUCK
from strategy.views.frame import section_tabs

PERMISSION = "strategy.change_measure"


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Show how many gaps there are of each kind, and how far the ideas came."""
    figures = figures_of(require_perm(request.user, PERMISSION))
    context = {"reports": figures, "tabs": section_tabs(request, "reports")}
    return render(request, "smartcity/reports.html", context)


@require_safe
def gap(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one gap report, or one of what is stuck."""
    return _show(request, (*GAPS, *STUCK), slug)


@require_safe
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the ideas that came as far as one stage of the funnel."""
    return _show(request, FUNNEL, slug)


def _show(request: HttpRequest, found: Sequence[Report], slug: str) -> HttpResponse:
    editor = require_perm(request.user, PERMISSION)
    report = next((report for report in found if report.slug == slug), None)
    if report is None:
        raise Http404
    page = page_of(request, report.rows(editor))
    context = {
        "report": report,
        "page_obj": page,
        "lines": [report.line(row) for row in page],
        "summary": count_in_words(page, report.singular, report.plural),
    }
    return render(request, "smartcity/report.html", context)
