"""The submitter's page of an idea, which needs no sign-in: where it stands, its copy, withdrawing it; co-authors."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.transitions import TransitionError
from ideas.content import lines_of
from ideas.documents.receipt import receipt_pdf
from ideas.enums import IdeaStatus
from ideas.idea_links import outcomes_of
from ideas.models import CoAuthor, Idea
from ideas.models.ideas import frozen_content
from ideas.records import load_records
from ideas.services.submission import answer_co_author, withdraw_idea
from ideas.story import submitter_story
from ideas.views.files import user_of


@login_not_required
@never_cache
@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was handed in and where it stands to whoever has the link."""
    idea = _idea_of(token)
    if idea.is_draft:
        return redirect("ideas:draft", token)
    questions = list(idea.call.questions.all())
    first = lines_of(idea.channel, idea.first_content or {}, questions)
    today = lines_of(idea.channel, frozen_content(idea), questions)
    records = load_records(idea, with_successors=True) if idea.reference else None
    context = {
        "idea": idea,
        "story": submitter_story(records, by_link=True) if records else [],
        "outcomes": outcomes_of(records.line) if records else [],
        "lines": today,
        "first_lines": first if first != today else [],
        "attachments": idea.attachments.select_related("question"),
        "contact": getattr(idea, "contact", None),
        "co_authors": idea.co_authors.all(),
        "is_personal": _is_personal(idea),
        "may_withdraw": Idea.TRANSITIONS.allows(idea.status, IdeaStatus.WITHDRAWN),
    }
    return render(request, "ideas/status.html", context)


@login_not_required
@never_cache
@require_safe
def status_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the copy of what was handed in."""
    idea = _idea_of(token)
    if idea.reference is None:
        raise Http404
    response = HttpResponse(receipt_pdf(idea), content_type="application/pdf")
    response.headers["Content-Disposition"] = str(content_disposition_header(True, f"{idea.reference}.pdf"))
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the idea is to be withdrawn, and withdraw it."""
    idea = _idea_of(token)
    if request.method == "POST":
        try:
            idea = withdraw_idea(idea, by=user_of(request))
        except TransitionError as error:
            idea.refresh_from_db(fields=["status"])
            if idea.status != IdeaStatus.WITHDRAWN:  # else by the first of two clicks
                messages.error(request, str(error))
        if idea.status == IdeaStatus.WITHDRAWN:
            messages.success(request, "Ihre Idee ist zurückgezogen." if idea.reference else "Ihr Entwurf ist gelöscht.")
        return redirect(idea.get_status_url())
    if not Idea.TRANSITIONS.allows(idea.status, IdeaStatus.WITHDRAWN):
        return redirect(idea.get_status_url())
    return render(request, "confirm.html", _question(idea))


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def co_author(request: HttpRequest, token: str) -> HttpResponse:
    """Ask somebody who was named as co-author whether that is true, and keep the answer.

    Who answered no has no part in the idea and does not read it either.
    """
    named = get_object_or_404(CoAuthor.objects.select_related("idea__call"), token=token)
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        try:
            answer_co_author(named, takes_part=request.POST["answer"] == "yes")
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            said = "Vielen Dank, Ihre Antwort ist gespeichert. Sie können sie hier jederzeit ändern."
            messages.success(request, said)
        return redirect("ideas:co_author", token)
    context = {
        "co_author": named,
        "idea": named.idea,
        "lines": [] if named.declined_at else lines_of(named.idea.channel, named.idea.content()),
        "is_closed": named.idea.status in IdeaStatus.closed(),
    }
    return render(request, "ideas/co_author.html", context)


def _is_personal(idea: Idea) -> bool:
    """Return whether something is stored that deleting the contact data would delete."""
    named = idea.submitter_id is not None or hasattr(idea, "contact") or idea.co_authors.exists()
    return named or idea.attachments.filter(question__is_personal=True).exists()


def _idea_of(token: str) -> Idea:
    return get_object_or_404(Idea.objects.select_related("call", "contact"), token=token)


def _question(idea: Idea) -> dict[str, Any]:
    if idea.is_draft:
        return {
            "title": "Entwurf löschen",
            "text": "Was Sie geschrieben und hochgeladen haben, wird gelöscht und ist nicht wiederherzustellen.",
            "label": "Entwurf löschen",
            "cancel_url": reverse("ideas:draft", args=[idea.token]),
            "danger": True,
        }
    return {
        "title": "Idee zurückziehen",
        "text": f"Die Idee {idea.reference} „{idea.title}“ wird dann nicht weiter bearbeitet. Das ist nicht rückgängig"
        " zu machen; Sie können sie aber neu einreichen.",
        "label": "Idee zurückziehen",
        "cancel_url": idea.get_status_url(),
        "danger": True,
    }
