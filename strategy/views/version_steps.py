"""The steps of a version: the page that asks before, and the form of the council's resolution."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, opened, restored
from common.transitions import TransitionError
from people.models import User
from strategy.enums import VersionStatus
from strategy.forms.versions import CorrectionForm, ResolutionForm
from strategy.models import StrategyVersion
from strategy.selectors.consultations import obstacles_to_ready
from strategy.selectors.versions import releases_of
from strategy.services.resolutions import correct_resolution, pass_version
from strategy.version_steps import STEPS
from strategy.views.frame import refuse
from strategy.views.versions import version_and_editor
from workshops.forms.statuses import ReasonForm

RECORDED = "Der Beschluss ist eingetragen."
IN_BETWEEN = (
    "Inzwischen ist der Beschluss mit anderen Angaben eingetragen; Ihre sind noch nicht gespeichert. Vergleichen Sie"
    " beide, und berichtigen Sie den Beschluss, wenn Ihre Angaben stimmen."
)
NOT_NOW = "Dieser Schritt ist vom heutigen Stand aus nicht möglich."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def version_step(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Show what a step does and what stands in its way, and take it."""
    strategy, editor = version_and_editor(request, number)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None:
        raise Http404
    if strategy.status != step.source:  # perhaps by a second click
        messages.info(request, step.done if strategy.status == step.to else NOT_NOW)
        return redirect(strategy)
    form, draft = opened(request, partial(ReasonForm, is_required=True)) if step.asks_reason else (None, None)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            step.run(strategy, by=editor, **({"reason": form.cleaned_data["reason"]} if form else {}))
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            discard_draft(editor, request.path)
            messages.success(request, step.done)
        return redirect(strategy)
    obstacles = obstacles_to_ready(strategy) if step.to == VersionStatus.READY else []
    context = {"strategy": strategy, "step": step, "form": form, "draft": draft}
    context |= {"obstacles": obstacles, "title": step.label}
    return render(request, "strategy/version_step.html", context, status=422 if form and form.errors else 200)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def resolution(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the council's resolution on a version that is ready, and record it."""
    strategy, editor = version_and_editor(request, number)
    if strategy.is_final and request.method == "POST":  # a second click, or somebody else was faster
        return _correction(request, strategy, editor, IN_BETWEEN)
    if strategy.status != VersionStatus.READY:
        messages.info(request, RECORDED if strategy.is_final else NOT_NOW)
        return redirect(strategy)
    make = partial(ResolutionForm, strategy=strategy)
    if request.method != "POST":
        form, draft = restored(request, make)
        return _show_resolution(request, strategy, form, draft=draft)
    form = make(request.POST)
    if form.is_valid():
        try:
            pass_version(strategy, form.resolution(), by=editor)
        except (TransitionError, ValidationError) as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Beschluss ist eingetragen. Die Fassung gilt und ist öffentlich.")
            return redirect(strategy)
    return _show_resolution(request, strategy, form, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def resolution_correct(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what was wrong in the council's resolution, and record the correction."""
    strategy, editor = version_and_editor(request, number)
    if not strategy.is_final:
        messages.info(request, NOT_NOW)
        return redirect(strategy)
    return _correction(request, strategy, editor)


def _correction(request: HttpRequest, strategy: StrategyVersion, editor: User, meanwhile: str = "") -> HttpResponse:
    """Show and save the form of a correction; ``meanwhile`` says why somebody sees it who asked for another one."""
    seen = releases_of(strategy, editor)[0].pk
    make = partial(CorrectionForm, strategy=strategy, seen=seen)
    if request.method != "POST":
        form, draft = restored(request, make)
        return _show_correction(request, strategy, form, draft=draft)
    form = make({"seen": seen} | request.POST.dict() if meanwhile else request.POST)
    if meanwhile:
        if not form.differs():
            messages.info(request, RECORDED)
            return redirect(strategy)
        form.add_error(None, meanwhile)
    if form.is_valid():
        data = form.cleaned_data
        try:
            correct_resolution(strategy, form.resolution(), seen=data["seen"], reason=data["reason"], by=editor)
        except (TransitionError, ValidationError) as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Beschluss ist berichtigt; der frühere Stand bleibt unter „Stände“ stehen.")
            return redirect(strategy)
    return _show_correction(request, strategy, form, status=422)


def _show_resolution(
    request: HttpRequest, strategy: StrategyVersion, form: ResolutionForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    context = {"strategy": strategy, "form": form, "title": "Beschluss eintragen"} | context
    return render(request, "strategy/version_form.html", context, status=status)


def _show_correction(
    request: HttpRequest, strategy: StrategyVersion, form: ResolutionForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    hint = "Titelblatt und Prüfsumme ändern sich, der Text der Strategie nicht. Der frühere Stand bleibt stehen."
    form.helper.form_action = reverse("strategy:resolution_correct", args=[strategy.number])
    return _show_resolution(request, strategy, form, status=status, title="Beschluss berichtigen", hint=hint, **context)
