"""The timeline with its table, the print page, and the page of one milestone."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.lists import PER_PAGE, CappedPaginator, filter_in_words, render_list, summary_in_words
from ideas.origins import Origin
from milestones.criterion_steps import open_steps
from milestones.filters import MilestoneFilter
from milestones.models import Milestone
from milestones.picture import draw_sheets, draw_timeline
from milestones.selectors import (
    decided_on,
    listed,
    milestones_for,
    neighbours_of,
    place_of_today,
    standing_of_one,
    with_standing,
)
from milestones.views.editing import milestone_tabs
from people.rules import Person, is_editor
from workshops.models import Point


@login_not_required
@require_safe
def milestone_list(request: HttpRequest) -> HttpResponse:
    """Show the timeline of the milestones that the visitor may read, and the same in a table."""
    chosen = MilestoneFilter(request.GET, request.user)
    page = _page(request, listed(chosen.qs))
    rows = with_standing(page)
    context = {
        "filter": chosen,
        "page_obj": page,
        "rows": rows,
        "timeline": draw_timeline(rows, timezone.localdate()),
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Meilenstein", "Meilensteine"),
        "may_edit": is_editor(request.user),
    }
    return render_list(request, "milestones/milestone_list.html", "milestones/_timeline_and_table.html", context)


@login_not_required
@require_safe
def milestone_print(request: HttpRequest) -> HttpResponse:
    """Show all chosen milestones on one page for paper, without navigation and pages."""
    chosen = MilestoneFilter(request.GET, request.user)
    rows = with_standing(listed(chosen.qs))
    context = {
        "rows": rows,
        "timelines": draw_sheets(rows, timezone.localdate()),
        "chosen": filter_in_words(chosen.form),
        "today": timezone.localdate(),
    }
    return render(request, "milestones/milestone_print.html", context)


@login_not_required
@require_safe
def milestone_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one milestone: where it stands, its criteria, what is before and behind it, and how its dates moved."""
    found = milestones_for(request.user).select_related("responsible").defer(None)
    milestone = get_object_or_404(found, reference=reference)
    measured, standing = standing_of_one(milestone)
    predecessors, successors = neighbours_of(milestone, request.user)
    may_edit = is_editor(request.user)
    changes_criteria = may_edit and milestone.reached_on is None
    context = {
        "milestone": milestone,
        "standing": standing,
        "criteria": [(one, open_steps(one.criterion) if changes_criteria else []) for one in measured],
        "predecessors": predecessors,
        "successors": successors,
        "decided": decided_on(milestone, request.user),
        "origin": _origin_of(milestone, request.user),
        "may_edit": may_edit,
        "changes_criteria": changes_criteria,
        "tabs": milestone_tabs(milestone, "detail", may_edit=may_edit),
    }
    return render(request, "milestones/milestone_detail.html", context)


def _page(request: HttpRequest, milestones: "QuerySet[Milestone]") -> "Page[Milestone]":
    """Return the page that the address asks for; without one, that on which today lies."""
    paginator = CappedPaginator(milestones, PER_PAGE)
    return paginator.get_page(request.GET.get("page") or place_of_today(milestones) // PER_PAGE + 1)


def _origin_of(milestone: Milestone, user: Person) -> Origin | None:
    """Return the line that a milestone came of, ``None`` where there is none or ``user`` may not read its protocol."""
    if milestone.point_snapshot is None:
        return None
    readable = Point.objects.visible_to(user).filter(milestone=milestone)
    return Origin.from_snapshot(milestone.point_snapshot) if is_editor(user) or readable.exists() else None
