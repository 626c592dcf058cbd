"""Ideas like one that is being written, or like one that is being sorted: a part of a page that htmx asks for."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ideas.models import Idea
from ideas.search import similar_ideas

SHORTEST = 4
"""From this many characters of a title on, similar ideas are looked for."""


@login_not_required
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Answer with ideas like the one of the title ``?title=``, or like the idea ``?idee=``; only visible ones."""
    visible = Idea.objects.visible_to(request.user)
    title, but = request.GET.get("title", "")[:150].strip().replace("\x00", ""), []
    if reference := request.GET.get("idee"):
        idea = get_object_or_404(visible.only("title"), reference=reference)
        title, but = idea.title, [idea.pk]
    found = similar_ideas(visible, title, but=but) if len(title) >= SHORTEST else []
    return render(request, "ideas/_similar.html", {"similar": found, "for_idea": bool(but)})
