"""What the editors' forms about one idea have in common."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common.access import require_perm
from ideas.models import Idea
from ideas.selectors import ideas_for, passages_of
from people.models import User


def idea_to_edit(request: HttpRequest, reference: str) -> tuple[Idea, User]:
    """Return an idea with what its page shows, and the editor who works on it. Raises ``Http404`` for others."""
    idea = get_object_or_404(ideas_for(request.user), reference=reference)
    return idea, require_perm(request.user, "ideas.triage_idea", idea)


def show_form(
    request: HttpRequest, idea: Idea, title: str, form: BaseForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Answer with a form about ``idea``, whose text stands beside it; ``title`` says what the form is for."""
    context |= {"idea": idea, "title": title, "form": form, "passages": passages_of(idea)}
    context["attachments"] = idea.attachments.select_related("question")
    return render(request, context.pop("template", "ideas/work_form.html"), context, status=status)
