"""Removing a milestone that will not take place, the list of what was removed, and bringing one back."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.drafts import discard_draft, keeps_draft, opened
from common.history_pages import step_page
from common.removal import removed_timeline
from common.timeline import DELETED, facts_of
from common.transitions import TransitionError
from common.versions import StaleVersionError
from milestones.models import Milestone
from milestones.services.removal import STAYS, bring_milestone_back, remove_milestone, removed_milestone
from milestones.views.editing import milestone_to_edit
from strategy.forms.indicators import RemoveForm

CHANGED = "Inzwischen hat jemand daran geschrieben; es ist nichts entfernt. Bitte sehen Sie vorher noch einmal nach."
COMES_BACK = "Am Ende der Liste, unter „Entfernte Meilensteine“, lässt er sich wiederherstellen."
FACTS = ("planned_on", "forecast_on", "organisation", "body", "description")


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask why a milestone will not take place, and remove it."""
    milestone, editor = milestone_to_edit(request, reference)
    if milestone.reached_on and request.method != "POST":
        messages.info(request, STAYS)
        return redirect(milestone)
    make = partial(
        RemoveForm,
        submit="Meilenstein entfernen",
        cancel_url=milestone.get_absolute_url(),
        version=milestone.version,
    )
    form, draft = opened(request, make)
    if form.is_valid():
        try:
            given = form.cleaned_data
            remove_milestone(milestone, version=given["version"] or 0, reason=given["reason"], by=editor)
        except StaleVersionError:
            form = make(request.POST.dict() | {"version": milestone.version})
            form.add_error(None, CHANGED)
        except TransitionError as error:
            form.add_error(None, str(error))
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Entfernt: {milestone}. {COMES_BACK}")
            return redirect("milestones:list")
    context = {
        "milestone": milestone,
        "title": "Meilenstein entfällt",
        "form": form,
        "draft": draft,
        "successors": list(milestone.successors.all()),
    }
    return render(request, "milestones/milestone_remove.html", context, status=422 if form.errors else 200)


@require_safe
def removed_list(request: HttpRequest) -> HttpResponse:
    """Show which milestones were removed, by whom and why, newest first."""
    require_perm(request.user, "milestones.change_milestone")
    page = step_page(request, partial(removed_timeline, {Milestone: ("reference", "title")}))
    context = page.context(
        lambda step: f"{step.values['reference']} {step.values['title']}",
        restore_url=lambda step: reverse("milestones:bring_back", args=[step.history_id]),
        changes=lambda step: (),
    )
    return render(request, "milestones/removed_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def milestone_bring_back(request: HttpRequest, history_id: int) -> HttpResponse:
    """Say what comes back with a removed milestone and what is gone, and bring it back."""
    editor = require_perm(request.user, "milestones.change_milestone")
    record = get_object_or_404(Milestone.history, history_type=DELETED, history_id=history_id)
    if back := Milestone.objects.filter(pk=record.id).first():  # perhaps by a second click
        messages.info(request, f"Schon wiederhergestellt: {back}.")
        return redirect(back)
    if request.method == "POST":
        try:
            milestone = bring_milestone_back(record, by=editor)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request.path)
        messages.success(request, f"Wiederhergestellt: {milestone}.")
        return redirect(milestone)
    removed = removed_milestone(record)
    context = {"record": record, "removed": removed, "facts": facts_of(removed.instance, FACTS)}
    return render(request, "milestones/milestone_bring_back.html", context)
