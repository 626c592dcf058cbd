"""The page that asks before a plain step of an idea, and takes it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from ideas.forms.outcomes import StepForm
from ideas.models import Idea
from ideas.steps import IdeaStep, consequences, done_before, find_step
from ideas.views.editing import idea_to_edit
from people.models import User

NOT_NOW = "Dieser Schritt ist vom heutigen Stand aus nicht möglich."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Ask before a step of the idea, and take it."""
    idea, editor = idea_to_edit(request, reference)
    chosen = find_step(slug)
    if chosen is None:
        raise Http404
    form, draft = (StepForm(request.POST), None) if request.method == "POST" else restored(request, StepForm)
    if form.is_valid():
        _take(request, idea, chosen, editor, form.cleaned_data["reason"])
        discard_draft(editor, request.path)
        return redirect(idea)
    if idea.status != chosen.source:
        messages.info(request, chosen.done if done_before(idea, chosen) else NOT_NOW)
        return redirect(idea)
    context = {"idea": idea, "title": chosen.label, "form": form, "draft": draft}
    context["consequences"] = consequences(idea, chosen)
    return render(request, "ideas/step.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, idea: Idea, chosen: IdeaStep, editor: User, reason: str) -> None:
    """Take a step and say what came of it; a second click changes nothing."""
    try:
        chosen.run(idea, by=editor, reason=reason)
    except TransitionError as error:
        idea.refresh_from_db(fields=["status"])
        if done_before(idea, chosen):
            messages.info(request, chosen.done)
        else:
            messages.error(request, str(error))
    else:
        messages.success(request, chosen.done)
