"""The page *Roter Faden* of everything that the thread runs through."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.tabs import Tab
from ideas.views.detail import find_idea, idea_tabs
from milestones.models import Milestone
from milestones.views.editing import milestone_tabs
from people.rules import is_editor
from pilots.models import Pilot
from pilots.views.editing import pilot_tabs
from smartcity.thread.kinds import Key, Kind
from smartcity.thread.nodes import shortened
from smartcity.thread.story import red_thread
from smartcity.thread.tabs import NAME
from strategy.models import Measure
from strategy.views.kinds import MEASURE
from strategy.views.nodes import node_tabs
from workshops.models import Decision, Point
from workshops.selectors import decisions_for
from workshops.views.decisions import decision_tabs


@login_not_required
@require_safe
def point_thread(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show the thread of a line; that of a line which records a decision is the decision's."""
    points = Point.objects.visible_to(request.user).select_related("item__section__protocol__meeting__body")
    point = get_object_or_404(points, pk=pk, item__section__protocol__meeting__slug=slug)
    if decision := Decision.objects.filter(point=point).first():
        return redirect("thread:decision", decision.reference)
    meeting = point.protocol.meeting
    trail = [("Workshops", reverse("workshops:meeting_list")), (meeting.title, point.get_absolute_url())]
    return _show(request, Key(Kind.POINT, point.pk), shortened(point.text), trail, [])


@login_not_required
@require_safe
def idea_thread(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the thread of an idea."""
    idea = find_idea(request, reference)
    trail = [("Ideen", reverse("ideas:list")), (reference, idea.get_absolute_url())]
    return _show(request, Key(Kind.IDEA, idea.pk), idea.title, trail, idea_tabs(request, idea, NAME))


@login_not_required
@require_safe
def pilot_thread(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the thread of a pilot."""
    pilot = get_object_or_404(Pilot.objects.visible_to(request.user), reference=reference)
    trail = [("Pilotprojekte", reverse("pilots:list")), (reference, pilot.get_absolute_url())]
    tabs = pilot_tabs(pilot, NAME, may_edit=is_editor(request.user))
    return _show(request, Key(Kind.PILOT, pilot.pk), pilot.title, trail, tabs)


@login_not_required
@require_safe
def decision_thread(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the thread of a decision."""
    decision = get_object_or_404(decisions_for(request.user), reference=reference)
    trail = [("Beschlüsse", reverse("workshops:decision_list")), (reference, decision.get_absolute_url())]
    tabs = decision_tabs(decision, NAME)
    return _show(request, Key(Kind.DECISION, decision.pk), f"Beschluss {reference}", trail, tabs)


@require_safe
def measure_thread(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the thread of a Maßnahme."""
    measure = get_object_or_404(Measure.objects.visible_to(request.user), slug=slug)
    trail = [("Strategie", reverse("strategy:overview")), ("Maßnahmen", reverse("strategy:measures"))]
    trail.append((measure.title, measure.get_absolute_url()))
    return _show(
        request, Key(Kind.MEASURE, measure.pk), measure.title, trail, node_tabs(request.user, MEASURE, measure, NAME)
    )


@login_not_required
@require_safe
def milestone_thread(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the thread of a milestone."""
    milestone = get_object_or_404(Milestone.objects.visible_to(request.user), reference=reference)
    trail = [("Meilensteine", reverse("milestones:list")), (reference, milestone.get_absolute_url())]
    tabs = milestone_tabs(milestone, NAME, may_edit=is_editor(request.user))
    return _show(request, Key(Kind.MILESTONE, milestone.pk), milestone.title, trail, tabs)


def _show(
    request: HttpRequest, start: Key, heading: str, trail: Sequence[tuple[str, str]], tabs: Sequence[Tab]
) -> HttpResponse:
    """Show the thread of ``start``; ``trail`` are label and address of the pages above, the object's own last."""
    context = {
        "thread": red_thread(start, request.user),
        "kind": Kind(start.kind),
        "heading": heading,
        "trail": trail,
        "tabs": tabs,
    }
    return render(request, "smartcity/thread.html", context)
