"""The page of a Teilkonzept, with the ideas that went into it; the room strategy does not know ideas."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.lists import page_of
from ideas.selectors import uptakes_into
from strategy.models import SubConcept


@require_safe
def sub_concept(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a Teilkonzept, and which ideas it took up, as far as the visitor may read them."""
    concepts = SubConcept.objects.visible_to(request.user).select_related("body")
    concept = get_object_or_404(concepts, slug=slug)
    may_edit = request.user.has_perm("strategy.change_subconcept", concept)
    context = {
        "concept": concept,
        "page_obj": page_of(request, uptakes_into(concept, request.user)),
        "edit_url": reverse("admin:strategy_subconcept_change", args=[concept.pk]) if may_edit else "",
    }
    return render(request, "ideas/sub_concept.html", context)
