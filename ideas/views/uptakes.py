"""Uptakes into Teilkonzepte: record one, correct one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.forms.outcomes import NewUptakeForm, UptakeForm
from ideas.services.uptakes import WHERE_UPTAKES_ARE_RECORDED, edit_uptake, record_uptake
from ideas.views.editing import idea_to_edit, show_form

NOT_NOW = "Festhalten lässt sich eine Übernahme, sobald die Idee in Prüfung ist."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def uptake(request: HttpRequest, reference: str) -> HttpResponse:
    """Record what of an idea goes into a Teilkonzept, which may be made in the same form."""
    idea, editor = idea_to_edit(request, reference)
    title = "Übernahme festhalten"
    if request.method != "POST":
        if idea.status not in WHERE_UPTAKES_ARE_RECORDED:
            messages.info(request, NOT_NOW)
            return redirect(idea)
        form, draft = restored(request, lambda data=None, **rest: NewUptakeForm(data, idea=idea, **rest))
        return show_form(request, idea, title, form, draft=draft)
    form = NewUptakeForm(request.POST, idea=idea)
    if not form.is_valid():
        return show_form(request, idea, title, form, status=422)
    values = form.values() | {"sub_concept": form.target()}
    try:
        recorded = record_uptake(idea, **values, by=editor)
    except TransitionError as error:
        form.add_error(None, str(error))
        return show_form(request, idea, title, form, status=409)
    except ValidationError as error:
        form.add_error("new_title" if form.cleaned_data["new_title"] else "sub_concept", error.messages)
        return show_form(request, idea, title, form, status=422)
    discard_draft(editor, request.path)
    messages.success(request, f"Festgehalten: {recorded}.")
    return redirect(idea)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def uptake_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Correct an uptake; its history keeps what was recorded before."""
    idea, editor = idea_to_edit(request, reference)
    recorded = get_object_or_404(idea.uptakes, pk=pk)
    title = "Übernahme ändern"
    if request.method != "POST":
        form, draft = restored(request, lambda data=None, **rest: UptakeForm(data, idea=idea, uptake=recorded, **rest))
        return show_form(request, idea, title, form, draft=draft)
    form = UptakeForm(request.POST, idea=idea, uptake=recorded)
    if not form.is_valid():
        return show_form(request, idea, title, form, status=422)
    try:
        edit_uptake(recorded, **form.values(), version=form.cleaned_data["version"], by=editor)
    except StaleVersionError as error:
        conflicts = form.show_conflicts(error.current)
        return show_form(request, idea, title, form, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
        return show_form(request, idea, title, form, status=409)
    discard_draft(editor, request.path)
    messages.success(request, "Die Übernahme ist geändert.")
    return redirect(idea)
