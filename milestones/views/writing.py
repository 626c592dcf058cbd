"""Writing milestones: a new one, one that a line of a protocol names, and the words of a stored one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.conflicts import show_conflicts
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.text import plain_text
from common.timeline import FieldChange
from common.versions import StaleVersionError
from ideas.origins import Origin
from milestones.forms.milestones import MilestoneForm
from milestones.models import Milestone
from milestones.services.from_point import create_milestone_from_point
from milestones.services.milestones import create_milestone, edit_milestone
from milestones.views.editing import milestone_tabs, milestone_to_edit, refuse
from workshops.models import Point

TITLE_LENGTH: int = Milestone._meta.get_field("title").max_length  # type: ignore[assignment]


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_create(request: HttpRequest) -> HttpResponse:
    """Show and save the form of a new milestone."""
    editor = require_perm(request.user, "milestones.add_milestone")
    make = partial(MilestoneForm, user=editor, cancel_url=reverse("milestones:list"))
    if request.method != "POST":
        return _open(request, make, {})
    form = make(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            milestone = create_milestone(
                form.content(), planned_on=given["planned_on"], predecessors=given["predecessors"], by=editor
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Der Meilenstein ist angelegt; er hat die Nummer {milestone.reference}.")
            return redirect(milestone)
    return render(request, "milestones/milestone_new.html", {"form": form}, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_create_from_point(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of a new milestone, filled in from a line, and save it; a line that has one leads there."""
    editor = require_perm(request.user, "milestones.add_milestone")
    points = Point.objects.visible_to(editor).select_related("organisation", "item__section__protocol__meeting__body")
    point = get_object_or_404(points, pk=pk)
    if existing := Milestone.objects.filter(point=point).first():
        messages.info(request, f"Aus dieser Zeile gibt es schon den Meilenstein {existing.reference}.")
        return redirect(existing)
    make = partial(MilestoneForm, user=editor, cancel_url=point.get_absolute_url())
    shown: dict[str, Any] = {"origin": Origin.of(point)}
    if request.method != "POST":
        return _open(request, make, _from_line(point), **shown)
    form = make(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            milestone, _ = create_milestone_from_point(
                point, form.content(), planned_on=given["planned_on"], predecessors=given["predecessors"], by=editor
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Der Meilenstein ist angelegt; er hat die Nummer {milestone.reference}.")
            return redirect(milestone)
    return render(request, "milestones/milestone_new.html", {"form": form, **shown}, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def milestone_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show and save the words of a milestone and what comes before it."""
    milestone, editor = milestone_to_edit(request, reference)
    shown: dict[str, Any] = {"milestone": milestone, "tabs": milestone_tabs(milestone, "edit")}
    make = partial(MilestoneForm, user=editor, cancel_url=milestone.get_absolute_url(), milestone=milestone)
    if request.method != "POST":
        return _open(request, make, {}, template="milestones/milestone_edit.html", **shown)
    form, conflicts, status = make(request.POST), None, 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            edit_milestone(
                milestone,
                version=given["version"] or 0,
                content=form.content(),
                predecessors=given["predecessors"],
                by=editor,
            )
        except StaleVersionError as error:
            conflicts, status = _conflicts(form, error), 409
        except ValidationError as error:
            refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Der Meilenstein ist gespeichert.")
            return redirect(milestone)
    context = {"form": form, "conflicts": conflicts, **shown}
    return render(request, "milestones/milestone_edit.html", context, status=status)


def _open(
    request: HttpRequest,
    make: Any,
    begin: dict[str, Any],
    *,
    template: str = "milestones/milestone_new.html",
    **context: Any,
) -> HttpResponse:
    """Answer with the form as it begins, or as the person's draft holds it."""
    draft = open_draft(request)
    form = make(initial=initial_of(make(draft.as_post())) if draft else begin)
    return render(request, template, {"form": form, "draft": draft, **context})


def _from_line(point: Point) -> dict[str, Any]:
    """Return with what the form begins for a line: its words, its day, and who is responsible."""
    text = plain_text(point.text)
    title = Truncator(text).chars(TITLE_LENGTH)
    return {
        "title": title,
        "description": text if title != text else "",
        "planned_on": point.due_on,
        "organisation": point.organisation_id,
        "body": point.protocol.meeting.body_id,
    }


def _conflicts(form: MilestoneForm, error: StaleVersionError) -> list[FieldChange]:
    """Show what somebody else saved meanwhile beside what was typed, the predecessors as well."""
    stored: Any = error.current
    conflicts = show_conflicts(form, stored, form.content(), what="den Meilenstein")
    theirs = ", ".join(one.reference for one in stored.predecessors.all())
    own = ", ".join(one.reference for one in form.cleaned_data["predecessors"])
    if theirs != own:
        form.add_error("predecessors", f"Inzwischen gespeichert: {theirs or '(leer)'}")
        conflicts.append(FieldChange("predecessors", "Vorgänger", theirs, own))
    return conflicts
