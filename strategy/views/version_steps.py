"""The steps of a version: the page that asks before, and the form of the council's resolution."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.transitions import TransitionError
from strategy.enums import VersionStatus
from strategy.forms.versions import ResolutionForm
from strategy.selectors.consultations import obstacles_to_ready
from strategy.services.resolutions import pass_version
from strategy.version_steps import STEPS
from strategy.views.frame import refuse
from strategy.views.versions import version_and_editor
from workshops.forms.statuses import ReasonForm

NOT_NOW = "Dieser Schritt ist vom heutigen Stand aus nicht möglich."


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
    form = None
    if step.asks_reason:
        form = ReasonForm(request.POST if request.method == "POST" else None, is_required=True)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            step.run(strategy, by=editor, **({"reason": form.cleaned_data["reason"]} if form else {}))
        except TransitionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, step.done)
        return redirect(strategy)
    obstacles = obstacles_to_ready(strategy) if step.to == VersionStatus.READY else []
    context = {"strategy": strategy, "step": step, "form": form, "obstacles": obstacles, "title": step.label}
    return render(request, "strategy/version_step.html", context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def resolution(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the council's resolution on a version that is ready, and record it."""
    strategy, editor = version_and_editor(request, number)
    if strategy.status != VersionStatus.READY:
        messages.info(request, "Der Beschluss ist eingetragen." if strategy.is_final else NOT_NOW)
        return redirect(strategy)
    form = ResolutionForm(request.POST if request.method == "POST" else None, strategy=strategy)
    if form.is_valid():
        try:
            pass_version(strategy, form.resolution(), by=editor)
        except (TransitionError, ValidationError) as error:
            refuse(form, error)
        else:
            messages.success(request, "Der Beschluss ist eingetragen. Die Fassung gilt und ist öffentlich.")
            return redirect(strategy)
    context = {"strategy": strategy, "form": form, "title": "Beschluss eintragen"}
    return render(request, "strategy/version_form.html", context, status=422 if form.errors else 200)
