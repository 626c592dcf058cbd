"""Pages of decisions: the list over all bodies, and one decision."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.lists import filter_in_words, page_of, render_list, summary_in_words
from common.tabs import Tab, hung_tabs
from workshops.filters import DecisionFilter
from workshops.line_links import links_of_line, notes_on
from workshops.models import Decision
from workshops.selectors import decisions_for, origins_of


@login_not_required
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """Show the decisions in all protocols that the visitor may read, filtered; the newest first."""
    chosen = DecisionFilter(request.GET or None, decisions_for(request.user), request=request)
    page = page_of(request, chosen.qs)
    points = [decision.point for decision in page]
    notes = notes_on([point.pk for point in points], request.user)
    context = {
        "filter": chosen,
        "page_obj": page,
        "decisions": list(zip(page, origins_of(points), (notes[point.pk] for point in points), strict=True)),
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Beschluss", "Beschlüsse"),
    }
    return render_list(request, "workshops/decision_list.html", "workshops/_decision_rows.html", context)


@login_not_required
@require_safe
def decision_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one decision with its votes and its line in the protocol."""
    decision = get_object_or_404(decisions_for(request.user), reference=reference)
    [meeting] = origins_of([decision.point])
    links = links_of_line(decision.point_id, request.user)
    context = {
        "decision": decision,
        "point": decision.point,
        "meeting": meeting,
        "links": links,
        "tabs": decision_tabs(decision, "detail"),
    }
    return render(request, "workshops/decision_detail.html", context)


def decision_tabs(decision: Decision, current: str) -> list[Tab]:
    """Return the tabs of a decision's pages; ``current`` names the page."""
    own = {"label": "Beschluss", "url": decision.get_absolute_url(), "current": current == "detail"}
    return [own, *hung_tabs(decision, current)]
