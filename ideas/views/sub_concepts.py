"""All ideas that went into a Teilkonzept; its own page is in the room strategy, which does not know ideas."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.lists import page_of
from ideas.concept_links import NAME
from ideas.selectors import uptakes_into
from strategy.views.sub_concepts import concept_tabs, concept_to_read


@require_safe
def sub_concept_ideas(request: HttpRequest, slug: str) -> HttpResponse:
    """Show which ideas a Teilkonzept took up, as far as the visitor may read them."""
    concept = concept_to_read(request, slug)
    context = {
        "concept": concept,
        "page_obj": page_of(request, uptakes_into(concept, request.user)),
        "tabs": concept_tabs(request.user, concept, NAME),
    }
    return render(request, "ideas/sub_concept_ideas.html", context)
