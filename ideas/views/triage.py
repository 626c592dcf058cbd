"""Pages on which editors sort one idea: assign, remark, edit the text."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.conflicts import show_conflicts
from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.forms.triage import AssignForm, RemarkForm, TextForm
from ideas.models import Idea
from ideas.selectors import sponsors_of
from ideas.services.triage import (
    add_remark,
    arrange_idea,
    assignment_stamp,
    changed_assignments,
    edit_idea,
    untouched_assignments,
)
from ideas.views.detail import find_idea, idea_tabs, queue_state
from ideas.views.editing import idea_to_edit

MEANWHILE = (
    "Inzwischen wurde die Zuordnung geändert – {changes}. Es ist nichts gespeichert; was Sie selbst geändert haben,"
    " steht noch im Formular und gilt, wenn Sie erneut speichern."
)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def idea_assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Assign the idea to a Handlungsfeld, a group, an editor and an Ideenpate, and show who was Ideenpate when."""
    idea, editor = idea_to_edit(request, reference)
    if closed := _closed(request, idea):
        return closed
    make, status = partial(AssignForm, idea=idea), 200
    form, draft = (make(request.POST), None) if request.method == "POST" else restored(request, make)
    if form.is_valid():
        given = form.cleaned_data
        try:
            arrange_idea(idea, wanted=form.wanted(), by=editor, stamp=given["stamp"], reason=given["reason"])
        except StaleVersionError:
            today = find_idea(request, reference)
            changes = changed_assignments(today, given["stamp"])
            messages.error(request, MEANWHILE.format(changes=", ".join(changes)))
            typed = request.POST.dict() | untouched_assignments(today, request.POST, given["stamp"])
            typed["stamp"] = assignment_stamp(today)
            form, status = AssignForm(typed, idea=today), 409
        except (TransitionError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Die Zuordnung ist gespeichert.")
            return _back(request, idea)
    context = {
        "idea": idea,
        "form": form,
        "draft": draft,
        "sponsors": sponsors_of(idea),
        "tabs": idea_tabs(request, idea, "assign"),
    }
    return render(request, "ideas/idea_assign.html", context, status=422 if form.errors else status)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def idea_remark(request: HttpRequest, reference: str) -> HttpResponse:
    """Add an internal remark."""
    idea, editor = idea_to_edit(request, reference)
    form, draft = (RemarkForm(request.POST), None) if request.method == "POST" else restored(request, RemarkForm)
    if form.is_valid():
        add_remark(idea, text=form.cleaned_data["text"], by=editor)
        discard_draft(editor, request.path)
        messages.success(request, "Die interne Bemerkung ist gespeichert.")
        return _back(request, idea, "#bemerkungen")
    context = {"idea": idea, "form": form, "draft": draft, "tabs": idea_tabs(request, idea, "detail")}
    return render(request, "ideas/idea_remark.html", context, status=422 if form.errors else 200)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def idea_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show and save the text of the idea; the one that was handed in stays."""
    idea, editor = idea_to_edit(request, reference)
    if closed := _closed(request, idea):
        return closed
    if request.method != "POST":
        form, draft = restored(request, partial(TextForm, idea=idea))
        return _show_text(request, idea, form, draft=draft)
    form, conflicts, status = TextForm(request.POST, idea=idea), None, 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            edit_idea(idea, version=given["version"], content=form.content(), by=editor, reason=given["reason"])
        except StaleVersionError as error:
            conflicts, status = show_conflicts(form, error.current, form.content(), what="den Text"), 409
        except (TransitionError, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Text ist gespeichert.")
            return _back(request, idea)
    return _show_text(request, idea, form, conflicts=conflicts, status=status)


def _show_text(request: HttpRequest, idea: Idea, form: TextForm, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {"idea": idea, "form": form, "tabs": idea_tabs(request, idea, "edit")}
    return render(request, "ideas/idea_edit.html", context, status=status)


def _closed(request: HttpRequest, idea: Idea) -> HttpResponse | None:
    """Lead back from a form that somebody opens about an idea on which nobody works any more."""
    if request.method == "POST" or idea.status not in IdeaStatus.closed():
        return None
    messages.info(request, f"Die Idee ist „{idea.get_status_display()}“; das lässt sich nicht mehr ändern.")
    return _back(request, idea)


def _back(request: HttpRequest, idea: Idea, anchor: str = "") -> HttpResponse:
    """Lead back to the idea, in the queue that the visitor is going through."""
    queue = queue_state(request)
    return redirect(f"{idea.get_absolute_url()}{f'?liste={queue}' if queue else ''}{anchor}")
