"""The list of ideas under one address: the register for editors, one's own ideas for others, a way in for guests."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.lists import count_in_words, filter_in_words, page_of, render_list, summary_in_words
from ideas.filters import IdeaFilter, OwnIdeaFilter
from ideas.models import Idea
from ideas.models.ideas import IdeaQuerySet
from ideas.names import names_of
from ideas.services.bulk import ACTIONS
from people.models import User
from people.rules import is_editor

COLUMNS = (
    "reference",
    "title",
    "status",
    "submitted_at",
    "call_id",
    "organisation_id",
    "action_field_id",
    "editor_id",
)
"""What the page reads of each idea; the names behind the ids are remembered (:mod:`ideas.names`)."""
NAMED = ("aufruf", "organisation", "handlungsfeld", "bearbeitung")


class Row(NamedTuple):
    """One line of the register."""

    reference: str
    title: str
    status: str
    submitted_on: date
    call: str
    organisation: str
    action_field: str
    editor: str


@login_not_required
@require_safe
def idea_list(request: HttpRequest) -> HttpResponse:
    """Show the register to editors, to others the ideas that they handed in, and everybody the way to the gallery."""
    if is_editor(request.user):
        return _register(request, request.user)  # type: ignore[arg-type]
    if request.user.is_authenticated:
        return _own_ideas(request, request.user)
    return render(request, "ideas/idea_list_guest.html")


def register_filter(request: HttpRequest, data: Any) -> IdeaFilter:
    """Return the register's filter for the parameters ``data``, over all ideas that the editor may see."""
    return IdeaFilter(data or None, Idea.objects.visible_to(request.user, drafts=False), request=request)


def newest_first(ideas: IdeaQuerySet) -> IdeaQuerySet:
    """Return the ideas in the order of the register, which an index holds."""
    return ideas.filter(submitted_at__isnull=False).order_by("-submitted_at", "-pk")


def _register(request: HttpRequest, editor: User) -> HttpResponse:
    chosen = register_filter(request, request.GET)
    page = page_of(request, newest_first(chosen.qs).values_list(*COLUMNS))
    context = {
        "filter": chosen,
        "page_obj": page,
        "rows": _rows(page),
        "is_filtered": filter_in_words(chosen.form) != "",
        "is_unfolded": filter_in_words(chosen.form) != "" or bool(chosen.errors),
        "summary": summary_in_words(page, chosen.form, "Idee", "Ideen"),
        "found": count_in_words(page, "Idee", "Ideen"),
        "query": filter_query(request),
        "saved_filters": editor.saved_idea_filters.all(),
        "actions": ACTIONS.values(),
    }
    return render_list(request, "ideas/idea_list.html", "ideas/_idea_rows.html", context)


def _rows(page: "Page[Any]") -> list[Row]:
    """Return the lines of a page."""
    labels = names_of((kind, pk) for row in page for kind, pk in zip(NAMED, row[4:], strict=True) if pk)
    return [
        Row(
            reference,
            title,
            status,
            timezone.localtime(submitted_at).date(),
            *(labels.get((kind, pk), "") for kind, pk in zip(NAMED, ids, strict=True)),
        )
        for reference, title, status, submitted_at, *ids in page
    ]


def filter_query(request: HttpRequest) -> str:
    """Return the filter's parameters as they stand in an address, without those that are empty."""
    query = QueryDict(mutable=True)
    for name, value in request.GET.items():
        if name in IdeaFilter.base_filters and str(value).strip():
            query[name] = str(value)
    return query.urlencode()


def _own_ideas(request: HttpRequest, user: User) -> HttpResponse:
    ideas = Idea.objects.of(user) | Idea.objects.accompanied_by(user)
    chosen = OwnIdeaFilter(request.GET or None, ideas, request=request)
    page = page_of(request, chosen.qs.select_related("call", "draft").order_by("-created_at", "-pk"))
    context = {
        "filter": chosen,
        "page_obj": page,
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Idee", "Ideen"),
    }
    return render_list(request, "ideas/idea_list_own.html", "ideas/_own_idea_rows.html", context)
