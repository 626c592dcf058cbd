"""Ideas like one that is being written, or like one that is being sorted: a part of a page that htmx asks for."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.search import similar_ideas
from people.rules import is_editor

SHORTEST = 4
"""From this many characters of a title on, similar ideas are looked for."""


@login_not_required
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Answer with ideas like the one of the title ``?title=``, or like the idea ``?idee=``; only visible ones.

    What was merged is not among them, but what it became. Editors are led to merging ideas that are both open.
    """
    visible = Idea.objects.visible_to(request.user).exclude(status=IdeaStatus.MERGED)
    title, but, merge_url = request.GET.get("title", "")[:150].strip().replace("\x00", ""), [], ""
    if reference := request.GET.get("idee"):
        idea = get_object_or_404(Idea.objects.visible_to(request.user), reference=reference)
        title, but = idea.title, [idea.pk]
        if idea.status in IdeaStatus.open() and is_editor(request.user):
            merge_url = reverse("ideas:merge", args=[reference])
    found = similar_ideas(visible, title, but=but) if len(title) >= SHORTEST else []
    context = {"similar": found, "for_idea": bool(but), "merge_url": merge_url, "open": IdeaStatus.open()}
    return render(request, "ideas/_similar.html", context)
