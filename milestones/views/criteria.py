"""Criteria of a milestone: a new one, its words, and the steps with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from common.conflicts import show_conflicts
from common.drafts import discard_draft, keeps_draft, restored
from common.transitions import TransitionError
from common.versions import StaleVersionError
from milestones.criterion_steps import CriterionStep, find_step
from milestones.forms.criteria import CriterionTextForm, NewCriterionForm, TickForm, WhyForm
from milestones.models import Criterion, Milestone
from milestones.services.criteria import add_criterion, edit_criterion
from milestones.views.editing import milestone_to_edit, refuse
from people.models import User


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_create(request: HttpRequest, reference: str) -> HttpResponse:
    """Show and save the form of a new criterion."""
    milestone, editor = milestone_to_edit(request, reference)
    make = partial(NewCriterionForm, cancel_url=milestone.get_absolute_url())
    form, draft = (make(request.POST), None) if request.method == "POST" else restored(request, make)
    if form.is_valid():
        try:
            add_criterion(milestone, **form.cleaned_data, by=editor)
        except (ValidationError, TransitionError) as error:
            _refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Das Kriterium ist angelegt.")
            return redirect(milestone)
    return _show(request, milestone, "Kriterium anlegen", form, draft=draft, status=422 if form.errors else 200)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Show and save the words of a criterion."""
    milestone, criterion, editor = _criterion_to_edit(request, reference, pk)
    make = partial(CriterionTextForm, criterion=criterion, cancel_url=milestone.get_absolute_url())
    form, draft = (make(request.POST), None) if request.method == "POST" else restored(request, make)
    conflicts, status = None, 422 if form.errors else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            edit_criterion(criterion, version=given["version"], text=given["text"], by=editor)
        except StaleVersionError as error:
            conflicts = show_conflicts(form, error.current, {"text": given["text"]}, what="das Kriterium")
            status = 409
        except (ValidationError, TransitionError) as error:
            _refuse(form, error)
            status = 422
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Das Kriterium ist gespeichert.")
            return redirect(milestone)
    return _show(request, milestone, "Kriterium bearbeiten", form, conflicts=conflicts, draft=draft, status=status)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def criterion_step(request: HttpRequest, reference: str, pk: int, slug: str) -> HttpResponse:
    """Ask before a step with a criterion, and take it."""
    milestone, criterion, editor = _criterion_to_edit(request, reference, pk)
    step = find_step(slug)
    if step is None:
        raise Http404
    if not step.is_open(criterion) or milestone.reached_on:
        messages.info(request, "Dieser Schritt ist jetzt nicht möglich. Vielleicht hat ihn schon jemand getan.")
        return redirect(milestone)
    make, draft = _form_of(step, criterion), None
    if request.method == "POST" or make is None:
        form = make(request.POST) if make else None
    else:
        form, draft = restored(request, make)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            step.run(criterion, **(form.cleaned_data if form else {}), by=editor)
        except (ValidationError, TransitionError) as error:
            if form is not None:
                _refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, step.done)
            return redirect(milestone)
    context = {
        "criterion": criterion,
        "text": step.text,
        "draft": draft,
        "template": "milestones/criterion_step.html",
    }
    return _show(request, milestone, step.label, form, status=422 if form and form.errors else 200, **context)


def _criterion_to_edit(request: HttpRequest, reference: str, pk: int) -> tuple[Milestone, Criterion, User]:
    milestone, editor = milestone_to_edit(request, reference)
    return milestone, get_object_or_404(milestone.criteria.select_related("milestone"), pk=pk), editor


def _form_of(step: CriterionStep, criterion: Criterion) -> Callable[..., BaseForm] | None:
    """Return what makes the form of a step: all but these ask for a reason."""
    match step.slug:
        case "abhaken":
            return partial(TickForm, criterion=criterion)
        case "gilt-wieder":
            return None
        case slug:
            return partial(WhyForm, criterion=criterion, is_shown=slug == "entfaellt")


def _refuse(form: BaseForm, error: ValidationError | TransitionError) -> None:
    if isinstance(error, ValidationError):
        refuse(form, error)
    else:
        form.add_error(None, str(error))


def _show(
    request: HttpRequest, milestone: Milestone, title: str, form: BaseForm | None, *, status: int, **context: Any
) -> HttpResponse:
    template = context.pop("template", "milestones/criterion_form.html")
    context |= {"milestone": milestone, "title": title, "form": form}
    return render(request, template, context, status=status)
