"""The page of one idea, and the text as it was handed in."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.tabs import Tab, hung_tabs
from ideas.enums import IdeaStatus
from ideas.gallery import shows_prize
from ideas.idea_links import idea_links
from ideas.models import Idea
from ideas.models.ideas import idea_url
from ideas.names import names_in
from ideas.origins import origin_of
from ideas.queue import DONE, OPEN, queue_neighbours
from ideas.records import load_records
from ideas.selectors import (
    answers_of,
    co_authors_of,
    compared_with_first_text,
    ideas_for,
    is_own,
    is_sponsor,
    kept_by_sources,
    passages_of,
    personal_answers_of,
)
from ideas.steps import work_on
from ideas.story import editor_story, sponsor_story, submitter_story
from people.rules import is_editor


@login_not_required
@require_safe
def idea_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one idea: all of it to editors, without what is internal to its submitter, its published text to others.

    The Ideenpate sees what the submitter sees, without what is personal.
    """
    idea = find_idea(request, reference)
    may_triage, own = is_editor(request.user), is_own(idea, request.user)
    sponsors = is_sponsor(idea, request.user)
    files = list(idea.attachments.select_related("question"))
    is_submitter = idea.submitter_id is not None and idea.submitter_id == request.user.pk
    context: dict[str, Any] = {
        "idea": idea,
        "names": names_in(idea),
        "may_triage": may_triage,
        "is_own": own,
        "is_submitter": is_submitter,
        "is_sponsor": sponsors,
        "passages": passages_of(idea),
        "origin": origin_of(idea, request.user),
        "answers": answers_of(idea, only_public=not (may_triage or own or sponsors)),
        "pictures": [file for file in files if file.is_public_picture] if idea.is_in_gallery else [],
        "shows_prize": shows_prize(idea),
        "came_of_it": idea_links(idea, request.user),
        "tabs": idea_tabs(request, idea, "detail"),
    }
    if may_triage or own or sponsors:
        records = load_records(idea, with_successors=not may_triage)
        tell = editor_story if may_triage else submitter_story if own else sponsor_story
        context |= {
            "attachments": [file for file in files if may_triage or is_submitter or not file.is_personal],
            "records": records,
            "story": tell(records),
            "outcome_answers": records.published_answers,
            "uptakes": records.uptakes if may_triage else records.told_uptakes,
        }
        if any(idea in union.results for union in records.unions):
            context["sources"] = kept_by_sources(idea, request.user, records.unions)
        if may_triage:
            remarks = idea.remarks.values("text", "at", "by__name", "by__email")
            context |= {"work": work_on(records, request.user), "remarks": remarks}
            context |= {"personal_answers": personal_answers_of(idea), "co_authors": co_authors_of(idea)}
            context["is_closed"] = idea.status in IdeaStatus.closed()
            context |= queue_context(request, idea)
    return render(request, "ideas/idea_detail.html", context)


@require_safe
def idea_first_text(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the text as it was handed in beside today's; for editors and the submitter."""
    idea = find_idea(request, reference)
    may_triage = is_editor(request.user)
    if not (may_triage or is_own(idea, request.user)):
        raise Http404
    context = {
        "idea": idea,
        "fields": compared_with_first_text(idea),
        "tabs": idea_tabs(request, idea, "first_text"),
    }
    return render(request, "ideas/idea_first_text.html", context)


def queue_context(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """Return what the page shows of the queue that the editor is going through, if any.

    ``?liste=`` names it; about an idea of the editor's own it is that of the open ones, so that each page that leads
    back after a step leads on, too.
    """
    own = OPEN if idea.editor_id == request.user.pk else ""
    state = queue_state(request) or own
    if not state:
        return {}
    before, after = queue_neighbours(idea, request.user, state)  # type: ignore[arg-type]
    return {"queue": state, "previous": before, "following": after}


def queue_state(request: HttpRequest) -> str:
    """Return which queue the address names: "offen", "erledigt" or none."""
    state = request.GET.get("liste", "")
    return state if state in (OPEN, DONE) else ""


def find_idea(request: HttpRequest, reference: str) -> Idea:
    """Return the idea with this number, if the visitor may see it. Raises ``Http404``."""
    return get_object_or_404(ideas_for(request.user), reference=reference)


def idea_tabs(request: HttpRequest, idea: Idea, current: str) -> list[Tab]:
    """Return the tabs of an idea's pages that the visitor may open; ``current`` is the name of the page's URL."""
    queue = queue_state(request)
    query = f"?liste={queue}" if queue else ""
    pages = [("detail", "Idee")]
    if is_editor(request.user) or is_own(idea, request.user):
        pages.append(("first_text", "Text beim Einreichen"))
    if is_editor(request.user) and idea.status not in IdeaStatus.closed():
        pages += [("assign", "Zuordnung"), ("edit", "Text bearbeiten")]
    if is_editor(request.user):
        pages.append(("history", "Verlauf"))
    own = [
        {"label": label, "url": idea_url(name, str(idea.reference)) + query, "current": name == current}
        for name, label in pages
    ]
    hung = [tab | {"url": tab["url"] + query} for tab in hung_tabs(idea, current)]
    return own + hung
